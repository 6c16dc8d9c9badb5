"""The suspect lines: what is said of them, how well that does on programs it was not learned from, what is made of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from shapefault.diagnose.crash import suspected
from shapefault.faults.suspects import Suspects, line_weights, stage_weights
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.repair.several import apart
from shapefault.repair.suspected import reasoned, unreasoned
from test_search import TEXT, change, failed, passed, search

HERE = Path(__file__).parent
SCRIPTS = HERE.parent / "scripts"

TELL = """
import json, sys
sys.path[:0] = sys.argv[1:3]
import learn_suspects as learn
from shapefault.faults.suspects import line_weights, stage_weights
rows = learn.programs(sys.argv[3:])
ranks = [learn.rank(row, line_weights()) for row in rows]
stages = [learn.stage_is_right(row, stage_weights()) for row in rows]
print(json.dumps([ranks, stages]))
"""

FAILS = """
import torch
from torch import nn
from shapefault.observe import hooks
hooks.arm()

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
        self.head = nn.Linear(8 * 28 * 28, 10)

    def forward(self, x):
        return self.head(self.conv(x).flatten(1))

def main():
    images = torch.rand(4, 1, 28, 28)
    return Net()(images)

if __name__ == "__main__":
    try:
        main()
    except RuntimeError as error:
        import json
        from shapefault.diagnose.crash import diagnose
        from shapefault.observe.crash import Crash
        found = diagnose(Crash.of(error))
        lines = sorted(found.suspects.lines.items(), key=lambda item: -item[1])
        told = [(line, share, found.suspects.stages[file, line]) for (file, line), share in lines]
        print(json.dumps(told))
"""


@pytest.mark.slow
def test_programs_it_was_not_learned_from():
    """The held-out sets, whose programs have no part in the weights."""
    sys.path.insert(0, str(SCRIPTS))
    try:
        import learn_suspects
    finally:
        sys.path.remove(str(SCRIPTS))
    words = [sys.executable, "-c", TELL, str(SCRIPTS), str(HERE / "cases"), *learn_suspects.HELD_OUT[::2]]
    told = subprocess.run(words, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    ranks, stages = json.loads(told.stdout.splitlines()[-1])
    assert len(ranks) > 40
    assert sum(rank == 1 for rank in ranks) / len(ranks) > 0.2
    assert sum(rank <= 5 for rank in ranks) / len(ranks) > 0.5
    assert sum(stages) / len(stages) > 0.55


def test_the_lines_of_a_program_that_fails(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(FAILS)
    told = subprocess.run([sys.executable, str(path)], cwd=tmp_path, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    lines = json.loads(told.stdout)
    assert sum(share for _, share, _ in lines) == pytest.approx(1)
    texts = [FAILS.split("\n")[line - 1].strip() for line, _, _ in lines]
    assert texts[0] == "self.head = nn.Linear(8 * 28 * 28, 10)"
    assert "import torch" not in texts
    stages = lines[0][2]
    assert sum(stages.values()) == pytest.approx(1)
    assert max(stages, key=stages.get) == "layer-config"


def test_weights_have_a_number_for_each_stage():
    assert line_weights()
    assert all(len(own) == len(Stage) for own in stage_weights().values())


def edit(start, end, text="", content="1"):
    return Fix("f", (Edit(Span("a.py", start, end, text), content),), prior=0.5)


def test_the_lines_of_an_edit():
    known = Suspects({("a.py", 1): 0.5, ("a.py", 2): 0.3, ("a.py", 3): 0.2})
    assert known.of(edit((2, 1), (2, 5), "abcd")) == 0.3
    assert known.of(edit((2, 1), (3, 1), "abcd\n")) == 0.3  # a line taken out ends where the next begins
    assert known.of(edit((2, 1), (2, 1))) == 0.8  # what is put in stands for the line above as well
    assert known.of(edit((1, 1), (3, 2), "a\nb\nc")) == pytest.approx(1)
    assert known.of(edit((9, 1), (9, 2), "a")) == 0
    assert known.first() == (("a.py", 1), 0.5)
    assert Suspects({}).first() == (None, 0.0)


def test_the_stage_of_an_edit_and_of_a_program():
    one, other = ({stage: float(stage is own) for stage in Stage} for own in (Stage.RESHAPE, Stage.LOSS_TARGET))
    known = Suspects({("a.py", 1): 0.6, ("a.py", 2): 0.4}, {("a.py", 1): one, ("a.py", 2): other})
    assert known.stage_of(edit((2, 1), (2, 5), "abcd")) is Stage.LOSS_TARGET
    assert known.stage_of(edit((7, 1), (7, 5), "abcd")) is Stage.RESHAPE
    assert known.stage_of(None) is Stage.RESHAPE
    assert Suspects({}).stage_of(None) is None


def test_a_line_is_named_where_it_is_far_more_likely(tmp_path):
    path = tmp_path / "program.py"
    path.write_text("def f(x):\n    return x.view(3)\n")
    at = (str(path), 2)
    culprit = suspected(Suspects({at: 0.7, (str(path), 1): 0.3}))
    assert culprit is not None
    assert culprit.span == Span(str(path), (2, 5), (2, 21), "return x.view(3)")
    assert suspected(Suspects({at: 0.69, (str(path), 1): 0.31})) is None
    assert suspected(Suspects({})) is None


def test_a_slip_goes_by_its_line_and_a_reason_by_itself():
    likely = Suspects({("a.py", 1): 0.9, ("a.py", 2): 0.1})
    strong = Fix("strong", (Edit(Span("a.py", (2, 1), (2, 2), "a"), "b"),), prior=0.8)
    weak = Fix("weak", (Edit(Span("a.py", (1, 1), (1, 2), "a"), "b"),), prior=0.3)
    assert [fix.title for fix in reasoned([weak, strong], likely)] == ["strong", "weak"]
    assert [fix.title for fix in unreasoned([replaced(strong, 0.45), weak], likely)] == ["weak", "strong"]
    assert all(0 <= fix.prior <= 1 for fix in [*reasoned([weak, strong], likely), *unreasoned([weak, strong], likely)])


def replaced(fix, prior):
    return Fix(fix.title, fix.edits, prior=prior)


def test_alternatives_are_on_other_lines(tmp_path):
    """They are shown before a second form of the first idea, unless they have far less evidence than it."""
    fixes = [(1, "2", 0.9), (1, "3", 0.6, "again"), (2, "2", 0.5), (3, "2", 0.4)]
    result, _ = search(tmp_path, fixes, lambda text, seed: passed() if text != TEXT else failed())
    assert [fix.edits[0].span.start[0] for fix in result.passed[:3]] == [1, 2, 3]
    assert change(tmp_path / "program.py", 2, "2", 0.5).edits == result.passed[1].edits


def test_the_likely_lines_are_tried_first_as_alternatives(tmp_path):
    path = str(tmp_path / "program.py")
    suspects = Suspects({(path, 2): 0.01, (path, 3): 0.81})
    fixes = [(1, "2", 0.9), (2, "2", 0.5), (3, "2", 0.4)]
    _, table = search(
        tmp_path,
        fixes,
        lambda text, seed: passed() if text != TEXT else failed(),
        suspects=suspects,
        width=1,
    )
    asked = [text for text, seed in table.asked if seed is None]
    assert asked.index("a = 1\nb = 1\nc = 2\n") < asked.index("a = 1\nb = 2\nc = 1\n")


def test_what_has_far_less_evidence_does_not_go_before(tmp_path):
    fixes = [change(tmp_path / "program.py", *one) for one in ((1, "2", 0.9), (1, "3", 0.8, "again"), (2, "2", 0.3))]
    assert [fix.edits[0].span.start[0] for fix in apart(fixes, 3)] == [1, 1, 2]
    fixes = [change(tmp_path / "program.py", *one) for one in ((1, "2", 0.9), (1, "3", 0.4, "again"), (2, "2", 0.3))]
    assert [fix.edits[0].span.start[0] for fix in apart(fixes, 3)] == [1, 2, 1]
