"""Wall screens in Django admin: an address is made, shown to copy, and revoked; rows are never deleted."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..access import method_refused
from ..actions import make_display, revoke_display
from ..models import Display
from .history import TrackedAdmin
from .scope import ScopedAdmin

FACTS = ("state", "seen_at", "created_at", "created_by", "revoked_at", "revoked_by")


@admin.register(Display)
class DisplayAdmin(TrackedAdmin, ScopedAdmin):
    """Besides the name nothing is changed: a screen of another area, or with another key, is another screen."""

    list_display = ("name", "area", "seen_at", "state")
    list_select_related = ("area",)
    search_fields = ("name", "area__code", "area__name")
    autocomplete_fields = ("area",)
    actions = ("revoke",)
    change_form_template = "admin/desks/display/change_form.html"

    @admin.display(description=gettext_lazy("state"))
    def state(self, display):
        if display.revoked_at is not None:
            return _("Revoked")
        return _("Never seen yet") if display.seen_at is None else _("In use")

    def get_fields(self, request, obj=None):
        return ("name", "area", *FACTS) if obj else ("name", "area")

    def get_readonly_fields(self, request, obj=None):
        return ("area", *FACTS) if obj else ()

    def get_changeform_initial_data(self, request):
        return {"area": request.user.area_id, **super().get_changeform_initial_data(request)}

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        if change:
            return super().save_model(request, obj, form, change)
        obj.pk = make_display(by=request.user, area=obj.area, name=obj.name, now=timezone.now()).pk

    def response_post_save_add(self, request, obj):
        """To the page that shows the new address."""
        return HttpResponseRedirect(_page_of(obj))

    # The address

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None and obj.revoked_at is None and self.has_change_permission(request, obj):
            context["address"] = request.build_absolute_uri(reverse("wall", args=[obj.token]))
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # Revoking

    def get_urls(self):
        view = self.admin_site.admin_view(self.revoke_view)
        return [path("<path:object_id>/revoke/", view, name="desks_display_revoke"), *super().get_urls()]

    def revoke_view(self, request, object_id):
        display = self.get_object(request, unquote(object_id))
        if request.method != "POST":
            return method_refused(["POST"])
        self._revoke(request, [display])
        return HttpResponseRedirect(_page_of(display))

    @admin.action(description=gettext_lazy("Revoke the addresses of the chosen screens"), permissions=["change"])
    def revoke(self, request, queryset):
        self._revoke(request, queryset)

    def _revoke(self, request, displays):
        now = timezone.now()
        number = sum(revoke_display(by=request.user, display=display, now=now) for display in displays)
        if not number:
            messages.warning(request, _("The address was revoked before."))
            return
        words = ngettext(
            "%(count)d address was revoked: the screen goes blank at its next turn.",
            "%(count)d addresses were revoked: the screens go blank at their next turn.",
            number,
        )
        messages.success(request, words % {"count": number})


def _page_of(display):
    return reverse("admin:desks_display_change", args=[display.pk])
