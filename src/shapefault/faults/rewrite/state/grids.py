"""Tables of positions over a square of patches: the picture's size at which the model has the checkpoint's square."""

from __future__ import annotations

import math
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.images.sizes import speaks_of_size
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.numbers.naming import labelled
from shapefault.faults.rewrite.numbers.related import given_names, initializer
from shapefault.faults.rewrite.state.loading import Loading
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace


def other_resolution(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """(96 / 8)² + 1 places in the model and (128 / 8)² + 1 in the checkpoint: 96 becomes 128 where it is decided."""
    sides = _sides(loading)
    if sides is None:
        return
    now, want = sides
    project = bench_of(trace).project
    why = f"the positions form a square of {want}×{want} in the checkpoint, of {now}×{now} in the model"
    for name in project.classes:
        defaults = initializer(project, name)
        for call in project.calls.get(name, []):
            given = given_names(call, list(defaults))
            for parameter, default in defaults.items():
                if default and parameter not in given and speaks_of_size(parameter) and default % now == 0:
                    new = str(default // now * want)
                    yield fix(f"build {name} with {parameter}={new}, as the checkpoint was",
                              set_keyword(call, parameter, new), prior, stage=Stage.STATE_DICT, why=why)  # fmt: skip
    for place in project.integers:
        value, (label, weight) = place.node.value, labelled(place)  # type: ignore[attr-defined]
        if value and value % now == 0 and value > now and (speaks_of_size(label) or label.startswith("the default")):
            worth = prior - 0.04 - (0.1 if label.startswith("the default") else 0.0)
            yield fix(f"change {label} from {value} to {value // now * want}",
                      Edit(place.span, str(value // now * want)), worth * weight, stage=Stage.STATE_DICT,
                      why=why)  # fmt: skip


def _sides(loading: Loading) -> tuple[int, int] | None:
    """The sides of both squares, from the one axis in which every differing table of positions differs."""
    found: set[tuple[int, int]] = set()
    for item in loading.keys:
        axes = [i for i, (a, b) in enumerate(zip(item.model, item.checkpoint, strict=False)) if a != b]
        if len(item.model) != len(item.checkpoint) or len(axes) != 1 or "pos" not in item.key.lower():
            return None
        a, b = item.model[axes[0]], item.checkpoint[axes[0]]
        for extra in (1, 0, 2):
            one, two = math.isqrt(max(a - extra, 0)), math.isqrt(max(b - extra, 0))
            if one > 1 and two > 1 and one * one == a - extra and two * two == b - extra:
                found.add((one, two))
                break
        else:
            return None
    return found.pop() if len(found) == 1 else None
