"""A part of the program that gives a multiple of a number that it is built with: ``Fourier(n)`` gives ``2 * n``."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.facts import records_of
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.layers.constructor import argument, attribute_text, constructor, parameters
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_part
from shapefault.source.retarget import retarget

_TIMES = 8


def built_for_less(trace: Trace, mismatch: Mismatch, role: str, got: int, want: int, prior: float) -> Iterator[Fix]:
    """That number, so that the module of the program that made the operand gives what the layer takes."""
    bench = bench_of(trace)
    module = next((r.module for r in records_of(trace, mismatch, role) if r.module is not None), None)
    call = constructor(module) if type(module).__name__ in bench.project.classes else None
    # what a part of it takes was made on the way through it
    if call is None or is_part(mismatch.layer, module):
        return
    for name in parameters(module):
        node = argument(call, module, name)
        if node is None:
            continue
        for value in set(bench.resolver.values(call.source, node)):
            times = got // value if value is not None and value > 1 and got % value == 0 else 0
            if not 1 < times <= _TIMES or want % times:
                continue
            new = want // times
            for target in retarget(bench.resolver, call.source, node, value, new)[:2]:
                yield fix(
                    f"build {attribute_text(trace, module)} with {name}={new}", target.edits,
                    prior - 0.02 * min(target.hops, 3), stage=Stage.LAYER_CONFIG,
                    why=f"it gives {times} times its {name}, {want} are taken",
                )  # fmt: skip
