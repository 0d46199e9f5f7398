"""The clock, the browsers and the readers of pages that the web tests share."""

import html
import io
import logging
import re
import uuid
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext
from PIL import Image

from reports.models import WorkerBeat

from ..conftest import NOW, PLUIT

CSRF_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture(autouse=True)
def quiet():
    """Hundreds of refusals are meant here: their log lines cost more time than the pages."""
    logger = logging.getLogger("django.request")
    before, logger.disabled = logger.disabled, True
    yield
    logger.disabled = before


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Every page is asked for at NOW, unless a test sets `clock.now` to another moment (None: the real one)."""
    real = timezone.now
    clock = SimpleNamespace(now=NOW)
    monkeypatch.setattr(timezone, "now", lambda: clock.now or real())
    return clock


@pytest.fixture
def login_as(cast):
    """login_as("pluit_officer") -> the client of that person, one and the same; "anonymous" is nobody."""

    clients = {"anonymous": Client()}

    def login_as(name):
        if name not in clients:
            clients[name] = Client()
            clients[name].force_login(getattr(cast, name), "django.contrib.auth.backends.ModelBackend")
        return clients[name]

    return login_as


@pytest.fixture
def worker_alive(db):
    return WorkerBeat.objects.create(name="contoh", seen_at=NOW)


@pytest.fixture
def filing(desks):
    """filing(**changes) -> complete fields of the report form, for Pluit."""

    def fields(**changes):
        return {
            "area": PLUIT,
            "category": "LLN-LIN",
            "title": "Contoh kejadian",
            "narrative": "Contoh uraian kejadian.",
            "occurred_at": "2024-11-13T08:30",
            "idempotency_key": str(uuid.uuid4()),
            **changes,
        }

    return fields


class TakenBack(Exception):
    pass


def peek(client, method, url, data=None, **extra):
    """The answer to a request whose effects on the database are taken back."""
    answer = None
    try:
        with transaction.atomic():
            answer = client.generic(method, url, **extra) if data is None else client.post(url, data, **extra)
            if getattr(answer, "streaming", False):
                answer.read = answer.getvalue()
            raise TakenBack
    except TakenBack:
        return answer


def text_of(response):
    """What a person reads: no tags, entities resolved, one space between words."""
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def read_page(client, address):
    """The words of a page that is there."""
    response = client.get(address)
    assert response.status_code == 200
    return text_of(response)


def indonesian(sentence):
    """A sentence of the source as the Indonesian screen says it."""
    with translation.override("id"):
        return gettext(sentence)


def untokened(response):
    """The bytes of an answer without the CSRF token, which is masked anew in each."""
    return CSRF_TOKEN.sub(b"", response.content)


def jpeg(name="foto.jpg", size=(64, 48), colour="red", **save):
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "JPEG", **save)
    return SimpleUploadedFile(name, buffer.getvalue(), content_type="image/jpeg")
