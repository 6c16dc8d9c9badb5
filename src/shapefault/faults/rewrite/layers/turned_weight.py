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
from shapefault.source.files import of_self


def turned_weight(trace: Trace, mismatch: Mismatch, got: int, prior: float) -> Iterator[Fix]:
    """The two sizes exchanged where the weight is made; the weight turned where it is used."""
    weight, found = mismatch.shape("weight"), crash_argument(trace, mismatch, "weight")
    if mismatch.layer is not None or weight is None or found is None or len(weight) != 2 or weight[0] != got:
        return
    source, node = found
    why = f"it is {weight[0]}×{weight[1]}, a linear layer takes (out, in), and {got} come in"
    for name in [part.attr for part in ast.walk(node) if of_self(part)]:
        for place in bench_of(trace).project.attributes.get(name, [])[:2]:
            made = making(place)
            sizes = sizes_given(made) if made is not None else []
            if len(sizes) == 2:
                yield fix(f"make {name} with its sizes in the other order", exchange(place.source, *sizes), prior,
                          stage=Stage.LAYER_CONFIG, why=why)  # fmt: skip
    yield fix("turn the weight", wrapped(source, node, "{}.t()"), prior - 0.04, stage=Stage.LAYER_CONFIG, why=why)
