"""Photos: only pixels survive; what is no photo is refused in words; files follow the transaction."""

import io
import random
import uuid
import zlib
from types import SimpleNamespace

import pillow_heif
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, PngImagePlugin

from reports import photos
from reports.actions import KeyReused, file_report
from reports.models import Attachment, Report
from reports.photos import BadPhoto, read_photo, store_photos

from ..conftest import NOW

#: How often each kind of photo is damaged.
ROUNDS = 40
RED, BLUE, WHITE = (220, 20, 20), (20, 20, 220), (255, 255, 255)
SECRET = b"KOORDINAT-RAHASIA"


def picture(size=(60, 40)):
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image


def encoded(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def upload(data, name="foto.jpg"):
    return SimpleUploadedFile(name, data)


def read(data, name="foto.jpg"):
    """The Photo and, decoded, its pixels."""
    photo = read_photo(upload(data, name))
    return photo, Image.open(io.BytesIO(photo.jpeg))


def near(pixel, colour):
    return all(abs(one - other) < 40 for one, other in zip(pixel, colour, strict=True))


def telling_exif(orientation=1):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = SECRET.decode()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "S", 2: (6.0, 7.0, 30.0), 3: "E", 4: (106.0, 47.0, 9.0)})
    return exif


def png_with_text():
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SECRET.decode())
    return encoded(picture(), "PNG", pnginfo=info)


def heic():
    buffer = io.BytesIO()
    pillow_heif.from_pillow(picture((64, 64))).save(buffer, exif=telling_exif().tobytes())
    return buffer.getvalue()


READABLE = {
    "JPEG with EXIF and a comment": lambda: encoded(picture(), "JPEG", exif=telling_exif(), comment=SECRET),
    "PNG with text": png_with_text,
    "WebP": lambda: encoded(picture(), "WEBP", exif=telling_exif(), xmp=SECRET),
    "HEIC": heic,
    "JPEG in CMYK": lambda: encoded(picture().convert("CMYK"), "JPEG"),
    "grey JPEG": lambda: encoded(picture().convert("L"), "JPEG"),
    "PNG with palette": lambda: encoded(picture().convert("P"), "PNG"),
    "JPEG with appended bytes": lambda: encoded(picture(), "JPEG") + b"<script>" + SECRET,
    "JPEG with an ICC profile": lambda: encoded(picture(), "JPEG", icc_profile=SECRET * 20),
}


@pytest.mark.parametrize("kind", READABLE)
def test_only_pixels_survive(kind):
    data = READABLE[kind]()
    photo, image = read(data)
    for jpeg in (photo.jpeg, photo.thumbnail):
        assert SECRET not in jpeg
        assert b"Exif" not in jpeg
        assert jpeg.endswith(b"\xff\xd9")
    assert (image.format, image.mode) == ("JPEG", "RGB")
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not image.getexif()
    if kind != "grey JPEG":
        assert near(image.getpixel((5, 20)), RED)
        assert near(image.getpixel((image.width - 5, 20)), BLUE)


def test_the_metadata_was_there_before():
    """Otherwise the test above proves nothing."""
    assert SECRET in READABLE["JPEG with EXIF and a comment"]()
    assert Image.open(io.BytesIO(heic())).getexif()[ExifTags.Base.Make] == SECRET.decode()
    gps = Image.open(io.BytesIO(READABLE["WebP"]())).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    assert gps[2] == (6.0, 7.0, 30.0)


@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [(1, (60, 40), RED), (3, (60, 40), BLUE), (6, (40, 60), RED), (8, (40, 60), BLUE)],
)
def test_orientation_is_applied(orientation, size, corner):
    photo, image = read(encoded(picture(), "JPEG", exif=telling_exif(orientation), quality=95))
    assert image.size == (photo.width, photo.height) == size
    assert near(image.getpixel((2, 2)), corner)


def test_transparent_becomes_white():
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    image.paste((*RED, 255), (0, 0, 20, 40))
    _, seen = read(encoded(image, "PNG"))
    assert near(seen.getpixel((5, 20)), RED)
    assert near(seen.getpixel((35, 20)), WHITE)


def test_large_photos_are_made_smaller():
    photo, image = read(encoded(Image.new("RGB", (4000, 1000), RED), "JPEG"))
    assert image.size == (photo.width, photo.height) == (2048, 512)
    assert Image.open(io.BytesIO(photo.thumbnail)).size == (320, 80)


def bomb(width=30_000, height=30_000):
    """A PNG of a few bytes that says it has so many pixels."""
    data = bytearray(encoded(Image.new("1", (8, 8)), "PNG"))
    data[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    return bytes(data)


JPEG = encoded(picture((600, 400)), "JPEG")
REFUSED = {
    "text": b"Ini bukan foto.",
    "nothing": b"",
    "NUL bytes": b"\0" * 5000,
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "HTML": b"<html><script>alert(1)</script></html>",
    "GIF": encoded(picture(), "GIF"),
    "TIFF": encoded(picture(), "TIFF"),
    "BMP": encoded(picture(), "BMP"),
    "PDF": encoded(picture(), "PDF"),
    "truncated JPEG": JPEG[: len(JPEG) // 2],
    "head of a JPEG": JPEG[:20],
    "truncated PNG": png_with_text()[:90],
    "truncated HEIC": heic()[:300],
    "bomb": bomb(),
    "smaller bomb": bomb(9000, 9000),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_photo_is_refused_in_words_with_its_name(kind):
    with pytest.raises(BadPhoto, match=r"“lampiran\.jpg” \w+ \w+"):
        read(REFUSED[kind], "lampiran.jpg")


def test_more_than_10_mb_is_refused_unread():
    big = SimpleNamespace(name="besar.jpg", size=10 * 1024 * 1024 + 1)  # it has no read()
    with pytest.raises(BadPhoto, match=r"“besar\.jpg”.*10 MB"):
        read_photo(big)


@pytest.mark.parametrize(("most", "readable"), [(60 * 40, True), (60 * 40 - 1, False)])
def test_more_pixels_than_a_photo_has_are_refused_before_they_are_unpacked(monkeypatch, most, readable):
    monkeypatch.setattr(photos, "MOST_PIXELS", most)
    if readable:
        read(encoded(picture(), "PNG"))
    else:
        with pytest.raises(BadPhoto):
            read(encoded(picture(), "PNG"))


@pytest.mark.filterwarnings("ignore")
def test_damaged_photos_end_in_words_whatever_byte_is_wrong():
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    for kind in ("JPEG with EXIF and a comment", "PNG with text", "WebP", "HEIC"):
        good = READABLE[kind]()
        for _ in range(ROUNDS):
            data = bytearray(good)
            for _ in range(chance.randint(1, 12)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            try:
                read(bytes(data))
            except BadPhoto:
                pass
            except Exception as error:
                raise AssertionError(f"{kind}, seed {seed}") from error


# Files and rows


@pytest.fixture
def files(settings):
    """files() -> the files there are."""
    return lambda: sorted(path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())


@pytest.fixture
def photo():
    return read_photo(upload(JPEG))


def test_photos_are_stored_with_their_report_under_names_nobody_guesses(make_report, photo, files):
    report = make_report(photos=[photo, photo])
    rows = list(report.attachments.all())
    assert [(row.position, row.width, row.height, row.added_at) for row in rows] == [
        (1, 600, 400, NOW),
        (2, 600, 400, NOW),
    ]
    names = {name for row in rows for name in (row.photo.name, row.thumbnail.name)}
    assert len(names) == len(files()) == 4
    assert all(name.startswith(f"reports/{report.pk % 1000:03d}/{report.pk}/") for name in names)
    assert default_storage.open(rows[0].photo.name).read() == photo.jpeg
    assert default_storage.open(rows[0].thumbnail.name).read() == photo.thumbnail


def test_where_the_transaction_fails_no_file_stays(make_report, photo, files, monkeypatch):
    create = Attachment.objects.create

    def fail_at_the_second(**columns):
        if columns["position"] == 2:
            assert len(files()) == 4
            raise RuntimeError("broken")
        return create(**columns)

    monkeypatch.setattr(photos.Attachment.objects, "create", fail_at_the_second)
    with pytest.raises(RuntimeError):
        make_report(photos=[photo, photo])
    assert files() == []
    assert not Report.objects.exists()


def test_a_full_disk_leaves_nothing(make_report, photo, files, monkeypatch):
    def save(name, content):
        if name.endswith("-s.jpg"):
            raise OSError(28, "No space left on device")
        return default_storage.save(name, content)

    monkeypatch.setattr(photos, "default_storage", SimpleNamespace(save=save, delete=default_storage.delete))
    with pytest.raises(OSError, match="No space"):
        make_report(photos=[photo])
    assert files() == []


def test_photos_belong_to_the_content_of_a_form(cast, content, desks, photo):
    form = {"by": cast.pluit_officer, "key": uuid.uuid4(), "content": content(), "now": NOW}
    first, _ = file_report(**form, photos=[photo])
    assert file_report(**form, photos=[read_photo(upload(JPEG, "nama lain.jpg"))]) == (first, False)
    with pytest.raises(KeyReused):
        file_report(**form, photos=[])
    assert first.attachments.count() == 1


def test_the_database_takes_no_seventh(make_report, photo, cast, files):
    report = make_report()
    with pytest.raises(Exception, match="attachment_at_most_six"):  # noqa: B017
        store_photos(report, [photo] * 7, by=cast.pluit_officer, now=NOW)
    assert files() == []


@pytest.mark.parametrize("value", [6, 0, 9, 255])
def test_any_orientation_number_is_read(value):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = value
    photo, _pixels = read(encoded(picture(), "JPEG", exif=exif))
    assert (photo.width, photo.height) == ((40, 60) if value == 6 else (60, 40))


@pytest.mark.parametrize("error", [RuntimeError, TypeError, MemoryError, zlib.error])
def test_whatever_a_decoder_raises_is_a_bad_photo(monkeypatch, error):
    def fail(*_):
        raise error("Security limit exceeded")

    monkeypatch.setattr(photos, "_on_white", fail)
    with pytest.raises(BadPhoto, match="foto.jpg"):
        read(encoded(picture(), "JPEG"))
