"""What the numbers of a head tell of the maps that it was made for: ``16 * 5 * 5`` counts on 5×5."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from dataclasses import dataclass

from shapefault.faults.facts import records_of
from shapefault.faults.rewrite.bench import bench_of
from shapefault.faults.rewrite.layers.constructor import argument, constructor
from shapefault.faults.rewrite.layers.padded import padded_to
from shapefault.faults.rewrite.layers.pooled_maps import pooled_before, pooled_in_place
from shapefault.faults.rewrite.layers.spatial import of_maps, tweaks_along
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Trace
from shapefault.source.scalars import factors_written


@dataclass(frozen=True)
class Plan:
    """What the numbers of the head tell: ``16 * 5 * 5`` was made for maps of 5×5."""

    factors: Shape = ()
    """The sizes that were flattened, where they are the features that arrive."""
    spatial: int = 0
    """How many places a map has by ``in_features`` and the channels that arrive; 0 for no whole number."""
    written: bool = False
    """Whether the author wrote the product, of a square map."""

    @classmethod
    def of(cls, trace: Trace, mismatch: Mismatch, joined: tuple[Record, Shape] | None, got: int, want: int) -> Plan:
        """From the map that was flattened; empty where none was."""
        if joined is None:
            return cls()
        before = joined[1]
        channels = before[1] if len(before) > 2 else 0
        spatial = want // channels if channels and want % channels == 0 else 0
        square = math.isqrt(spatial) ** 2 == spatial
        factors = tuple(before[1:]) if math.prod(before[1:]) == got else ()
        return cls(factors, spatial, len(written(trace, mismatch)) > 1 and square)

    @property
    def side(self) -> int:
        """The map's side; 0 where it is no square."""
        side = math.isqrt(self.spatial)
        return side if side * side == self.spatial else 0


def maps_of_size(
    trace: Trace, mismatch: Mismatch, joined: tuple[Record, Shape], plan: Plan, want: int
) -> Iterator[Fix]:
    """Maps of the size that the head was made for: pooled to it, or not made smaller by the convolutions."""
    record, before = joined
    if plan.spatial == 1 and want == before[1]:
        journey = records_of(trace, mismatch, "input")
        at = next((i for i, r in enumerate(journey) if r is record), len(journey))
        yield from pooled_in_place(journey[at + 1 : at + 4], before, 1, 0.82, Stage.LAYER_CONFIG, ("avg",))
        yield from pooled_before(record, before, 1, 0.8)
    elif plan.side and len(before) == 4:
        yield from pooled_before(record, before, plan.side, 0.42)
        if plan.written:
            yield from padded_to(trace, mismatch.tensor("input"), (plan.side, plan.side), 0.63)
            maps = of_maps(records_of(trace, mismatch, "input"))
            # without a layer that is unlike its kin, the images are the likelier to be of another size
            yield from tweaks_along(trace, maps, (*before[:2], plan.side, plan.side), 0.36, kin=2.0)


def written(trace: Trace, mismatch: Mismatch) -> tuple[int, ...]:
    """The factors in which the author wrote ``in_features``: (16, 5, 5) of ``16 * 5 * 5``."""
    call = constructor(mismatch.layer) if mismatch.layer is not None else None
    node = argument(call, mismatch.layer, "in_features") if call is not None else None
    if node is None or call is None:
        return ()
    constant = factors_written(node)
    if len(constant) > 1:
        return constant
    if isinstance(node, ast.BinOp):
        values = bench_of(trace).resolver.values(call.source, node)
        return (1, values[0] or 0) if values else (1, 0)
    return constant
