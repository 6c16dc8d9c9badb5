"""The messages that people post: `shapefault explain` names a fault that covers each kind of them."""

from __future__ import annotations

import pytest

import real_life
from shapefault.integrations import fault_page

TALLY = real_life.read()


def test_each_thread_is_counted_once_and_has_a_kind() -> None:
    addresses = [thread.address for thread in TALLY.threads]
    assert len(set(addresses)) == len(addresses) >= 600
    assert {thread.kind for thread in TALLY.threads} == set(TALLY.kinds)
    assert {thread.query for thread in TALLY.threads} == set(TALLY.draws)
    assert set(TALLY.draws.values()) == {"topic", "symptom", "message"}


@pytest.mark.parametrize("name", TALLY.kinds)
def test_frequent_kinds_are_covered_by_faults(name: str) -> None:
    kind = TALLY.kinds[name]
    assert all(fault_page.named(fault) for fault in kind.faults), kind.faults
    assert kind.faults or not TALLY.must_be_covered(name)


@pytest.mark.parametrize("name", TALLY.kinds)
def test_explain_names_the_right_fault(name: str) -> None:
    kind = TALLY.kinds[name]
    named = {thread.message: thread.named for thread in TALLY.threads if thread.kind == name}
    wrong = {message: fault for message, fault in named.items() if kind.faults and fault not in kind.faults}
    assert not wrong
