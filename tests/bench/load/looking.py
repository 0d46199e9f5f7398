"""Pages beside bare pages of the same size, one request after the other: A B A B."""

import time
from collections import Counter
from datetime import datetime, timedelta

from .filing import Filer
from .processes import inside
from .scenes import officer, official
from .serving import Browser, words_of

WARM_UP = 3
#: However slow a page is: so many rounds at least, and then an end after so many seconds.
FEWEST, MOST_SECONDS = 5, 6
#: The bare page must come this close to the size of the page it is compared with.
CLOSE = 0.10
MODES = ("again", "unchanged", "changed")


class Pair:
    """A page of one site and its bare page; `mode` says what happens before each look."""

    def __init__(self, site, user, path, mode="again", before=None):
        self.site, self.user, self.path, self.mode, self.before = site, user, path, mode, before
        self.browser = site.browser(user)
        self.page, self.bare, self.answers, self.tag, self.minute = [], [], Counter(), None, None
        first = self.look(self.path)
        self.bytes = len(first.body)
        self.bare_path = f"/bench/page/?bytes={self.bytes}"
        self.bare_bytes = len(self.look(self.bare_path).body)
        if abs(self.bare_bytes - self.bytes) > CLOSE * self.bytes:
            raise RuntimeError(f"{path}: {self.bytes} bytes, its bare page {self.bare_bytes}")

    def look(self, path, **headers):
        answer = self.browser.get(path, **headers)
        if answer.status not in (200, 304):
            raise RuntimeError(f"{path} answered {answer.status}: {words_of(answer)}")
        return answer

    def round(self, *, counts=True):
        if self.before:
            self.before()
        headers = {}
        if self.mode == "unchanged":
            self._look_anew_in_a_new_minute()
            headers = {"If-None-Match": self.tag}
        page = self.look(self.path, **headers)
        self.tag = page.headers.get("ETag") or self.tag
        bare = self.look(self.bare_path)
        if counts:
            self.page.append(page.seconds)
            self.bare.append(bare.seconds)
            self.answers[str(page.status)] += 1

    def _look_anew_in_a_new_minute(self):
        """The page says what time it is: it is unchanged within the minute only. Seconds are left for the looks."""
        minute = int(time.time() + 3) // 60
        if minute != self.minute:
            time.sleep(max(0, minute * 60 - time.time()))
            self.tag, self.minute = self.look(self.path).headers["ETag"], minute

    def told(self, name):
        return {
            "vendor": self.site.vendor,
            "scene": self.site.scene.name,
            "reports": self.site.scene.reports,
            "page": name,
            "mode": self.mode,
            "bytes": self.bytes,
            "bare_bytes": self.bare_bytes,
            "page_s": self.page,
            "bare_s": self.bare,
            "answers": dict(self.answers),
        }


class Site:
    """A served database with the people who look at it; each has one connection."""

    def __init__(self, vendor, scene, port, known, url, environment):
        self.vendor, self.scene, self.port, self.known, self.url = vendor, scene, port, known, url
        self.environment = {**environment, "DATABASE_URL": url}
        self.browsers = {}

    def browser(self, user):
        if user not in self.browsers:
            self.browsers[user] = Browser(self.port, user)
        return self.browsers[user]

    def filer(self):
        return Filer(self.browser(officer("same", 0)), self.known["wards"][0])


def measure(name, pairs, rounds):
    """Look in turn, site by site, until the rounds are done or the time is up; returns one row a pair."""
    for _ in range(WARM_UP):
        for pair in pairs:
            pair.round(counts=False)
    begun = time.monotonic()
    for number in range(rounds):
        if number >= FEWEST and time.monotonic() - begun > MOST_SECONDS * len(pairs):
            break
        for pair in pairs:
            pair.round()
    return [pair.told(name) for pair in pairs]


def dashboards(sites, rounds):
    rows = []
    for mode in MODES:
        for tier in ("city", "province", "district"):
            pairs = [_dashboard(site, tier, mode) for site in sites]
            rows += measure(f"dashboard, {tier}", pairs, rounds)
    return _with_queries(
        rows, sites, lambda site: {f"dashboard, {tier}": _place(site, tier) for tier in site.scene.areas}
    )


def _place(site, tier):
    return official(tier), f"/dashboard/{site.scene.areas[tier]}/"


def _dashboard(site, tier, mode):
    before = site.filer().file if mode == "changed" else None
    return Pair(site, *_place(site, tier), mode, before)


def lists(sites, rounds):
    rows = []
    for name in filters(sites[0]):
        rows += measure(name, [Pair(site, *_list(site, name)) for site in sites], rounds)
    return _with_queries(rows, sites, lambda site: {row["page"]: _list(site, row["page"]) for row in rows})


def _list(site, name):
    path = filters(site)[name]
    return official("province"), f"/reports/{path}"


def filters(site):
    """{name: query string} of every filter, first and 100th page (or the last, where there are fewer)."""
    scene, day = site.scene, (datetime.fromisoformat(site.known["moment"]) - timedelta(days=3)).date()
    queries = {
        "no filter": "",
        "status open": "status=open",
        "status closed": "status=closed",
        "severity": "severity=sedang",
        "category": "category=LOG-KRG",
        "area": f"area={scene.city}",
        "holder": f"holder={scene.city}",
        "overdue": "overdue=1",
        "text": "q=gudang",
        "filed from": f"filed_from={day}",
        "filed until": f"filed_until={day}",
    }
    paths = {
        f"list, {name}, page {page}": f"?{query}&page={page}" for name, query in queries.items() for page in (1, 100)
    }
    return {**paths, "list, one report": f"?q={site.known['wards'][0]}-0001"}


def _with_queries(rows, sites, looks_of):
    for site in sites:
        looks = looks_of(site)
        counts = inside(
            "queries", site.environment, looks=[{"user": user, "path": path} for user, path in looks.values()]
        )
        by_name = dict(zip(looks, counts, strict=True))
        for row in rows:
            if row["scene"] == site.scene.name:
                row |= by_name[row["page"]]
    return rows
