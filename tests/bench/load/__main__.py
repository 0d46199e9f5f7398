"""What the product costs at 10 thousand, 1 million and (if asked) 10 million reports, beside bare Django.

Builds databases from a fixed seed, serves them with gunicorn and a worker on 127.0.0.1, measures the dashboards, the
report lists, filing and escalation, prints the figures and writes them down. Takes about twenty minutes on two cores;
`--quick` takes a few and measures nothing worth knowing. Everything it starts has ended when it ends.
"""

import argparse
import os
import secrets
import shlex
import signal
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

from ..roster import measure as measure_roster
from .building import build_all
from .databases import VENDORS
from .filing import filing
from .looking import Site, dashboards, lists
from .machine import machine
from .paper import paper, table, verdicts
from .processes import ROOT, end_all, inside, start
from .scenes import east_java, jakarta, size_of
from .serving import site

SEED = 20241127
BEGUN = time.monotonic()
ROSTER, ROSTER_SEED = "Jakarta Pusat, 60 x 52 days", "20240109"


def options_of(arguments):
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.load", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", default="10k,1m", help="sizes, such as 10k,1m,10m (default 10k,1m)")
    parser.add_argument("--database", default="sqlite,postgresql", help="which of them (default: both)")
    parser.add_argument("--rounds", type=int, default=30, help="looks at each page (default 30)")
    parser.add_argument("--only", default="dashboards,lists,filing,deadlines", help="parts to measure (default: all)")
    parser.add_argument("--no-east-java", action="store_true", help="leave the part at national scale out")
    parser.add_argument("--seed", type=int, default=SEED, help=f"the same seed makes the same reports (default {SEED})")
    parser.add_argument(
        "--keep", metavar="DIR", help="keep the databases there (not below the home directory), reuse them"
    )
    parser.add_argument("--quick", action="store_true", help="tiny sizes and few rounds, to try the benchmark itself")
    parser.add_argument("--write", metavar="FILE", help="write the report there, such as docs/performance.md")
    options = parser.parse_args(arguments)
    try:
        options.sizes = sorted(size_of(word) for word in options.reports.split(","))
    except ValueError:
        parser.error(f"--reports {options.reports!r} is not a list such as 10k,1m")
    options.vendors = options.database.split(",")
    if unknown := set(options.vendors) - set(VENDORS):
        parser.error(f"--database {', '.join(sorted(unknown))}: choose among {', '.join(VENDORS)}")
    if options.quick:
        options.sizes, options.rounds = [500, 2000], 5
    options.blocks, options.times = (2, 3) if options.quick else (6, 12)
    options.due, options.kills = (300, 4) if options.quick else (10_000, 20)
    options.parts = options.only.split(",")
    return options


def scenes_of(options, vendor):
    """Those without reports come first: the others are copied from them."""
    scenes = [jakarta(0), *(jakarta(size) for size in options.sizes)]
    if vendor == "postgresql" and not options.no_east_java:
        scenes += [east_java(0), east_java(min(max(options.sizes), 1_000_000))]
    return scenes


def say(text):
    print(f"{time.monotonic() - BEGUN:5.0f} s  {text}", flush=True)


def pages(store, scenes, options, known, environment, log):
    """Sites of all these scenes at once: {dashboards, lists} of rows."""
    rows = {"dashboards": [], "lists": []}
    if not set(rows) & set(options.parts):
        return rows
    with ExitStack() as stack:
        sites = [_site(stack, store, scene, known[store.vendor, scene.name], environment, log) for scene in scenes]
        for name, measured in (("dashboards", dashboards), ("lists", lists)):
            if name in options.parts:
                say(f"{store.vendor} {scenes[0].name} and larger: {name} ...")
                rows[name] = measured(sites, options.rounds)
    return rows


def _site(stack, store, scene, known, environment, log, name=None):
    url = store.url(name or scene.name)
    inside("settle", {**environment, "DATABASE_URL": url})
    port = stack.enter_context(site(url, moment=known["moment"], environment=environment, log=log))
    return Site(store.vendor, scene, port, known, url, environment)


@contextmanager
def throwaway(store, scene):
    """A copy of a scene to write into."""
    name = f"copy_{scene.name}"
    store.create(name, like=scene.name)
    try:
        yield name
    finally:
        store.drop(name)


def filings(store, scene, options, known, environment, log):
    with throwaway(store, scene) as name, ExitStack() as stack:
        place = _site(stack, store, scene, known[store.vendor, scene.name], environment, log, name)
        say(f"{store.vendor} {scene.name}: filing ...")
        return [
            filing(place, who, blocks=options.blocks, times=options.times, waiting=lambda: store.waiting(name))
            for who in ("same", "own")
        ]


def drill(store, options, environment):
    with throwaway(store, jakarta(0)) as name:
        say(f"{store.vendor}: {options.due} deadlines ...")
        url = store.url(name)
        told = inside(
            "deadlines",
            {**environment, "DATABASE_URL": url},
            reports=options.due,
            workers=4,
            kills=options.kills,
            url=url,
        )
        return {"vendor": store.vendor, **told}


def measure(options, folder, environment, log):
    results = {"dashboards": [], "lists": [], "filing": [], "deadlines": []}
    with ExitStack() as stack:
        stores = [VENDORS[vendor](folder) for vendor in options.vendors]
        for store in stores:
            stack.callback(store.close)
        wanted = {store.vendor: scenes_of(options, store.vendor) for store in stores}
        results["known"] = known = build_all(stores, wanted, seed=options.seed, environment=environment, say=say)
        for store in stores:
            scenes = [scene for scene in wanted[store.vendor] if scene.reports]
            for group in ([s for s in scenes if not s.whole_country], [s for s in scenes if s.whole_country]):
                if group:
                    for name, rows in pages(store, group, options, known, environment, log).items():
                        results[name] += rows
            if "filing" in options.parts:
                largest = max(
                    (s for s in scenes if not s.whole_country and s.reports <= 1_000_000), key=lambda s: s.reports
                )
                results["filing"] += filings(store, largest, options, known, environment, log)
            if "deadlines" in options.parts:
                results["deadlines"].append(drill(store, options, environment))
        versions = [store.version() for store in stores]
    results["roster"] = measure_roster(ROSTER, ROSTER_SEED)
    return results, versions


def collect_static(environment):
    process = start(["manage.py", "collectstatic", "--noinput", "-v0"], environment=environment)
    if process.wait():
        raise RuntimeError("collectstatic failed; its words are above.")
    end_all()


def main(arguments=None):
    options = options_of(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="posko-bench-", dir="/tmp", ignore_cleanup_errors=True) as scratch:
        folder = Path(options.keep).resolve() if options.keep else Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        environment = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DEBUG": "off",
            "HTTPS": "off",
            "ALLOWED_HOSTS": "127.0.0.1",
            "STATIC_ROOT": f"{scratch}/static",
            "MEDIA_ROOT": f"{scratch}/media",
            "DATABASE_URL": f"sqlite:///{scratch}/none.sqlite3",
        }
        with (Path(scratch) / "log").open("w+") as log:
            try:
                collect_static(environment)
                results, versions = measure(options, folder, environment, log)
            except BaseException:
                end_all()
                log.seek(0)
                sys.stderr.write(log.read()[-4000:])
                raise
    report(results, versions, options, arguments)


def report(results, versions, options, arguments):
    given = list(sys.argv[1:] if arguments is None else arguments)
    words = [word for word in given if not (options.keep and options.keep in word) and not word.startswith("--keep")]
    text = paper(
        results,
        machine=machine(versions),
        command=shlex.join(["python", "-m", "tests.bench.load", *words]),
        seed=options.seed,
        day=date.today(),
    )
    print(table(("what", "figure to meet", "measured", "met"), [one.cells for one in verdicts(results)]))
    if options.write:
        (ROOT / options.write).write_text(text)
    else:
        print(text)


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
