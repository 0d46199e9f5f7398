"""Photos: read, judged, re-encoded from pixels, stored.

Nothing of the uploaded file survives but its pixels: no metadata, no trailing bytes, no file name.
"""

import hashlib
import io
import logging
import secrets
from dataclasses import dataclass

import pillow_heif
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, UnidentifiedImageError

from .models import Attachment

pillow_heif.register_heif_opener()
log = logging.getLogger("posko.photos")

MOST_PHOTOS = 6
MOST_BYTES = 10 * 1024 * 1024
#: A 50-megapixel phone photo passes; a picture that unpacks to gigabytes does not.
MOST_PIXELS = 52_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
PHOTO_EDGE = 2048  # pixels; enough to read a form that was photographed
THUMBNAIL_EDGE = 320  # pixels
QUALITY = 82
#: What the orientation a camera wrote asks for, by its EXIF number.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class BadPhoto(Exception):
    """The file cannot be used; the text says why."""


@dataclass(frozen=True)
class Photo:
    """A re-encoded photo (JPEG bytes), its thumbnail, its size in pixels and the digest of what was sent."""

    jpeg: bytes
    thumbnail: bytes
    width: int
    height: int
    digest: str


def read_photo(upload):
    """Photo of an uploaded file. Raises BadPhoto with a sentence."""
    names = {"name": upload.name}
    if upload.size > MOST_BYTES:
        raise BadPhoto(_("“%(name)s” is larger than 10 MB.") % names)
    data = upload.read()
    try:
        picture = _picture(data, names)
    except BadPhoto:
        raise
    except UnidentifiedImageError as error:
        raise BadPhoto(_("“%(name)s” is not a photo in JPEG, PNG, WebP or HEIC format.") % names) from error
    except Exception as error:
        # Decoders answer hostile bytes with errors of every kind; all mean that this is no photo.
        log.info("photo refused: %s", type(error).__name__)
        raise BadPhoto(_("“%(name)s” is damaged and cannot be read as a photo.") % names) from error
    small = picture.copy()
    small.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE))
    return Photo(_jpeg(picture), _jpeg(small), *picture.size, hashlib.sha256(data).hexdigest())


def _picture(data, names):
    """Upright RGB pixels of at most PHOTO_EDGE; made small first, so that a large photo takes little memory."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise BadPhoto(_("“%(name)s” has too many pixels.") % names)
        turn = TURNS.get(image.getexif().get(ExifTags.Base.Orientation))
        image.thumbnail((PHOTO_EDGE, PHOTO_EDGE))
        picture = _on_white(image)
    return picture if turn is None else picture.transpose(turn)


def _on_white(image):
    """Bare RGB pixels; what was transparent becomes white. A new image carries no metadata."""
    image = image.convert("RGBA")
    page = Image.new("RGB", image.size, "white")
    page.paste(image, mask=image.getchannel("A"))
    return page


def _jpeg(image):
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=QUALITY, optimize=True)
    return buffer.getvalue()


def store_photos(report, photos, *, by, now):
    """Write the photos of a report, in its transaction; where that fails, no file stays behind."""
    written = []
    try:
        for position, photo in enumerate(photos, start=1):
            folder = f"reports/{report.pk % 1000:03d}/{report.pk}"
            name = f"{folder}/{position}-{secrets.token_hex(8)}"
            for suffix, content in ((".jpg", photo.jpeg), ("-s.jpg", photo.thumbnail)):
                written.append(default_storage.save(name + suffix, ContentFile(content)))
            Attachment.objects.create(
                report=report,
                position=position,
                photo=written[-2],
                thumbnail=written[-1],
                width=photo.width,
                height=photo.height,
                added_by=by,
                added_at=now,
            )
    except BaseException:
        for name in written:
            default_storage.delete(name)
        raise
