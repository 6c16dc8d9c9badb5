"""Two numbers of one name, ``sample_frames = 32`` and ``appearance_num_frames = 25``, which are to be one number."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.numbers.naming import own_name
from shapefault.faults.rewrite.numbers.related import stage_of
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.project import Place

_OFTEN = frozenset({"size", "default", "number", "count", "total", "value", "index", "batch", "layers", "epochs"})
_MORE = (0, 1, 2)
"""By how much both sizes may be more than the numbers: a token for the class, one for the start."""


def namesakes_apart(trace: Trace, a: int, b: int, prior: float) -> Iterator[Fix]:
    """Each of two such numbers that stand behind the sizes ``a`` and ``b`` as the other; the model's own first."""
    named: dict[int, list[tuple[Place, set[str]]]] = {}
    for place in bench_of(trace).project.integers:
        if words := _words(place):
            named.setdefault(place.node.value, []).append((place, words))  # type: ignore[attr-defined]
    for more in _MORE:
        pairs = itertools.product(named.get(a - more, []), named.get(b - more, [])) if a > more + 1 < b else ()
        for (one, words), (other, others) in pairs:
            for place, like, new in ((one, other, b - more), (other, one, a - more)) if words & others else ():
                # what both count says nothing about which of them is the data's
                own = [word for word in own_name(place).split("_") if word not in words & others]
                stage = stage_of("_".join(own))
                yield fix(
                    f"change {own_name(place)} to {new}, as {own_name(like)}",
                    Edit(place.span, str(new)),
                    prior + _consumer(trace, place) - (0.04 if stage is not Stage.LAYER_CONFIG else 0.0) - 0.02 * more,
                    stage=stage,
                    why=f"{own_name(one)} is {a - more}, {own_name(other)} is {b - more}",
                )


def _consumer(trace: Trace, place: Place) -> float:
    """A little more evidence for the number of the part that fails, made for another size than what it is given."""
    cls = enclosing(place.node, ast.ClassDef)
    modules = {type(call.module).__name__ for call in trace.crash.model_calls}
    return 0.02 if isinstance(cls, ast.ClassDef) and cls.name in modules else 0.0


def _words(place: Place) -> set[str]:
    """The words of a number's name that tell what it counts."""
    return {word for word in re.split(r"[^a-z]+", own_name(place)) if len(word) > 3} - _OFTEN
