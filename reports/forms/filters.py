import re
from datetime import timedelta
from functools import lru_cache

from django import forms
from django.core.cache import cache
from django.db.models import CharField, Value
from django.forms.utils import flatatt
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from desks.forms import DayFilter, PlainChoiceField, PlainForm, SearchInput
from desks.hours import start_of
from desks.models import Area, Desk, Election, Tier
from desks.models.units import column_in_language
from desks.names import areas_of

from ..models import Category, SeverityLevel, State
from ..models.reports import ARRIVED_BY_ESCALATION
from ..search import matching

OPEN = "open"
CODE = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?")
#: Of what is no area, where both are asked for at once.
NO_TIER = -1
#: How long the choices of the filters are kept.
KEPT_SECONDS = 60


class PlainSelect(forms.Select):
    """A select written in one go: with a template for each option it took longer than the list."""

    def render(self, name, value, attrs=None, renderer=None):
        attributes = flatatt(self.build_attrs({"name": name, **self.attrs}, attrs))
        shown = options(tuple((str(code), str(label)) for code, label in self.choices))
        chosen = format_html('<option value="{}"', value or "")
        return format_html(
            "<select{}>{}</select>",
            attributes,
            mark_safe(shown.replace(f"{chosen}>", f"{chosen} selected>")),  # noqa: S308 - both were escaped
        )


@lru_cache(maxsize=256)
def options(choices):
    """The options of a select; most people are offered the same ones time and again."""
    return format_html_join("", '<option value="{}">{}</option>', choices)


class AreaCodeFilter(forms.RegexField):
    """An area code typed or linked; the list of choices is only what the select offers."""

    widget = PlainSelect

    def __init__(self, **kwargs):
        super().__init__(regex=f"^{CODE.pattern}$", required=False, **kwargs)


class FilterForm(PlainForm):
    """The filters of the report list. A wrong value narrows nothing and says so; it is never an error page."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=SearchInput)
    status = PlainChoiceField(label=_("Status"), required=False, widget=PlainSelect)
    severity = PlainChoiceField(
        label=_("Severity"), required=False, choices=[("", _("All")), *SeverityLevel.choices], widget=PlainSelect
    )
    category = PlainChoiceField(label=_("Category"), required=False, widget=PlainSelect)
    area = AreaCodeFilter(label=_("Place of incident"))
    holder = AreaCodeFilter(label=_("Held by"))
    filed_from = DayFilter(label=_("Filed from"))
    filed_until = DayFilter(label=_("Filed until"))
    overdue = forms.BooleanField(label=_("Overdue"), required=False)
    # Not offered as fields; the dashboard's figures link with them.
    escalated = forms.BooleanField(label=_("Escalated"), required=False, widget=forms.HiddenInput)
    resolved_on = DayFilter(label=_("Resolved on"), hidden=True)
    here_only = forms.BooleanField(
        label=_("This area itself, not those below"), required=False, widget=forms.HiddenInput
    )
    election = forms.SlugField(label=_("Election"), required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [("", _("All")), (OPEN, _("Open (not closed yet)")), *State.choices]
        self.fields["category"].choices = [("", _("All")), *choices_kept(user)["categories"]]
        for name in ("area", "holder"):
            # Asked for when the form is written: by then the list has found the names of most that can be chosen.
            self.fields[name].widget.choices = lambda: self.areas

    @cached_property
    def areas(self):
        chosen = {self.data.get("area", ""), self.data.get("holder", "")}
        return [("", _("All")), *areas_offered(self.user, chosen)]

    def narrow(self, reports, now, zone):
        """The reports that fit all valid filters."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value and name != "q"}
        for name, value in given.items():
            reports = getattr(self, f"_by_{name}")(reports, value, now, zone)
        # Last, among what fits all else: where that is little, it is read through.
        return matching(reports, self.cleaned_data["q"]) if self.searches else reports

    @property
    def searches(self):
        """Whether a text is searched for."""
        return bool(self.cleaned_data.get("q"))

    def _by_status(self, reports, value, now, zone):
        return reports.still_open() if value == OPEN else reports.filter(state=value)

    def _by_severity(self, reports, value, now, zone):
        return reports.filter(severity=value)

    def _by_category(self, reports, value, now, zone):
        return reports.filter(category=value)

    def _by_area(self, reports, value, now, zone):
        return reports.filter(area=value) if self.cleaned_data.get("here_only") else reports.newest_below(value)

    def _by_here_only(self, reports, value, now, zone):
        return reports

    def _by_holder(self, reports, value, now, zone):
        # The desks by their keys: of equal ones an index knows the order, of joined ones not.
        held = Desk.objects.filter(area=value).order_by().values_list("pk", flat=True)
        return reports.filter(held_by__in=held if self.searches else list(held))

    def _by_filed_from(self, reports, value, now, zone):
        return reports.filter(filed_at__gte=start_of(value, zone))

    def _by_filed_until(self, reports, value, now, zone):
        return reports.filter(filed_at__lt=start_of(value + timedelta(days=1), zone))

    def _by_overdue(self, reports, value, now, zone):
        # The list of open reports has its own index.
        return reports.still_open().overdue(now)

    def _by_escalated(self, reports, value, now, zone):
        return reports.still_open().filter(arrived_by__in=ARRIVED_BY_ESCALATION)

    def _by_resolved_on(self, reports, value, now, zone):
        return reports.resolved_on(value, self.user.area)

    def _by_election(self, reports, value, now, zone):
        return reports.filter(election__in=Election.objects.visible_to(self.user).filter(pk=value))


def areas_offered(user, chosen):
    """[(code, name)] of the user's area and the tier below it (in a district or ward all below), and of what a link
    has chosen, in the order of their codes."""
    offered = dict(choices_kept(user)["areas"])
    more = [code for code in chosen if CODE.fullmatch(code) and user.area.covers(code) and code not in offered]
    offered |= {area.pk: indented(user, area) for area in areas_of(more)[0].values()}
    return sorted(offered.items())


def choices_kept(user):
    """{categories, areas: [(code, name)]}, as of a minute ago at most."""
    key = f"choices:{user.area_id}:{get_language()}"
    return cache.get_or_set(key, lambda: choices_of(user), KEPT_SECONDS)


def choices_of(user):
    """As `choices_kept`, by one query."""
    lowest = Tier.WARD if user.area.tier >= Tier.DISTRICT else user.area.tier + 1
    areas = Area.objects.visible_to(user).filter(tier__lte=lowest).values_list("code", "name", "tier", "kind")
    name = column_in_language("name")
    categories = Category.objects.values_list("code", name, Value(NO_TIER), Value("", CharField()))
    rows = sorted(areas.order_by().union(categories.order_by(), all=True))
    return {
        "categories": [(code, name) for code, name, tier, _kind in rows if tier == NO_TIER],
        "areas": [
            (code, indented(user, Area(code=code, name=name, tier=tier, kind=kind)))
            for code, name, tier, kind in rows
            if tier != NO_TIER
        ],
    }


def indented(user, area):
    return "  " * (area.tier - user.area.tier) + area.full_name
