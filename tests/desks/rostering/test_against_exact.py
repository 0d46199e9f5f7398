"""Random instances: no rule is ever broken, and an exact solver never contradicts what is called proven."""

from hypothesis import given, settings
from hypothesis import strategies as st

from desks.rostering import Doubt, solve

from .instances import mixed, seeded
from .judge import Exact, broken

#: An instance is made from a number: Hypothesis' own random sources lean to the plain ones.
seeds = st.integers(0, 2**32)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(seeds, st.booleans())
def test_no_rule_is_ever_broken(seed, tight):
    slots, people, held = mixed(seeded(seed), days=14, tight=tight)
    assert broken(slots, people, held, solve(slots, people, held)) == []


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seeds, st.booleans())
def test_an_exact_solver_finds_nothing_better_than_what_is_proven(seed, tight):
    slots, people, held = mixed(seeded(seed), days=8, unit_count=2, tight=tight)
    roster = solve(slots, people, held)
    certificate = roster.certificate
    exact = Exact(slots, people, held, [pool.units for pool in certificate.pools], effort=0.2)
    if exact.gaps is None:
        return
    assert exact.gaps <= len(roster.gaps)
    if exact.gaps:
        assert not certificate.proven
        assert max((short.missing for short in certificate.short), default=0) <= exact.gaps
        return
    assert not certificate.short
    if roster.gaps:
        assert any(Doubt.GAPS_UNPROVEN in pool.why for pool in certificate.pools)
        return
    for least, name in ((exact.spreads, "spread"), (exact.off_spreads, "off_spread")):
        for best, pool in zip(least or (), certificate.pools, strict=False):
            assert getattr(pool, f"best_{name}") <= best
            assert getattr(pool, name) <= best or Doubt(name) in pool.why or Doubt.SPREAD in pool.why
