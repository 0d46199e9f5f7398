import hashlib

from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from ..access import serves
from ..models import DESK_ROLES, Area, Boundary, Role, Tier

#: Seconds for which a browser shows a map without asking: boundaries change once in years.
MAX_AGE = 3600


@serves(*DESK_ROLES, Role.OFFICIAL, Role.OBSERVER)
def boundaries(request, code):
    """Outlines of the areas directly below as GeoJSON: where they lie and what they are called, nothing else."""
    area = get_object_or_404(Area.objects.visible_to(request.user), pk=code)
    rows = chosen(Boundary.objects.visible_to(request.user), area, request.GET.get("tier"))
    tag = entity_tag(rows)
    response = get_conditional_response(request, etag=tag) or JsonResponse(
        {"type": "FeatureCollection", "features": [feature(row) for row in rows.select_related("area")]},
        json_dumps_params={"separators": (",", ":"), "ensure_ascii": False},
        content_type="application/geo+json",
    )
    response["ETag"], response["Cache-Control"] = tag, f"private, max-age={MAX_AGE}"
    return response


def chosen(rows, area, tier):
    """Those one tier below; of a city, if asked, its wards. There is no other choice."""
    if tier is None:
        return rows.directly_below(area)
    if area.tier == Tier.CITY and tier == str(Tier.WARD.value):
        return rows.inside(area, Tier.WARD)
    raise Http404


def entity_tag(rows):
    told = list(rows.values_list("pk", "area__name", "imported_at"))
    return quote_etag(hashlib.sha256(repr(told).encode()).hexdigest()[:32])


def feature(row):
    return {
        "type": "Feature",
        "properties": {"code": row.pk, "name": row.area.name},
        "geometry": row.geometry,
    }
