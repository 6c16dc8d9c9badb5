"""``F.linear(x, self.weight)`` of a weight that was made (in, out): it takes (out, in)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, exchange, fix, wrapped
from shapefault.faults.rewrite.keywords import sizes_given
from shapefault.faults.rewrite.layers.parameter_sizes import making
from shapefault.faults.rewrite.operands import crash_argument
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, of_self
from shapefault.source.nodes import walk
from shapefault.source.project import Place


def turned_weight(trace: Trace, mismatch: Mismatch, got: int, prior: float) -> Iterator[Fix]:
    """The two sizes exchanged where the weight is made; the weight turned where it is used."""
    weight, found = mismatch.shape("weight"), crash_argument(trace, mismatch, "weight")
    if mismatch.layer is not None or weight is None or found is None or len(weight) != 2 or weight[0] != got:
        return
    source, node = found
    why = f"it is {weight[0]}×{weight[1]}, a linear layer takes (out, in), and {got} come in"
    for name in [part.attr for part in walk(node) if of_self(part)]:
        for place, made in _made(trace, name):
            yield fix(f"make {name} with its sizes in the other order", exchange(place.source, *sizes_given(made)),
                      prior, stage=Stage.LAYER_CONFIG, why=why)  # fmt: skip
    yield fix("turn the weight", wrapped(source, node, "{}.t()"), prior - 0.04, stage=Stage.LAYER_CONFIG, why=why)


def turned_operand(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The same for a weight of ``einsum``: with it all that are made alike, ``W_query``, ``W_key`` and ``W_value``."""
    for role, operand in mismatch.operands.items():
        found = crash_argument(trace, mismatch, role)
        if found is None or not of_self(found[1]) or len(set(operand.shape)) != 2 or len(operand.shape) != 2:
            continue
        for place, made in _made(trace, found[1].attr)[:1]:
            around, written = enclosing(made, ast.FunctionDef) or made, ast.unparse(made)
            alike = [c for c in walk(around) if isinstance(c, ast.Call) and ast.unparse(c) == written]
            beside = ", and those like it" if len(alike) > 1 else ""
            yield fix(
                f"make {found[1].attr} with its sizes in the other order{beside}",
                [edit for call in alike for edit in exchange(place.source, *sizes_given(call))],
                prior,
                stage=Stage.LAYER_CONFIG,
                why=f"it is {operand.shape[0]}×{operand.shape[1]}, the equation takes its axes in the other order",
            )


def _made(trace: Trace, name: str) -> list[tuple[Place, ast.Call]]:
    """Where a parameter of two axes gets its value, with the call in which its sizes are written."""
    places = bench_of(trace).project.attributes.get(name, [])[:2]
    return [(place, c) for place in places if (c := making(place)) is not None and len(sizes_given(c)) == 2]
