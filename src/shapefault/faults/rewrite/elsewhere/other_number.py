"""A table made with one of the object's numbers where another is meant: ``table(length, dim)`` for ``head_dim``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import stored
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import own_values, shape_of
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace


def other_number(trace: Trace, mismatch: Mismatch, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The other number of the object under which a table of the failing operation would have the right size.

    Its size goes with the number, as a half of it say: the one in place of the other, in the same proportion.
    """
    resolver, seen = bench_of(trace).resolver, set[int]()
    for table, owner, have, needed in _tables(trace, mismatch, got, want):
        for call, node in ((c, n) for c in _makers(trace, table, owner) for n in c.node.args):
            if not isinstance(node, ast.Name | ast.Attribute) or id(node) in seen:
                continue
            seen.add(id(node))
            text = call.source.span(node).text
            for value in {v for v in resolver.values(call.source, node) if v and v * needed % have == 0}:
                for name, number in _numbers(owner).items():
                    if number == value * needed // have and number != value:
                        yield fix(
                            f"make {table} for self.{name}", Edit(call.source.span(node), f"self.{name}"), prior,
                            stage=Stage.LAYER_CONFIG, why=f"it is made for {text}, {value}; {number} are used with it",
                        )  # fmt: skip


def _tables(trace: Trace, mismatch: Mismatch, got: int, want: int) -> Iterator[tuple[str, object, int, int]]:
    """Tensors of the objects that run with one of the two sizes: name, owner, that size, and what it should be."""
    shapes = {operand.shape for operand in mismatch.operands.values()}
    for frame in trace.user_frames():
        owner = frame.frame.f_locals.get("self")
        for name, value in own_values(owner).items():
            shape = shape_of(value)
            if shape is None or not any(s[-1:] == shape[-1:] for s in shapes):
                continue
            for have, needed in ((got, want), (want, got)):
                if shape[-1:] == (have,) and have > 1:
                    yield name, owner, have, needed


def _makers(trace: Trace, name: str, owner: object) -> Iterator[CallPlace]:
    """The calls of the owner's class that made the table, also as one of several: ``cos, sin = table(n, dim)``."""
    for place in bench_of(trace).project.attributes.get(name, []):
        cls = enclosing(place.node, ast.ClassDef)
        if not isinstance(cls, ast.ClassDef) or cls.name != type(owner).__name__:
            continue
        names = {name} | {n.id for n in walk(place.node) if isinstance(n, ast.Name)}
        made = [p.value for p in walk(cls) if isinstance(p, ast.Assign) and stored(*p.targets) & names]
        for value in (place.node, *made):
            yield from (CallPlace(place.source, call) for call in walk(value) if isinstance(call, ast.Call))


def _numbers(owner: object) -> dict[str, int]:
    return {name: v for name, v in own_values(owner).items() if type(v) is int and v > 1 and name[:1] != "_"}
