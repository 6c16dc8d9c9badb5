"""A table that ends before the rows that are asked of it: ``self.pe[:x.size(0)]`` gives 100 rows for 120 steps.

A slice past the end raises nothing, so the fault shows where the rows meet the tensor that they were made for.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from shapefault.faults.facts import in_shape, is_layer
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.numbers.naming import integers_named
from shapefault.faults.rewrite.numbers.related import related_numbers
from shapefault.faults.rewrite.operands import places
from shapefault.faults.rewrite.peek import shape_in, value_in
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk

_MOST = re.compile(r"^max_?\w*(len|length|seq|str|tokens|steps|size|position)|(len|length|seq)_?max$")
_STEPS = re.compile(r"len|seq|steps|tokens|frames", re.IGNORECASE)
_TIMES = 4
"""How many times as long as what was asked a limit may be."""
_FEW = 4
"""How many rows a table may have beyond the number it is made for: one for padding, for a class token."""


def short_table(trace: Trace, mismatch: Mismatch, sizes: tuple[int, int]) -> tuple[int, int, str] | None:
    """Rows that the table has, rows that a slice asked of it, and the table's text; None where no slice fell short."""
    for role in mismatch.operands:
        for place in places(trace, mismatch, role)[:4]:
            if place.frame is None:
                continue
            for part in walk(place.node):
                found = _short(place.frame, part) if isinstance(part, ast.Subscript) else None
                if found is not None and set(found[:2]) == set(sizes):
                    return found
    return None


def longer_tables(trace: Trace, short: tuple[int, int, str], prior: float) -> Iterator[Fix]:
    """The numbers that the table's length may come from: as many as the program lets through, or as are asked."""
    have, asked, text = short
    wanted = dict.fromkeys(_limits(trace, asked, have), prior + 0.03) | {asked: prior}
    why = f"{text} has {have} rows, {asked} are asked of it"
    for rows, worth in wanted.items():
        for made in related_numbers(trace, have, rows, worth):
            if made.edits[0].content.endswith(str(rows)):
                yield replace(made, why=why)
    yield from _longer_by_few(trace, have, asked, prior - 0.06, why)


def _longer_by_few(trace: Trace, have: int, asked: int, prior: float, why: str) -> Iterator[Fix]:
    """A number that the table has a few more rows than: as many more, and twice as many for what is longer still."""
    project = bench_of(trace).project
    near = [(name, n, place) for name, n, place in integers_named(project, _MOST) if 0 < have - n <= _FEW]
    for name, number, place in near:
        for value, worth in ((2 * number, prior), (number + asked - have, prior - 0.04)):
            if value - number >= asked - have:
                edit = Edit(place.source.span(place.node), str(value))
                yield fix(f"change {name} from {number} to {value}", edit, worth, stage=Stage.LAYER_CONFIG, why=why)


def _limits(trace: Trace, asked: int, have: int) -> list[int]:
    """The lengths of a sequence that the program names as its most, where this one is within them.

    Of a sequence that has just become too long, since it grows step by step, any length: it is not at its end.
    """
    named = _STEPS if asked == have + 1 else _MOST
    written = {limit for _, limit, _ in integers_named(bench_of(trace).project, named)}
    return sorted(limit for limit in written if asked < limit <= _TIMES * asked and limit != have)[:1]


def whole_tables(trace: Trace, mismatch: Mismatch, a: int, b: int, prior: float) -> Iterator[Fix]:
    """``self.pe.weight`` as it is, a row for each step: the table as long as what arrives."""
    root = trace.root
    tables = [m for m in root.module.modules() if is_layer(m, "Embedding")] if root is not None else []
    for role in mismatch.operands:
        tensor = mismatch.tensor(role)
        journey = trace.journey(tensor) if tensor is not None else []
        shape = in_shape(journey[-1]) if journey else None
        for table in tables:
            rows = table.num_embeddings
            if shape != tuple(table.weight.shape) or rows not in (a, b) or journey[-1].name == "embedding":
                continue
            steps = b if rows == a else a
            why = f"the table has {rows} rows, and gives all of them; {steps} steps arrive"
            yield from set_argument(trace, table, "num_embeddings", rows, steps, prior, why=why)


def _short(frame: Frame, node: ast.Subscript) -> tuple[int, int, str] | None:
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    shape = shape_in(frame, node.value)
    if shape is None:
        return None
    for axis, part in enumerate(parts[: len(shape)]):
        if not isinstance(part, ast.Slice):
            return None  # what comes before an axis has to leave its place alone
        plain = part.step is None and (part.lower is None or getattr(part.lower, "value", None) == 0)
        if not plain or part.upper is None or isinstance(part.upper, ast.Constant):
            continue
        asked = value_in(frame, part.upper)
        if type(asked) is int and asked > shape[axis]:
            return shape[axis], asked, ast.unparse(node.value)
    return None
