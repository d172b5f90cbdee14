"""Providers report in any order, and twice: the state of a message depends on none of that."""

from hypothesis import given
from hypothesis import strategies as st

from bot.messaging.content import STATUS_RANK
from bot.messaging.reports import moves_forward

REPORTS = st.lists(st.sampled_from(["queued", "sending", "sent", "delivered", "read", "failed"]), max_size=12)


def after(reports: list[str], start: str = "sending") -> str:
    status = start
    for report in reports:
        status = report if moves_forward(status, report) else status
    return status


@given(REPORTS, st.randoms())
def test_without_a_failure_the_furthest_counts_in_any_order(reports: list[str], random) -> None:
    told = [report for report in reports if report != "failed"]
    shuffled = random.sample(told, len(told))

    assert after(told) == after(shuffled) == max(["sending", *told], key=STATUS_RANK.__getitem__)


@given(REPORTS)
def test_it_never_goes_back_and_twice_is_once(reports: list[str]) -> None:
    ranks = [STATUS_RANK[after(reports[:count])] for count in range(len(reports) + 1)]

    assert ranks == sorted(ranks)
    assert after([report for report in reports for _ in range(2)]) == after(reports)


@given(REPORTS)
def test_delivered_stays_delivered_and_failed_stays_failed(reports: list[str]) -> None:
    assert after(reports, "delivered") in {"delivered", "read"}
    assert after(reports, "failed") == "failed"
