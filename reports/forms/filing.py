import re
from datetime import timedelta
from functools import partial

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desks.forms import KeyedForm, PlainChoiceField, RowChoiceField
from desks.models import Area, Tier

from ..models import Category, Classification, Severity
from ..models.reports import MOST_STATIONS
from ..photos import MOST_PHOTOS, BadPhoto, read_photo

#: A phone's clock may be ahead of ours; what lies further in the future is a slip of the finger.
CLOCK_TOLERANCE = timedelta(minutes=15)
MOST_NAMED_STATIONS = 500
LONGEST_STATIONS_TEXT = 2000
HIGHEST_STATION = 999


def parse_stations(text):
    """Sorted numbers of polling stations in "1, 4, 12-15"; ValidationError with a sentence."""
    numbers = set()
    for part in re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "-", text.strip())):
        if not part:
            continue
        match = re.fullmatch(r"([0-9]{1,3})(?:-([0-9]{1,3}))?", part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= HIGHEST_STATION:
            raise forms.ValidationError(_("Write numbers of polling stations from 1 to 999, such as 1, 4, 12-15."))
        numbers.update(range(first, last + 1))
    if len(numbers) > MOST_NAMED_STATIONS:
        raise forms.ValidationError(_("Name at most 500 polling stations; give the total below."))
    return sorted(numbers)


def stations_text(numbers):
    return ", ".join(f"{number:03d}" for number in numbers)


class StationsField(forms.CharField):
    def prepare_value(self, value):
        return stations_text(value) if isinstance(value, list) else value

    def to_python(self, value):
        text = super().to_python(value)
        if len(text) > LONGEST_STATIONS_TEXT:  # before it is taken apart, which takes long for long texts
            raise forms.ValidationError(_("This is too long. Name ranges, such as 1-40."))
        return parse_stations(text)

    def validate(self, value):
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")


class StationsMixin:
    """The two fields that say which polling stations are affected, and how many in all."""

    def clean_stations(self, cleaned):
        known = cleaned.get("polling_stations") or []
        total = cleaned.get("stations_affected")
        if total is None:
            cleaned["stations_affected"] = len(known)
        elif total < len(known):
            self.add_error("stations_affected", _("This is fewer than the polling stations named above."))
        return cleaned


def stations_field():
    return StationsField(
        label=_("Polling stations (TPS)"),
        required=False,
        help_text=_("The numbers known, such as 1, 4, 12-15."),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )


def stations_total_field():
    return forms.IntegerField(
        label=_("How many in all"),
        required=False,
        min_value=0,
        max_value=MOST_STATIONS,
        help_text=_("Leave empty where the numbers above are all."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


#: Fields that go into the report as they were cleaned.
AS_TYPED = (
    "area",
    "category",
    "title",
    "narrative",
    "occurred_at",
    "polling_stations",
    "stations_affected",
    "reporter_name",
    "reporter_phone",
)


class PhotosInput(forms.FileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Up to six photos, each re-encoded; cleans to a list of `reports.photos.Photo`."""

    widget = PhotosInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/heic,.heic,.heif", "multiple": True})

    def clean(self, data, initial=None):
        uploads = [upload for upload in (data if isinstance(data, list | tuple) else [data]) if upload]
        if len(uploads) > MOST_PHOTOS:
            raise forms.ValidationError(_("Send at most 6 photos."))
        photos, errors = [], []
        for upload in uploads:
            try:
                photos.append(read_photo(upload))
            except BadPhoto as error:
                errors.append(str(error))
        if errors:
            errors.append(_("What you wrote is kept. Choose the good photos again, or send without."))
            raise forms.ValidationError(errors)
        return photos


class PlaceField(RowChoiceField):
    """A place in the filer's area; most often that area itself, which needs no query: it came with the user."""

    own = None

    def to_python(self, value):
        return self.own if self.own and value == self.own.pk else super().to_python(value)


class ReportForm(StationsMixin, KeyedForm):
    category = RowChoiceField(label=_("Category"), queryset=Category.objects.none(), empty_label=_("Choose …"))
    title = forms.CharField(label=_("Title"), max_length=140, help_text=_("One line that says what is the matter."))
    narrative = forms.CharField(
        label=_("Narrative"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What happened, who is involved, what has been done so far."),
    )
    area = PlaceField(label=_("Place of incident"), queryset=Area.objects.none(), empty_label=None)
    occurred_at = forms.DateTimeField(
        label=_("Time of incident"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    severity = RowChoiceField(
        label=_("Severity"),
        queryset=Severity.objects.none(),
        required=False,
        empty_label=_("As usual for the category"),
    )
    polling_stations = stations_field()
    stations_affected = stations_total_field()
    photos = PhotosField(
        label=_("Photos"),
        required=False,
        help_text=_("Up to 6, each at most 10 MB. The place and device stored in them are removed."),
    )
    reporter_name = forms.CharField(
        label=_("Reporter"), max_length=120, required=False, help_text=_("Who told the desk, if not you.")
    )
    reporter_phone = forms.RegexField(
        label=_("Reporter's phone"),
        regex=r"^[0-9+() .-]{5,30}$",
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        error_messages={"invalid": _("Write a phone number, digits only, such as 0812 3456 7890.")},
    )
    classification = PlainChoiceField(
        label=_("Classification"), required=False, help_text=_("Never lower than what the category asks for.")
    )

    def __init__(self, *args, user, **kwargs):
        self.user = user
        kwargs["initial"] = {
            "area": user.area_id,
            "occurred_at": timezone.now(),
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        # Lists are given as functions: they are read when the form is shown, not when it is sent.
        self.fields["category"].queryset = Category.objects.select_related("severity")
        self.fields["category"].widget.choices = grouped_categories
        self.fields["severity"].queryset = Severity.objects.order_by("resolve_minutes")
        self.fields["area"].own = user.area
        self.fields["area"].queryset = Area.objects.visible_to(user)
        self.fields["area"].widget.choices = partial(area_choices, user)
        seen = [(choice.value, choice.label) for choice in Classification.seen_by(user.role)]
        self.fields["classification"].choices = [("", _("As usual for the category")), *seen]

    def clean_occurred_at(self):
        moment = self.cleaned_data["occurred_at"]
        if moment > timezone.now() + CLOCK_TOLERANCE:
            raise forms.ValidationError(_("This time is still to come. Check date and hour."))
        if moment.year < 2000:
            raise forms.ValidationError(_("This time is long ago. Check the date."))
        return moment

    def clean(self):
        return self.clean_stations(super().clean())

    def content(self):
        """What `file_report` takes, with the category's usual values where nothing was chosen."""
        cleaned = self.cleaned_data
        category = cleaned["category"]
        chosen = cleaned["classification"] or category.classification
        content = {name: cleaned[name] for name in AS_TYPED}
        content["severity"] = cleaned["severity"] or category.severity
        content["classification"] = max(
            Classification(chosen), Classification(category.classification), key=lambda level: level.rank
        )
        return content


def grouped_categories():
    """Choices of categories by their group, an empty one first."""
    groups = {}
    for category in Category.objects.order_by("group_id", "code"):
        groups.setdefault(category.group_label, []).append((category.pk, category.label))
    return [("", _("Choose …")), *groups.items()]


def area_choices(user):
    """The areas offered in a list: all below a city, cities and districts below a province.

    A province has up to 8,500 wards, too long a list for a phone; what is not listed is still accepted.
    """
    lowest = Tier.DISTRICT if user.area.tier == Tier.PROVINCE else Tier.WARD
    rows = Area.objects.visible_to(user).filter(tier__lte=lowest)
    return [(row.pk, "  " * (row.tier - user.area.tier) + row.full_name) for row in rows]
