from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .areas import NATION, Area, below
from .units import Unit


class Role(models.TextChoices):
    OFFICER = "officer", _("Duty officer")
    COORDINATOR = "coordinator", _("Duty lead")
    OFFICIAL = "official", _("Official")
    OBSERVER = "observer", _("Representative (observer)")
    ADMINISTRATOR = "administrator", _("Desk administrator")


#: Those who man a desk.
DESK_ROLES = (Role.OFFICER, Role.COORDINATOR)
#: They and the officials above them: who takes part in the work, not the representatives who look on.
INNER_ROLES = (*DESK_ROLES, Role.OFFICIAL)


class UserManager(BaseUserManager.from_queryset(models.QuerySet)):
    def get_queryset(self):
        # Every page asks the user's area (scope, time zone): one query instead of two.
        return super().get_queryset().select_related("area")

    def visible_to(self, user):
        """Accounts an administrator may manage: of the own area and below, superusers excepted."""
        if user.is_superuser:
            return self.get_queryset()
        return self.get_queryset().filter(below(user.area_id, "area"), is_superuser=False)

    def create_user(self, username, password, *, role, area, name="", **extra):
        user = self.model(
            username=self.model.normalize_username(username), role=role, area=area, name=name or username, **extra
        )
        user.set_password(password)
        user.full_clean()
        user.save()
        return user

    def create_superuser(self, username, password=None, *, role=Role.ADMINISTRATOR, area, **extra):
        """`area` is an Area or a code, as createsuperuser asks for it."""
        area = area if isinstance(area, Area) else Area.objects.get(pk=area)
        return self.create_user(username, password, role=role, area=area, is_superuser=True, **extra)


class User(AbstractBaseUser):
    """A login. One area, one role (rule 2); what follows from them is derived, never stored."""

    username = models.CharField(
        _("user name"),
        max_length=60,
        unique=True,
        validators=[ASCIIUsernameValidator()],
        error_messages={"unique": _("This user name is taken.")},
    )
    name = models.CharField(_("full name"), max_length=120)
    role = models.CharField(_("role"), max_length=15, choices=Role)
    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="users", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="users", null=True, blank=True)
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Untick to close the account; accounts are never deleted.")
    )
    is_superuser = models.BooleanField(_("superuser"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    last_login = None  # otherwise each login would write a line of history

    objects = UserManager()
    history = HistoricalRecords(excluded_fields=["password"])

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name", "area"]

    class Meta:
        ordering = ["username"]
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(name="user_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="user_of_the_nation_mans_no_desk", condition=~Q(area=NATION, role__in=DESK_ROLES)
            ),
        ]
        indexes = [models.Index(fields=["area", "role"], name="user_area_role")]

    def __str__(self):
        return self.name or self.username

    def clean(self):
        super().clean()
        if self.area_id == NATION and self.mans_a_desk:
            raise ValidationError({"role": _("No desk stands for the whole country: choose another role or area.")})

    @property
    def is_staff(self):
        """Whether Django admin lets them in."""
        return self.is_superuser or self.role == Role.ADMINISTRATOR

    @property
    def mans_a_desk(self):
        return self.role in DESK_ROLES

    def rows_of(self, model):
        """What this person administers of a model: all of it for a superuser, else what they see."""
        rows = model._default_manager
        return rows.all() if self.is_superuser else rows.visible_to(self)

    def has_perm(self, perm, obj=None):
        """Django's own permissions are not used: admin classes decide by role and area."""
        return self.is_active and self.is_superuser

    def has_module_perms(self, app_label):
        return self.is_active and self.is_staff
