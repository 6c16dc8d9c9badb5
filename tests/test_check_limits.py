"""Code of the program that does not come to its end: how long it runs, and what is told of it."""

from __future__ import annotations

import contextlib
import itertools
import signal
import threading
import time

import pytest

pytest.importorskip("torch")

from torch import nn

import shapefault
from shapefault.check import limits
from shapefault.check.limits import TimeOver, limited, time_over, timed

if not hasattr(signal, "SIGALRM"):
    pytest.skip("needs alarms", allow_module_level=True)


class Endless(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer, self.head = nn.Linear(8, 8), nn.Linear(7, 2)

    def forward(self, x):
        for _ in itertools.count():
            x = self.layer(x)
        return self.head(x)


class Waiting(Endless):
    def forward(self, x):
        threading.Event().wait()


def never_built():
    while True:
        pass


@pytest.mark.parametrize("model, part", [(Endless, "in layer"), (Waiting, "")])
@pytest.mark.parametrize("spec", ["2,8", "N,8"])
def test_a_forward_that_never_ends_is_undecided_with_its_line(model, part, spec):
    for _ in range(3):  # the alarm may strike between two calls of the layer
        result = shapefault.check(model(), spec, timeout=0.2)
        if part in str(result):
            break
    assert (result.status, result.stop.kind, result.diagnoses) == ("undecided", "undecided", ())
    assert result.stop.reason.startswith("forward did not end within 0.2 s")
    lines = range(model.forward.__code__.co_firstlineno + 1, model.forward.__code__.co_firstlineno + 3)
    assert result.stop.span.file == __file__ and result.stop.span.start[0] in lines
    assert part in str(result)
    if spec == "N,8":
        assert result.domain.accepts((2, 8)) is None and f"{result.stop.reason} [" in str(result)


def test_a_model_that_is_never_built():
    with pytest.raises(ValueError, match=r"never_built cannot be built: it did not end within 0\.2 s"):
        shapefault.check(never_built, "2,8", timeout=0.2)


def test_an_alarm_of_the_program_is_as_it_was():
    rang = []
    before = signal.signal(signal.SIGALRM, lambda *_: rang.append(1))
    try:
        signal.setitimer(signal.ITIMER_REAL, 30)
        with limited(10), timed():
            pass
        assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= 30
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with limited(10), timed():
            time.sleep(0.1)
        assert rang == [1]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_there_are_no_more_runs_behind_one_that_took_all_the_time():
    with limited(0.05):
        with pytest.raises(TimeOver), timed():
            while True:
                pass
        assert time_over()
        with pytest.raises(TimeOver), timed():
            raise AssertionError("it ran")
    assert not time_over()


def test_another_thread_has_no_limit():
    ended = []

    def work():
        with limited(0.05), timed():
            time.sleep(0.1)
            ended.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert ended == [True]


def test_a_library_is_loaded_to_its_end(tmp_path, monkeypatch):
    """Whatever the time: half of a module in ``sys.modules`` breaks whoever imports it next."""
    (tmp_path / "slow_to_load.py").write_text("import time\ntime.sleep(0.3)\nwhole = True\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(limits, "is_user_file", lambda path: path == __file__)
    with limited(0.05), contextlib.suppress(TimeOver), timed():
        import slow_to_load

        time.sleep(5)
    assert slow_to_load.whole
