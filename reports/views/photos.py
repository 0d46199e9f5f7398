from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404

from desks.access import serves

from ..models import Attachment, Classification
from .listing import READERS

WEEK = 7 * 24 * 60 * 60


@serves(*READERS)
def photo(request, number, position):
    return serve(request, number, position, "photo")


@serves(*READERS)
def photo_small(request, number, position):
    return serve(request, number, position, "thumbnail")


def serve(request, number, position, which):
    """A stored photo, found through the scoped queryset only; observers find none."""
    attachment = get_object_or_404(
        Attachment.objects.visible_to(request.user).select_related("report"), report__number=number, position=position
    )
    try:
        file = getattr(attachment, which).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type="image/jpeg", filename=f"{number}-{position}.jpg")
    is_ordinary = attachment.report.classification == Classification.BIASA
    response["Cache-Control"] = f"private, max-age={WEEK}" if is_ordinary else "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
