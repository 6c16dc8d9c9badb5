"""A call is given the tensor of another batch, or a whole data set, where this batch has one of the same kind."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor
from shapefault.source.files import enclosing
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk


def sizes_that_differ(mismatch: Mismatch) -> tuple[int, int] | None:
    """The two numbers that should be one, from the requirement or from torch's message."""
    broken = mismatch.broken
    if broken is not None and broken.got_value is not None and broken.want_value is not None:
        return broken.got_value, broken.want_value
    numbers = mismatch.parsed.numbers if mismatch.parsed is not None else {}
    return (numbers["a"], numbers["b"]) if "a" in numbers and "b" in numbers else None


def namesakes_in_calls(trace: Trace, sizes: tuple[int, int], prior: float) -> Iterator[Fix]:
    """Each argument of a running call that has one of the sizes, exchanged for a loop variable that has the other."""
    for frame in list(trace.user_frames())[:4]:
        node, source = frame.site.node(), frame.site.source()
        if not isinstance(node, ast.Call) or source is None:
            continue
        names = [a for a in (*node.args, *(k.value for k in node.keywords)) if isinstance(a, ast.Name)]
        for argument in names:
            now = _value(frame, argument.id)
            if now is None or now.shape[0] not in sizes:
                continue
            wanted = sizes[1] if now.shape[0] == sizes[0] else sizes[0]
            for name in _loop_names(node):
                other = _value(frame, name)
                if other is None or any(name == n.id for n in names) or other.shape != (wanted, *now.shape[1:]):
                    continue
                if other.dtype == now.dtype:
                    yield fix(
                        f"give it {name} of this batch",
                        Edit(source.span(argument), name),
                        prior,
                        stage=Stage.LOSS_TARGET,
                        why=f"{argument.id} has {now.shape[0]} samples, this batch has {wanted}",
                    )


def _value(frame: Frame, name: str) -> Any:
    value: Any = frame.frame.f_locals.get(name, frame.frame.f_globals.get(name))
    return value if is_tensor(value) and value.dim() else None


def _loop_names(node: ast.AST) -> list[str]:
    """The names that the loops around a node bind, and that their bodies assign above it."""
    found: list[str] = []
    loop = enclosing(node, ast.For, ast.AsyncFor)
    while isinstance(loop, ast.For | ast.AsyncFor):
        found += [n.id for n in walk(loop.target) if isinstance(n, ast.Name)]
        for part in walk(loop):
            if isinstance(part, ast.Assign) and part.lineno < getattr(node, "lineno", 0):
                found += [n.id for t in part.targets for n in walk(t) if isinstance(n, ast.Name)]
        loop = enclosing(loop, ast.For, ast.AsyncFor)
    return list(dict.fromkeys(found))
