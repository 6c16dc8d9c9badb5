"""Put a layer's call between two moves of axes: ``norm(x)`` -> ``norm(x.transpose(1, 2)).transpose(1, 2)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.shapes import meta
from shapefault.model import Applicability, Edit, Fix, Shape, Stage
from shapefault.observe.replay import replay_call
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of
from shapefault.source.files import Source
from shapefault.source.frames import Frame

_LAST = "put the channels last around the norm"
_FIRST = "put the channels on axis 1 around the norm"


@dataclass(frozen=True)
class Detour:
    """What is done before and after; ``{}`` stands for the tensor, ``{x}`` behind for the tensor before."""

    before: str
    after: str
    title: str


def detours(rank: int) -> list[Detour]:
    """The moves under which a layer sees axis -1 as channels, or channels as axis -1."""
    if rank == 3:
        return [
            Detour("{}.transpose(1, 2)", "{}.transpose(1, 2)", "swap the last two axes around the norm"),
        ]
    if rank == 4:
        return [
            Detour("{}.permute(0, 2, 3, 1)", "{}.permute(0, 3, 1, 2)", _LAST),
            Detour("{}.permute(0, 3, 1, 2)", "{}.permute(0, 2, 3, 1)", _FIRST),
        ]
    if rank == 5:
        return [
            Detour("{}.permute(0, 2, 3, 4, 1)", "{}.permute(0, 4, 1, 2, 3)", _LAST),
            Detour("{}.permute(0, 4, 1, 2, 3)", "{}.permute(0, 2, 3, 4, 1)", _FIRST),
        ]
    return []


def joined_rows(rank: int) -> list[Detour]:
    """The leading axes seen as one batch."""
    if rank < 3:
        return []
    last = rank - 2
    return [
        Detour(
            f"{{}}.flatten(0, {last})",
            f"{{}}.unflatten(0, {{x}}.shape[:{rank - 1}])",
            "take every step as a sample of its own around the norm",
        )
    ]


def called_at(trace: Trace, frame: Frame) -> tuple[Source, ast.Call, ast.expr, Any, Any] | None:
    """The module call that runs in a frame: source, call, its only argument, the module, the tensor."""
    source, node = frame.site.source(), frame.site.node()
    if source is None or not isinstance(node, ast.Call) or len(node.args) != 1 or node.keywords:
        return None
    argument = node.args[0]
    running = [c for c in trace.crash.model_calls if trace.crash.frames.index(frame) < c.depth]
    if isinstance(argument, ast.Starred) or not running or not running[0].args or not is_tensor(running[0].args[0]):
        return None
    return source, node, argument, running[0].module, running[0].args[0]


def around(
    trace: Trace,
    moves: list[Detour],
    prior: float,
    *,
    stage: Stage = Stage.LAYER_CONFIG,
    why: str = "",
    applicability: Applicability = "unsafe",
) -> Iterator[Fix]:
    """Each detour around the module call at the crash, where the module accepts it and gives back the axes' order."""
    user = trace.crash.user
    found = called_at(trace, user) if user is not None else None
    if found is None:
        return
    source, call, argument, module, tensor = found
    shape = shape_of(tensor)
    if shape is None:
        return
    text = source.span(argument).text
    simple = isinstance(argument, ast.Name | ast.Attribute | ast.Subscript)
    for number, move in enumerate(moves):
        if "{x}" in move.after and not simple:
            continue
        if not accepts(module, tensor, shape, move):
            continue
        yield fix(
            move.title,
            detoured(source, call, argument, move.before, move.after.replace("{x}", text)),
            prior - 0.04 * number,
            stage=stage,
            why=why,
            applicability=applicability,
        )


def detoured(source: Source, call: ast.Call, argument: ast.expr, before: str, after: str) -> Edit:
    """The call with ``before`` around its argument and ``after`` around itself."""
    moved, whole = wrapped(source, argument, before), source.span(call)
    inner = source.between(whole.start, moved.span.start) + moved.content + source.between(moved.span.end, whole.end)
    return Edit(whole, after.replace("{}", inner))


def accepts(module: Any, tensor: Any, shape: Shape, move: Detour) -> bool:
    """Whether the module takes the moved tensor, and what it gives can be moved back."""
    try:
        moved = eval(move.before.replace("{}", "x"), {"x": meta(shape, tensor)})
    except Exception:
        return False
    replay = replay_call(module, (moved,), {})
    if replay.error is not None or not is_tensor(replay.result):
        return False
    try:
        back = eval(move.after.replace("{}", "y").replace("{x}", "x"), {"y": replay.result, "x": meta(shape, tensor)})
    except Exception:
        return False
    return len(back.shape) == len(shape)
