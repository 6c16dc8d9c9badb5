"""Faults that only a GPU has, told by what torch raises for them: the kernels are stand-ins, all tensors are real."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from shapefault.diagnose.crash import diagnose  # noqa: E402
from shapefault.observe.crash import Crash  # noqa: E402

ASSERTED = "CUDA error: device-side assert triggered\nCUDA kernel errors might be asynchronously reported"
GATHER = "Gather got an input of invalid size: got [2, 6, 4], but expected [2, 9, 4]"
PROGRAM = """
import torch
from torch import nn
import torch.nn.functional as F

def loss_here():
    logits, labels = torch.rand(4, 3), torch.tensor(LABELS)
    F.cross_entropy(logits, labels)

def loss_before():
    criterion = nn.CrossEntropyLoss()
    logits, labels = torch.rand(4, 3), torch.tensor(LABELS)
    loss = criterion(logits, labels.to("cpu"))
    return kernel(loss)

def embedding_before():
    table, words = nn.Embedding(10, 4), torch.tensor(WORDS)
    return kernel(table(words))
"""


def crashed(tmp_path, monkeypatch, function: str, labels: list[int], words: list[int], says: str = ASSERTED):
    """What is found when a kernel fails: later than its call, or within it."""

    def passes(*args, **kwargs):
        return torch.zeros(2, requires_grad=True)

    monkeypatch.setattr(torch.nn.CrossEntropyLoss, "forward", passes)
    monkeypatch.setattr(torch.nn.Embedding, "forward", passes)
    scope: dict = {}
    text = f"def cross_entropy(input, target=None, ignore_index=-100):\n    raise RuntimeError({says!r})\n"
    exec(compile(text, f"{torch.__path__[0]}/nn/functional.py", "exec"), scope)
    monkeypatch.setattr(torch.nn.functional, "cross_entropy", scope["cross_entropy"])
    path = tmp_path / "train.py"
    path.write_text(PROGRAM)
    names = {"__name__": "train", "LABELS": labels, "WORDS": words, "kernel": scope["cross_entropy"]}
    exec(compile(PROGRAM, str(path), "exec"), names)
    with pytest.raises(RuntimeError) as caught:
        names[function]()
    return diagnose(Crash.of(caught.value))


@pytest.mark.parametrize(
    ("function", "code", "message"),
    [
        ("loss_here", "SF804", "got class 3, its predictions (4, 3) have classes 0 to 2"),
        ("loss_before", "SF804", "got class 3, its predictions (4, 3) have classes 0 to 2"),
        ("embedding_before", "SF711", "got index 12, its table has rows 0 to 9"),
    ],
)
def test_a_device_side_assert_is_told_from_values_on_the_cpu(tmp_path, monkeypatch, function, code, message):
    found = crashed(tmp_path, monkeypatch, function, [1, 2, 3, 1], [3, 12])
    assert found is not None
    assert found.diagnosis.code == code
    assert message in found.diagnosis.message


@pytest.mark.parametrize("function", ["loss_here", "loss_before", "embedding_before"])
def test_nothing_is_said_of_an_assert_whose_cause_is_not_seen(tmp_path, monkeypatch, function):
    assert crashed(tmp_path, monkeypatch, function, [1, 2, 0, -100], [3, 9]) is None


def test_what_data_parallel_says(tmp_path, monkeypatch):
    found = crashed(tmp_path, monkeypatch, "loss_here", [1, 2, 0, 1], [3], GATHER)
    assert found is not None
    assert found.diagnosis.code == "SF406"
    assert "the parts of a batch are (2, 9, 4) and (2, 6, 4)" in found.diagnosis.message
