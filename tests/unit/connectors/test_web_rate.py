"""How fast one key may ask."""

from hypothesis import given
from hypothesis import strategies as st

from connectors.web import rate
from connectors.web.rate import Rate


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_a_pace() -> None:
    clock = Clock()
    limit = Rate(burst=3, per_second=2, clock=clock)
    assert [limit.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]
    clock.now += 0.5
    assert limit.wait("a") == 0
    assert limit.wait("a") == 0.5


def test_keys_do_not_share() -> None:
    limit = Rate(burst=1, per_second=1, clock=Clock())
    assert limit.wait("a") == 0
    assert limit.wait("b") == 0
    assert limit.wait("a") > 0


def test_rest_never_gives_more_than_the_burst() -> None:
    clock = Clock()
    limit = Rate(burst=2, per_second=1, clock=clock)
    limit.wait("a")
    clock.now += 3600
    assert [limit.wait("a") == 0 for _ in range(3)] == [True, True, False]


@given(st.lists(st.floats(0, 5), max_size=60))
def test_nobody_gets_more_than_the_burst_and_the_pace(pauses: list[float]) -> None:
    clock = Clock()
    limit = Rate(burst=4, per_second=1.5, clock=clock)
    taken = 0
    for pause in pauses:
        clock.now += pause
        taken += limit.wait("a") == 0
    assert taken <= 4 + 1.5 * (clock.now - 100) + 1e-6


def test_memory_is_bounded_and_the_busy_are_kept(monkeypatch) -> None:
    monkeypatch.setattr(rate, "MAX_KEYS", 10)
    clock = Clock()
    limit = Rate(burst=2, per_second=1, clock=clock)
    for number in range(9):
        limit.wait(f"old {number}")
    clock.now += 60
    for _ in range(3):
        limit.wait("busy")
    for number in range(5):
        limit.wait(f"new {number}")
    assert len(limit._buckets) <= 10
    assert limit.wait("busy") > 0
