"""Class numbers, image sizes and checkpoints against torch and torchvision themselves; calls are drawn elsewhere."""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import warnings
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

torch = pytest.importorskip("torch")
nn = torch.nn

from shapefault import ops  # noqa: E402
from shapefault.ops.transform import resize_text, resized  # noqa: E402

torch.set_num_threads(1)
REFUSALS = (RuntimeError, ValueError, IndexError, TypeError, AssertionError)
small = st.integers(1, 3)
drawn = settings(
    max_examples=30, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def agree(op: str, operands: dict[str, Any], params: dict[str, Any], call: Callable[[], Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            out, message = call(), ""
        except REFUSALS as error:
            out, message = None, str(error) or type(error).__name__
    while isinstance(out, (tuple, list)):
        out = out[0]
    broken = [r for r in ops.check(op, operands, params) if not r.holds]
    assert ops.check(op, operands, params), "no requirement at all"
    assert (not broken) == (not message), f"{op} {operands} {params}: torch: {message}; we: {broken}"
    if out is not None:
        assert ops.result(op, operands, params) == tuple(out.shape)


@drawn
@given(st.data())
def test_class_numbers_and_rows(data: Any) -> None:
    draw = data.draw
    classes, number = draw(small), draw(st.integers(-1, 3))
    low_high = {"index_min": number, "index_max": number}
    target = torch.full((2,), number)
    agree(
        "cross_entropy", {"input": (2, classes), "target": (2,)}, low_high,
        lambda: nn.functional.cross_entropy(torch.zeros(2, classes), target),
    )  # fmt: skip
    agree(
        "embedding", {"input": (2,), "weight": (classes, 3)}, low_high,
        lambda: nn.functional.embedding(target, torch.zeros(classes, 3)),
    )  # fmt: skip
    agree(
        "one_hot", {"input": (2,)}, {"num_classes": classes, **low_high},
        lambda: nn.functional.one_hot(target, classes),
    )  # fmt: skip


@drawn
@given(st.integers(1, 300), st.integers(1, 300), st.integers(1, 300))
def test_resize_keeps_the_ratio(height: int, width: int, size: int) -> None:
    functional = pytest.importorskip("torchvision.transforms.functional")
    assert list(resized(height, width, size)) == functional._compute_resized_output_size([height, width], [size])


def test_resize_text() -> None:
    assert resize_text(375, 500, 256, "W") == "floor(256·500/375) = 341"
    assert resize_text(375, 500, 256, "H") == "size = 256"
    assert resize_text(375, 500, (10, 20), "W") == "size = 20"


def test_state_dict_sizes() -> None:
    saved, own = nn.Linear(3, 2).state_dict(), nn.Linear(4, 2)
    operands = {f"checkpoint[{k}]": tuple(v.shape) for k, v in saved.items()}
    operands |= {f"model[{k}]": tuple(v.shape) for k, v in own.state_dict().items()}
    with pytest.raises(RuntimeError, match="size mismatch for weight"):
        own.load_state_dict(saved)
    (broken,) = [r for r in ops.check("load_state_dict", operands, {}) if not r.holds]
    assert (broken.operand, broken.axis, broken.got_value, broken.want_value) == ("checkpoint[weight]", 1, 3, 4)


def test_missing_keys() -> None:
    operands = {"checkpoint[a]": (1,), "model[b]": (1,)}
    broken = [r.operand for r in ops.check("load_state_dict", operands, {}) if not r.holds]
    assert broken == ["checkpoint[b]", "model[a]"]
    assert not [r for r in ops.check("load_state_dict", operands, {"strict": False}) if not r.holds]
