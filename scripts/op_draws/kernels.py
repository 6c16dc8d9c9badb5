"""The same call on tensors without memory: where those kernels answer otherwise than the real ones."""

from __future__ import annotations

import collections
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import torch
from torch.utils import _pytree

from op_draws.agreement import Drawn, Verdict, reason, verdict
from op_draws.strategies import Assumed

FAKE_EVERY = 8
"""Fake tensors are slow: every so many draws are enough to meet each op often."""


@dataclass
class Difference:
    """One way in which one op's kernels differ, how often, and the shortest call that shows it."""

    count: int = 0
    example: str = ""
    said: str = ""


@dataclass
class Differences:
    """All of them: by op, by kernel ("meta" or "fake"), and by whether that kernel accepts too much."""

    found: dict[tuple[str, str, bool], Difference] = field(default_factory=lambda: collections.defaultdict(Difference))

    def add(self, drawn: Drawn, real: Verdict, number: int) -> None:
        """Run a call without memory, and note where the answer is another."""
        for kernel in ("meta", "fake") if number % FAKE_EVERY == 0 else ("meta",):
            answer = without_memory(drawn, kernel)
            if answer is None or answer.accepted == real.accepted:
                continue
            one = self.found[drawn.name, kernel, answer.accepted]
            one.count += 1
            example = call_text(drawn)
            if not one.example or len(example) < len(one.example):
                one.example, one.said = example, real.message or answer.message

    def page(self) -> Iterator[str]:
        """The rows of the page, by op."""
        for (name, kernel, accepts), one in sorted(self.found.items()):
            how = "accepts, real refuses" if accepts else "refuses, real accepts"
            yield f"| `{name}` | {kernel} | {how} | `{one.example}` | {_cell(one.said)} |"

    def kinds(self) -> set[tuple[str, str, bool]]:
        """Op, kernel, and whether it accepts too much."""
        return set(self.found)


def without_memory(drawn: Drawn, kernel: str) -> Verdict | None:
    """The verdict of one kind of kernel; None for a module, which holds real tensors of its own."""
    if drawn.arguments is None or drawn.fn is None:
        return None
    fn, (args, kwargs) = drawn.fn, drawn.arguments
    try:
        if kernel == "meta":
            args, kwargs = _pytree.tree_map_only(torch.Tensor, lambda t: t.to("meta"), (args, kwargs))
            return verdict(lambda: fn(*args, **kwargs))
        from torch._subclasses.fake_tensor import FakeTensorMode

        with FakeTensorMode() as mode:
            args, kwargs = _pytree.tree_map_only(torch.Tensor, mode.from_tensor, (args, kwargs))
            return verdict(lambda: fn(*args, **kwargs))
    except Assumed:
        return None
    except Exception as error:  # a kernel without memory may fail in ways of its own
        return Verdict(False, None, reason(error))


def call_text(drawn: Drawn) -> str:
    """``pad((2, 3), [1, 1], mode='reflect')``: shapes stand for tensors."""
    assert drawn.arguments is not None
    args, kwargs = drawn.arguments
    given = [_text(a) for a in args] + [f"{k}={_text(v)}" for k, v in kwargs.items()]
    return f"{drawn.name}({', '.join(given)})"


def _text(value: Any) -> str:
    if isinstance(value, torch.Tensor):
        return str(tuple(value.shape))
    if isinstance(value, list | tuple):
        inner = ", ".join(_text(v) for v in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner})"
    return "..." if value is Ellipsis else repr(value).replace("slice(None, None, None)", ":")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")[:160]
