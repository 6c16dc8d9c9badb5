"""Numbers that are solved for: against arithmetic, against torch's own convolutions, and within a search."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shapefault.model import Edit, Fix, Span
from shapefault.repair.rerun import Outcome
from shapefault.repair.search import Search
from shapefault.repair.solving import Point, Solver, exchanged, solutions, with_value
from shapefault.repair.tries import Resort, Tries

torch = pytest.importorskip("torch")

MET = "RuntimeError: The size of tensor a ({}) must match the size of tensor b ({}) at non-singleton dimension 1"


def pairs(one, other):
    return frozenset({(one, other), (other, one)})


def number(now, new, *, line=1, prior=0.4, path="program.py"):
    edit = Edit(Span(path, (line, 5), (line, 5 + len(str(now))), str(now)), str(new))
    return Fix(f"change n from {now} to {new}", (edit,), prior=prior)


@given(st.integers(1, 9), st.integers(0, 40), st.integers(2, 200), st.integers(2, 200), st.integers(1, 200))
def test_a_size_in_proportion_is_met_at_once(slope, more, now, tried, wanted):
    sizes = [slope * value + more for value in (now, tried, wanted)]
    if len(set(sizes)) < 3:
        return
    first, second = (Point(value, MET.format(size, sizes[2])) for value, size in ((now, sizes[0]), (tried, sizes[1])))
    found = list(solutions(first.failure, first, second, pairs(sizes[0], sizes[2])))
    assert found == [wanted]


@settings(deadline=None)
@given(st.integers(1, 6), st.integers(1, 5), st.integers(0, 3), st.integers(30, 400), st.integers(30, 400))
def test_the_side_of_a_picture_under_convolutions_is_met_in_three_secants(stride, kernel, padding, now, wanted):
    conv = torch.nn.Conv1d(1, 1, kernel, stride, padding)

    def size(value):
        return conv(torch.empty(1, 1, value)).shape[-1]

    goal = size(wanted)
    if size(now) == goal:
        return
    base, solver = MET.format(size(now), goal), Solver(pairs(size(now), goal))
    queue = [(number(now, 2 * now), ())]
    tried = {}
    while queue and goal not in tried.values():
        fix, points = queue.pop(0)
        value = exchanged(fix)[1]
        tried[value] = size(value)
        queue += solver.after(base, fix, points, MET.format(size(value), goal))
    assert goal in tried.values()
    assert len(tried) <= 8


def test_other_words_other_numbers_and_sizes_that_did_not_meet_tell_nothing():
    base, moved = MET.format(10, 12), MET.format(20, 12)
    first, second = Point(5, base), Point(10, moved)
    assert list(solutions(base, first, second, pairs(10, 12))) == [6]
    assert list(solutions(base, first, second, pairs(10, 11))) == []
    assert list(solutions(base, first, Point(10, "ValueError: 20 and 12"), pairs(10, 12))) == []
    assert list(solutions(base, first, Point(10, base), pairs(10, 12))) == []
    assert exchanged(number(5, 7)) == (5, 7)
    assert exchanged(Fix("add", (Edit(Span("p.py", (1, 1), (1, 1), ""), ", n=5"),))) is None
    both = Fix("both", (*number(5, 7).edits, *number(6, 8, line=2).edits))
    assert exchanged(both) is None


def test_the_title_and_every_place_get_the_value():
    twice = Fix("change the sides from 64 to 128", (*number(64, 128).edits, *number(64, 128, line=2).edits))
    made = with_value(twice, 480, 0.5)
    assert made.title == "change the sides from 64 to 480"
    assert {edit.content for edit in made.edits} == {"480"}
    assert made.prior == 0.5
    other = Fix("change 4 to 2, as in 2 other places", number(4, 2).edits)  # which would be said of another number
    assert with_value(other, 7, 0.5).title == "change the number from 4 to 7"


class Model:
    """A program ``n = 64`` / ``m = 30``: fails until n // 8 + 4 is 100, and never minds m."""

    def __init__(self):
        self.asked, self.ready = [], []

    def submit(self, overlay, *, timeout, seed=None, aim=0, on_start=None, known=None):
        text = next(iter(overlay.values()), "n = 64\nm = 30\n")
        self.asked.append(text)
        size = int(text.split()[2]) // 8 + 4
        told = Outcome("failed", 0.1, MET.format(size, 100), ("program.py", 9), None)
        self.ready.append((len(self.asked), Outcome("passed", 0.1, past=1, marked=True) if size == 100 else told))
        return len(self.asked)

    def wait(self, timeout=None):
        return self.ready.pop(0) if self.ready else None

    def cancel(self, ticket):
        pass


def searched(tmp_path, fixes, **more):
    (tmp_path / "program.py").write_text("n = 64\nm = 30\n")
    model = Model()
    tries = Tries(tuple(fixes), pairs=pairs(12, 100))
    result = Search(model, tries, ran="program.py", budget=5, job_timeout=5, **more).run()
    return result, model


def test_a_search_solves_for_a_number_that_moves_a_size(tmp_path):
    result, model = searched(tmp_path, [number(64, 128, path=str(tmp_path / "program.py"))])
    (fix,) = result.passed
    assert fix.title == "change n from 64 to 768"
    assert fix.verified.level == "program"
    assert len(model.asked) == 4  # as it is, with 128, with 768, and once more with other random numbers


def test_a_number_that_moved_nothing_is_not_tried_with_other_values(tmp_path):
    path = str(tmp_path / "program.py")
    slips = [number(30, value, line=2, path=path) for value in (60, 15, 31)]
    result, model = searched(tmp_path, [], resort=Resort(lambda told: slips))
    assert result.passed == []
    changed = [text for text in model.asked if "m = 30" not in text]
    assert 1 <= len(changed) <= 2  # two run side by side before the first has told
