"""Building the databases, side by side, from one seed and one moment."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from .processes import ROOT, end_all, inside

#: Reports grow old: what is newest on a page would be missing from databases kept for longer.
KEPT_FOR = timedelta(hours=12)


def build_all(stores, scenes_of, *, seed, environment, say):
    """Build what is not there yet; returns {(vendor, scene name): what is known of it}."""
    families = [(store, family) for store in stores for family in _families(scenes_of[store.vendor])]
    pool = ThreadPoolExecutor(len(families))
    moment = datetime.now(UTC).replace(microsecond=0)
    try:
        jobs = [pool.submit(_build, store, family, seed, moment, environment, say) for store, family in families]
        return {key: value for job in jobs for key, value in job.result().items()}
    except BaseException:
        end_all()
        raise
    finally:
        pool.shutdown()


def _families(scenes):
    """The scenes by what they are copied from; those of one family are built one after the other."""
    families = {}
    for scene in scenes:
        families.setdefault(scene.base, []).append(scene)
    return families.values()


def _build(store, scenes, seed, moment, environment, say):
    known = {}
    for scene in scenes:
        note = store.folder.parent / f"{store.vendor}_{scene.name}.json"
        kept = _kept(note, seed)
        if kept is None:
            if scene.reports:
                store.create(scene.name, like=scene.base)
            else:
                store.create(scene.name, like=_emptied(store, environment))
            kept = _filled(store, scene, seed, moment, environment)
            note.write_text(json.dumps(kept))
            steps = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in kept["seconds"].items())
            say(f"{store.vendor} {scene.name}: {steps}; {kept['bytes'] / 1e6:.0f} MB")
        known[store.vendor, scene.name] = kept
    return known


def _kept(note, seed):
    if not note.exists():
        return None
    kept = json.loads(note.read_text())
    is_fresh = datetime.now(UTC) - datetime.fromisoformat(kept["moment"]) < KEPT_FOR
    return kept if is_fresh and kept["seed"] == seed and kept.get("tables") == tables() else None


def tables():
    """The migrations there are: databases made before the last one are of no use."""
    return sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("*/migrations/0*.py"))


def _emptied(store, environment):
    """A database with its tables and no row: migrating takes longer than copying."""
    with store.lock:
        if not store.has_tables:
            store.create("tables")
            inside("migrate", {**environment, "DATABASE_URL": store.url("tables")})
            store.has_tables = True
    return "tables"


def _filled(store, scene, seed, moment, environment):
    settings = {**environment, **store.build_environment, "DATABASE_URL": store.url(scene.name)}
    begun = time.perf_counter()
    told = inside("build", settings, scene=asdict(scene), seed=seed, moment=moment.isoformat())
    return {
        "moment": moment.isoformat(),
        "seed": seed,
        "tables": tables(),
        "seconds": {**told["seconds"], "all": time.perf_counter() - begun},
        "bytes": store.size(scene.name),
        **{name: told[name] for name in ("events", "wards")},
    }
