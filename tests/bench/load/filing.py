"""Filing, eight at once, beside the bare insert of two rows."""

import threading
import time
import uuid
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from .processes import inside
from .scenes import WRITERS, officer
from .serving import Browser, words_of

#: How often a look is taken at who waits for a lock.
WATCH_SECONDS = 0.02
#: Both scenes lie in this zone.
ZONE = ZoneInfo("Asia/Jakarta")


class Filer:
    """An officer who files one report after the other with the real form."""

    def __init__(self, browser, ward):
        self.browser, self.ward, self.keys, self.answers = browser, ward, [], Counter()

    def file(self):
        key = str(uuid.uuid4())
        at = datetime.now(ZONE) - timedelta(minutes=5)
        fields = {
            "idempotency_key": key,
            "category": "LOG-KRG",
            "title": "Contoh: surat suara kurang",
            "narrative": "Contoh uraian: kotak di gudang berisi lebih sedikit surat suara daripada berita acaranya.",
            "area": self.ward,
            "occurred_at": at.strftime("%Y-%m-%dT%H:%M"),
            "polling_stations": "1, 4",
            "stations_affected": "",
            "severity": "",
            "classification": "",
            "reporter_name": "",
            "reporter_phone": "",
        }
        self._send("/reports/new/", fields)
        self.keys.append(key)

    def bare(self):
        self._send("/bench/rows/", {})

    def _send(self, path, fields):
        answer = self.browser.post(path, fields)
        self.answers[answer.status] += 1
        if answer.status != 302:
            raise RuntimeError(f"{path} answered {answer.status}: {words_of(answer)}")


class LockWatch(threading.Thread):
    """Counts, every few milliseconds, how many writers wait for a lock of another."""

    def __init__(self, waiting):
        super().__init__(daemon=True)
        self.waiting, self.done, self.looks, self.seen = waiting, threading.Event(), 0, 0

    def run(self):
        while not self.done.wait(WATCH_SECONDS):
            self.looks += 1
            self.seen += self.waiting() > 0

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        self.done.set()
        self.join()


def at_once(acts, times):
    """Each of the acts so many times, all acts side by side; returns the seconds it took."""
    together = threading.Barrier(len(acts) + 1)
    errors = []

    def work(act):
        together.wait()
        try:
            for _ in range(times):
                act()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    together.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    if errors:
        raise errors[0]
    return seconds


def filing(site, place, *, blocks, times, waiting):
    """Blocks in turn, filed and bare; `place`: all at the same desk, or each at its own."""
    wards = site.known["wards"]
    people = [Filer(Browser(site.port, officer(place, n)), wards[n if place == "own" else 0]) for n in range(WRITERS)]
    kinds = {"filed": [person.file for person in people], "bare": [person.bare for person in people]}
    rates, waits = {"filed": [], "bare": []}, {"filed": 0, "bare": 0}
    looks = dict(waits)
    for acts in kinds.values():
        at_once(acts, 2)  # warm-up
    for _ in range(blocks):
        for kind, acts in kinds.items():
            with LockWatch(waiting) if waiting() is not None else _NoWatch() as watch:
                seconds = at_once(acts, times)
            rates[kind].append(len(acts) * times / seconds)
            waits[kind] += watch.seen
            looks[kind] += watch.looks
    checked = inside("filed", site.environment, keys=[key for person in people for key in person.keys])
    return {
        "vendor": site.vendor,
        "reports": site.scene.reports,
        "place": place,
        "rates": rates,
        "waits": waits,
        "looks": looks,
        **checked,
    }


class _NoWatch:
    looks = seen = 0

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass
