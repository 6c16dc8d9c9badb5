"""A table of positions without a row for the token that is joined to the patches: ``zeros(1, n_patches, dim)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.facts import out_shape
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import sizes_given
from shapefault.faults.rewrite.layers.parameter_sizes import making
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of, tensors_in
from shapefault.source.files import of_self
from shapefault.source.nodes import walk

_TOKENS = 4
"""Tokens that are joined to a sequence, at the most."""


def rows_for_tokens(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """``n_patches + 1`` rows, where as many as are missing were joined to the sequence that the table is added to."""
    user, node = trace.crash.user, trace.crash.expression
    owner = user.frame.f_locals.get("self") if user is not None else None
    for part in walk(node) if node is not None and owner is not None else ():
        if not of_self(part):
            continue
        table = shape_of(getattr(owner, "_parameters", {}).get(part.attr))
        table = table or shape_of(getattr(owner, "_buffers", {}).get(part.attr))
        for axis, tokens in _missing(trace, mismatch, table) if table is not None else ():
            yield from _more(trace, part.attr, table or (), axis, tokens, prior)


def _missing(trace: Trace, mismatch: Mismatch, table: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """The axis of the table that is too short, and by how many tokens."""
    for role, operand in mismatch.operands.items():
        shape, tensor = operand.shape, mismatch.tensor(role)
        if len(shape) != len(table) or tensor is None:
            continue
        for axis, (have, asked) in enumerate(zip(table, shape, strict=True)):
            if 0 < asked - have <= _TOKENS and _joined(trace, tensor, axis, asked, asked - have):
                yield axis, asked - have


def _joined(trace: Trace, tensor: Any, axis: int, asked: int, tokens: int) -> bool:
    for record in trace.journey(tensor)[:6]:
        shape = out_shape(record)
        if record.name in ("cat", "concat") and shape is not None and len(shape) > axis and shape[axis] == asked:
            return any((shape_of(t) or ())[axis : axis + 1] == (tokens,) for t in tensors_in(record.args))
    return False


def _more(trace: Trace, name: str, table: tuple[int, ...], axis: int, tokens: int, prior: float) -> Iterator[Fix]:
    for place in bench_of(trace).project.attributes.get(name, [])[:2]:
        made = making(place)
        sizes = sizes_given(made) if made is not None else []
        if len(sizes) != len(table):
            continue
        size = sizes[axis]
        known = isinstance(size, ast.Constant) and type(size.value) is int
        text = str(table[axis] + tokens) if known else f"{place.source.span(size).text} + {tokens}"
        said = "a row" if tokens == 1 else f"{tokens} rows"
        yield fix(
            f"give {name} {said} for what is joined to the sequence", Edit(place.source.span(size), text), prior,
            stage=Stage.LAYER_CONFIG, why=f"{name} has {table[axis]} rows, {tokens} more came by the cat",
        )  # fmt: skip
