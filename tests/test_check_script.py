"""A script is followed behind its first step: later phases, other models, and what is answered from memory."""

from __future__ import annotations

import os
import pickle
import sys
import textwrap
import traceback
import types
from collections import Counter
from dataclasses import replace

import pytest
import torch

from outside_programs import HEAD as PROGRAM_HEAD
from shapefault.check import trial
from shapefault.check.script import check_script
from shapefault.check.trial import Trial
from shapefault.model import Edit, Fix, Span
from shapefault.repair.rerun import Outcome
from shapefault.repair.tries import Tries
from slip_programs import SLIPS

if not hasattr(os, "fork"):
    pytest.skip("needs os.fork", allow_module_level=True)

HEAD = """
    import torch
    from torch import nn
    from torch.nn import functional as F
    from torch.utils.data import DataLoader, TensorDataset

    class Net(nn.Module):
        computed = 0

        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(1, 4, 3)
            self.head = nn.Linear(4 * 6 * 6, 3)

        def forward(self, x):
            Net.computed += 1
            return self.head(F.relu(self.conv(x)).flatten(1))

    def loader(count, size):
        return DataLoader(TensorDataset(torch.rand(count, 1, size, size), torch.zeros(count).long()), batch_size=4)

    net = Net()
    optimizer = torch.optim.SGD(net.parameters(), 0.1)
    for epoch in range(3):
        net.train()
        for x, y in loader(10, 8):
            loss = F.cross_entropy(net(x), y)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
"""
VALIDATION = """
        net.eval()
        with torch.no_grad():
            for x, y in loader(8, {size}):
                net(x)
"""
GAN = """
    judge = nn.Sequential(nn.Flatten(), nn.Linear({size}, 1))
    for step in range(5):
        judge(net(torch.rand(4, 1, 8, 8))).mean().backward()
"""
HANDLED = """
    try:
        net(torch.rand(4, 1, 9, 9))
    except RuntimeError:
        net(torch.rand(4, 1, 8, 8))
"""


@pytest.fixture(scope="module", autouse=True)
def _warm():
    """What every fork would load by itself."""
    from shapefault.check.call import check_call
    from shapefault.faults import all_faults

    all_faults()
    layer = torch.nn.Linear(2, 2)
    check_call(layer, (torch.rand(1, 3),), {})
    torch.optim.SGD(layer.parameters(), 0.1)


STOPPED = """
    norm = nn.Sequential(nn.Flatten(), nn.BatchNorm1d(64))
    for step, (x, y) in enumerate(loader(9, 8)):
        if step == {last}:
            break
        norm(x)
"""


def followed(text, tmp_path, edited=None, aim=0):
    """What a check of the script sees, and how often its forward was computed."""
    script = tmp_path / "train.py"
    script.write_text(textwrap.dedent(text))
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        found = None
        try:
            torch.set_num_threads(1)
            found = _run(script, edited or {}, aim)
        except BaseException:
            traceback.print_exc()
        finally:
            os.write(into, pickle.dumps(found))
            os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as pipe:
        found = pickle.loads(pipe.read())
    os.waitpid(pid, 0)
    return found


def _run(script, edited, aim):
    from shapefault.check import taken
    from shapefault.source import overlay

    overlay.install(edited)
    taken.stop_after(aim)
    main = sys.modules["__main__"] = types.ModuleType("__main__")
    main.__file__ = str(script)
    error = None
    try:
        exec(overlay.code(str(script)), vars(main))
    except BaseException as raised:
        error = raised.with_traceback(raised.__traceback__.tb_next)
    seen = taken.ended() if error is None else taken.crashed(error)
    codes = [d.code for one in seen.taken for d in one.result.diagnoses]
    return codes, [one.result.name for one in seen.taken], main.Net.computed, seen


@pytest.mark.parametrize(("size", "codes"), [(8, []), (9, ["SF201"])])
def test_a_phase_behind_the_training(tmp_path, size, codes):
    found, names, computed, seen = followed(HEAD + VALIDATION.format(size=size), tmp_path)
    assert found == codes and set(names) == {"Net"}
    if codes:
        (diagnosis,) = seen.taken[-1].result.diagnoses
        assert diagnosis.module.path == "head" and seen.taken[-1].tries[0].fixes
        assert (seen.done, seen.reach, seen.ended) == (3, 4, False)
    else:
        # In training a full batch and the last one, each with and without values; in evaluation a full batch.
        assert computed == 6 and seen.ended
        assert "met no fault" in seen.taken[0].result.notes[0]


@pytest.mark.parametrize(("size", "codes"), [(3, []), (4, ["SF201"])])
def test_another_model(tmp_path, size, codes):
    found, names, _, _ = followed(HEAD + GAN.format(size=size), tmp_path)
    assert found == codes and names == ["Net", "Sequential"]


LOSS = f"""{HEAD.partition("    optimizer")[0]}
    class Weighed(nn.Module):
        def forward(self, x, targets):
            return F.nll_loss(F.log_softmax(x, 1), targets)

    criterion = Weighed()
    for _ in range(2):
        criterion(net(torch.rand(4, 1, 8, 8)), F.one_hot(torch.arange(4) % 3, 3).float())
"""


class Runs:
    """Runs of a script, one at a time; a run that another search has left is the first to be reported."""

    def __init__(self, text, tmp_path):
        self.text, self.tmp_path, self.count = text, tmp_path, 0
        self.done = [(-7, Outcome("failed", 0.0))]

    def submit(self, overlay, *, timeout, seed=None, aim=0, on_start=None, known=None):
        return self.ended(followed(self.text, self.tmp_path, overlay, aim)[-1])

    def ended(self, seen):
        self.count += 1
        self.done.append((self.count, Outcome("failed", 0.0, payload=seen)))
        return self.count

    def wait(self, timeout=None):
        return self.done.pop(0) if self.done else None

    def cancel(self, ticket):
        pass


def with_edits(taken, fixes):
    """What was taken, with nothing but these edits to try for its first fault, and none for others."""
    return replace(taken, tries=(Tries(tuple(fixes)), *[Tries()] * (len(taken.tries) - 1)), watched=None)


def test_edits_for_a_loss_that_is_only_seen_where_it_fails(tmp_path):
    seen = followed(LOSS, tmp_path)[-1]
    assert [(one.result.name, one.called) for one in seen.taken] == [("Net", True), ("Weighed", False)]
    taken = with_edits(seen.taken[-1], seen.taken[-1].tries[0].fixes[:1])
    result = Trial(Runs(LOSS, tmp_path), "train.py", seen, 60).with_fixes(taken)
    (diagnosis,) = result.diagnoses
    assert diagnosis.code == "SF801" and "argmax(1)" in diagnosis.fixes[0].edits[0].content
    assert diagnosis.culprit is not None


TWICE = """
    import torch
    from torch import nn

    WIDE, HEADS = 6, 3

    class Net(nn.Module):
        computed = 0

        def __init__(self):
            super().__init__()
            self.a, self.b = nn.Linear(4, WIDE), nn.Linear(4, 8)
            self.heads = nn.MultiheadAttention(WIDE, HEADS)

        def forward(self, x):
            first = self.a(x) + self.b(x)
            return first, self.b(x) + self.a(x)

    Net()(torch.rand(2, 4))
"""


def tried(text, tmp_path, *changes):
    """The titles of the edits that pass for the script's first fault; an edit replaces some text by another one."""
    seen = followed(text, tmp_path)[-1]
    script, fixes = tmp_path / "train.py", []
    for old, new in changes:
        before, _, _ = script.read_text().partition(old)
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        span = Span(str(script), (line, column), (line, column + len(old)), old)
        fixes.append(Fix(new, (Edit(span, new),)))
    taken = next(one for one in seen.taken if one.result.diagnoses)
    first, *others = Trial(Runs(text, tmp_path), "train.py", seen, 60).with_fixes(with_edits(taken, fixes)).diagnoses
    return [fix.title for fix in first.fixes], len(others)


def test_an_edit_for_one_of_two_faults_that_are_alike(tmp_path):
    one = ("first = self.a(x) +", "first = self.a(x)[:, :1] +")
    assert tried(TWICE, tmp_path, one) == ([one[1]], 1)


MADE_ALIKE = """
    import torch
    from torch import nn

    def up(wide, narrow):
        return nn.Sequential(nn.ConvTranspose2d(wide, narrow, 2, 2), nn.Conv2d(wide, narrow, 3, padding=1))

    class Net(nn.Module):
        computed = 0

        def __init__(self):
            super().__init__()
            self.a, self.b = up(32, 16), up(16, 8)

        def forward(self, x):
            return self.b(self.a(x))

    Net()(torch.rand(2, 32, 4, 4))
"""


def test_one_edit_for_faults_that_one_line_made(tmp_path):
    seen = followed(MADE_ALIKE, tmp_path)[-1]
    taken = next(one for one in seen.taken if one.result.diagnoses)
    first, second = Trial(Runs(MADE_ALIKE, tmp_path), "train.py", seen, 60).with_fixes(taken).diagnoses
    assert first.fixes[0].edits == second.fixes[0].edits
    assert len(second.fixes) == 1 and first.culprit.span == second.culprit.span
    assert "the edit for SF102 in Net.a.1 repairs it, too" in second.notes


IN_A_ROW = """
    import torch
    from torch import nn

    class View(nn.Module):
        def forward(self, x):
            return x.view(-1, 3, 5)

    class Net(nn.Module):
        computed = 0

        def __init__(self):
            super().__init__()
            self.stages = nn.Sequential(nn.Linear(6, 16), View(), nn.Flatten(), nn.Linear(15, 17), View())

        def forward(self, x):
            return self.stages(x)

    Net()(torch.rand(2, 6))
"""


def test_the_next_layer_of_its_kind_fails_on_the_same_line(tmp_path):
    seen = followed(IN_A_ROW, tmp_path)[-1]
    one = {str(tmp_path / "train.py"): textwrap.dedent(IN_A_ROW).replace("(6, 16)", "(6, 15)")}
    ends = {}

    class Noted(Runs):
        def ended(self, result):
            judge = trial._Judge(self, seen, "Net", Counter(), trial._key(seen.taken[0].result.diagnoses[0], True))
            ends[len(ends)] = judge._judged(1, Outcome("failed", 0.0, payload=result))
            return super().ended(result)

    for overlay in ({}, one):
        Noted(IN_A_ROW, tmp_path).submit(overlay, timeout=60, aim=1)
    assert ends[0].where == ends[1].where and (ends[0].past, ends[1].past) == (0, 1)


OTHER_CLASS = """
    import torch
    from torch import nn

    class OfSentences(nn.Module):
        computed = 0

        def __init__(self):
            super().__init__()
            self.out = nn.Linear(8, 3)

        def forward(self, x, labels):
            return nn.functional.cross_entropy(self.out(x[:, 0]).view(-1, 3), labels.view(-1))

    class OfWords(OfSentences):
        def forward(self, x, labels):
            return nn.functional.cross_entropy(self.out(x).view(-1, 3), labels.view(-1))

    class Net: computed = 0

    net = OfSentences()
    net(torch.rand(4, 6, 8), torch.zeros(4, 6).long())
"""


def test_another_class_in_place_of_the_one_with_the_fault(tmp_path):
    one = ("OfSentences()\n", "OfWords()\n")
    assert tried(OTHER_CLASS, tmp_path, one) == ([one[1]], 0)


LISTENING = """
    import torch
    from torch import nn

    class Net(nn.Module):
        computed = 0

        def __init__(self):
            super().__init__()
            self.features, self.head, self.kept = nn.Linear(6, 4), nn.Linear(4, 2), []

        def forward(self, x):
            self.kept.append(x)
            return self.head(self.features(x))

    net, seen = Net(), []
    net.features.register_forward_hook(lambda module, args, output: seen.append(output))
    for step in range(2):
        seen.clear()
        net(torch.rand(2, 6))
        assert len(seen) == 1 and seen[0].sum().isfinite()
        net.head(seen[0])
    assert len(net.kept) == 2 and all(x.device.type == "cpu" for x in net.kept)
    nn.Linear(3, 1)(seen[0])
"""


def test_what_hooks_of_the_script_note_is_what_its_calls_gave(tmp_path):
    found, _, _, seen = followed(LISTENING, tmp_path)
    assert [one.result.name for one in seen.taken if not one.result.ok] == ["Linear"] and len(found) == 1


def test_more_batches_are_no_way_past_a_fault_in_a_later_phase(tmp_path):
    seen = followed(HEAD + VALIDATION.format(size=9), tmp_path)[-1]
    assert (seen.phases, seen.reach, seen.reach_phases) == (2, 4, 2)
    fixed = replace(seen, taken=seen.taken[:1], done=4, reach=4)  # each of its models' first call, which went well
    for phases, passed in ((1, 0), (2, 1)):
        runs = Runs("", tmp_path)
        runs.submit = lambda overlay, phases=phases, runs=runs, **_: runs.ended(
            replace(fixed, phases=phases) if overlay else seen
        )
        taken = with_edits(seen.taken[-1], seen.taken[-1].tries[0].fixes[:1])
        (diagnosis,) = Trial(runs, "train.py", seen, 60).with_fixes(taken).diagnoses
        assert len(diagnosis.fixes) == passed


def test_what_stops_an_edited_script_before_its_model_is_the_next_fault(tmp_path):
    edited = textwrap.dedent(TWICE).replace("6, 3", "8, 3")
    seen = followed(TWICE, tmp_path, {str(tmp_path / "train.py"): edited}, 1)[-1]
    assert not seen.taken and seen.following is not None and "8 features" in seen.following.message
    assert any("4" in fix.edits[0].content for fix in seen.following.fixes)


@pytest.mark.parametrize(("last", "count"), [(2, 0), (3, 1)])
def test_a_last_batch_that_is_never_taken(tmp_path, last, count):
    found, _, _, _ = followed(HEAD + STOPPED.format(last=last), tmp_path)
    assert len(found) == count


PRUNED = """
    net.head = nn.Linear(4 * 6 * 6, 2)
    net(torch.rand(4, 1, 8, 8))
    net.conv = nn.Conv2d(1, 3, 3)
    net(torch.rand(4, 1, 8, 8))
"""


def test_a_model_that_is_changed_between_two_calls(tmp_path):
    found, _, _, _ = followed(HEAD + PRUNED, tmp_path)
    assert found == ["SF201"]


def test_a_fault_that_the_script_expects_is_none(tmp_path):
    found, _, _, seen = followed(HEAD + HANDLED, tmp_path)
    assert found == [] and seen.ended


def test_a_model_that_keeps_something_is_computed_each_time(tmp_path):
    text = HEAD.replace("Net.computed += 1", "Net.computed += 1; self.last = x")
    _, _, computed, _ = followed(text, tmp_path)
    assert computed == 2 + 3 * 3


def test_a_slow_loader_repeats_itself_up_to_its_last_batch(monkeypatch):
    from shapefault.check import batches

    fetched = []

    class Slow(torch.utils.data.Dataset):
        def __len__(self):
            return 18

        def __getitem__(self, index):
            fetched.append(index)
            return torch.full((2,), float(index)), {"label": index}

    kind = torch.utils.data.dataloader._BaseDataLoaderIter
    monkeypatch.setattr(kind, "__next__", kind.__next__)
    monkeypatch.setattr(batches, "_PATIENCE", 0.0)
    batches.watch_loaders()
    found = list(torch.utils.data.DataLoader(Slow(), batch_size=4))
    assert [len(x) for x, _ in found] == [4, 4, 4, 4, 2]
    assert fetched == [0, 1, 2, 3, 16, 17]
    assert found[1][1]["label"].tolist() == [0, 1, 2, 3] and found[1][0] is not found[0][0]


def test_slips_are_tried_where_no_rule_has_a_good_edit(tmp_path):
    text, title = SLIPS["the class for whole texts where the one for words fits"]
    script = tmp_path / "train.py"
    script.write_text(PROGRAM_HEAD + text)
    (result,) = check_script(str(script))
    assert result.diagnoses[0].fixes[0].title == title
    assert result.diagnoses[0].culprit.span.text == "TextClassifier"
