"""Every fault's own file: its example fails as it says, is repaired as it says, and near misses are not it."""

from __future__ import annotations

import importlib.util
import inspect

import pytest

from shapefault.faults import Fault, all_faults
from snippets import Ran, Server, program

FAULTS = {fault.code: fault for fault in all_faults()}
MISSING = [name for name in ("torchvision", "einops") if importlib.util.find_spec(name) is None]


@pytest.fixture(scope="session")
def server():
    warm = Server()
    yield warm
    warm.close()


def skip_if_it_needs_more(*snippets: str) -> None:
    for name in MISSING:
        if any(name in snippet for snippet in snippets):
            pytest.skip(f"{name} is not installed")


def squeezed(text: str) -> str:
    """Without the line breaks that the width of the page makes."""
    return " ".join(text.split())


@pytest.mark.parametrize("code", FAULTS)
def test_fault(code: str, server: Server) -> None:
    fault = FAULTS[code]
    skip_if_it_needs_more(fault.example)
    ran = server.run(program(fault.example, fault.fixed), repair=True)
    assert not ran.broken, ran.broken
    assert ran.raised is not None, "the example raises nothing"
    assert ran.codes[:1] == [code], f"another fault came first: {ran.codes}\n{ran.text}"
    report = squeezed(ran.text)
    missing = [line for line in fault.expected.splitlines() if squeezed(line) not in report]
    assert fault.expected.strip() and not missing, f"not in the diagnosis: {missing}\n{ran.text}"
    if fault.fixed:
        check_fixed(fault, ran, server)


def check_fixed(fault: Fault, ran: Ran, server: Server) -> None:
    wanted = program(fault.fixed, fault.example)
    assert ran.fixes, f"no candidate made the example pass\n{ran.text}"
    assert ran.fixes[0].program == wanted, f"{ran.fixes[0].title}\n{ran.text}"
    again = server.run(wanted, repair=False)
    assert again.raised is None, f"`fixed` raises {again.raised}"


@pytest.mark.parametrize(
    ("code", "number"), [(code, number) for code, fault in FAULTS.items() for number in range(len(fault.near_misses))]
)
def test_near_miss(code: str, number: int, server: Server) -> None:
    snippet = FAULTS[code].near_misses[number]
    skip_if_it_needs_more(snippet)
    ran = server.run(program(snippet), repair=False)
    assert not ran.broken, ran.broken
    assert ran.codes[:1] != [code], f"{ran.raised}\n{ran.text}"


@pytest.mark.parametrize("code", FAULTS)
def test_page(code: str) -> None:
    fault = FAULTS[code]
    assert code == fault.code and fault.name and fault.title and fault.rule and fault.example.strip()
    doc = inspect.getmodule(type(fault)).__doc__
    assert doc.startswith(f"{code}: ")
    assert "\nWhat it is\n" in doc and "\nWhy it happens\n" in doc
