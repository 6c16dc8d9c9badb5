"""Code that an edit has made endless comes to an end, and nothing of that is left behind."""

from __future__ import annotations

import sys
import textwrap
import time
import weakref

import pytest

from shapefault.observe.limited import limited


def test_what_runs_too_long_ends_and_the_profiler_of_before_is_back():
    before = sys.getprofile()
    with pytest.raises(TimeoutError, match=r"more than 0\.1 s"), limited(0.1):
        while True:
            abs(1)
    assert sys.getprofile() is before
    with limited(60.0):
        assert sum(range(10)) == 45
    assert sys.getprofile() is before


def test_a_finalizer_does_not_swallow_the_end():
    class Slow:
        def __del__(self):
            [abs(n) for n in range(1000)]

    with pytest.raises(TimeoutError), limited(0.1):
        while True:
            Slow()
            abs(1)


PROGRAM = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self, depth=2):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(4, 4) for _ in range(depth * 1))
        self.head = nn.Linear(5, 2)

    def forward(self, x):
        for _ in range(3):
            for layer in self.layers:
                x = layer(x)
        return self.head(x)

Net()(torch.rand(2, 4))
"""


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ("range(3)", "range(10**9)", False),
        ("depth * 1", "depth * 10**9", False),
        ("nn.Linear(5, 2)", "nn.Linear(4, 2)", True),
        ("nn.Linear(5, 2)", "nn.Linear(6, 2)", False),
    ],
)
def test_an_edit_that_makes_a_model_endless_does_not_pass(old, new, verdict, tmp_path, monkeypatch):
    pytest.importorskip("torch")
    from shapefault.diagnose.crash import diagnose
    from shapefault.model import Edit, Fix, Span
    from shapefault.observe import hooks
    from shapefault.observe.crash import Crash
    from shapefault.repair.forward import passes_forward

    path = tmp_path / "endless.py"
    path.write_text(textwrap.dedent(PROGRAM))
    monkeypatch.syspath_prepend(str(tmp_path))
    hooks.arm()
    with pytest.raises(RuntimeError) as caught:
        __import__("endless")
    trace = diagnose(Crash.of(caught.value)).trace
    sys.modules["endless"] = module = type(sys)("endless")  # what fails to load is no module any more
    vars(module).update(trace.crash.user.frame.f_globals)
    line = next(n for n, text in enumerate(PROGRAM.splitlines(), 1) if old in text)
    column = PROGRAM.splitlines()[line - 1].index(old) + 1
    edit = Edit(Span(str(path), (line, column), (line, column + len(old)), old), new)
    assert passes_forward(Fix("", (edit,), "unsafe", 0.5), trace, 1.0) is verdict


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_a_callback_does_not_let_out_is_raised_again():
    class Held:
        pass

    called, end = [], time.perf_counter() + 20

    def step(reference):
        return str(reference)

    def gone(_):
        called.append(0)
        while time.perf_counter() < start + 2.5:
            pass
        called.append(1)

    with pytest.raises(TimeoutError), limited(2.0):
        start = time.perf_counter()
        held = Held()
        reference = weakref.ref(held, gone)
        del held
        while time.perf_counter() < end:
            step(reference)
    assert called == [0]  # it was ended there, and nobody heard
