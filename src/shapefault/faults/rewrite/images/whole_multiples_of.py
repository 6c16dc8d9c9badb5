"""Pictures that are scaled down and up again by a factor that does not divide their sides: cut to multiples of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, insert_after
from shapefault.faults.rewrite.numbers.naming import own_name
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import method_of

_FACTORS = (2, 3, 4, 8)
_SCALES = ("scale", "factor")


def cut_to_factor(trace: Trace, first: Shape, second: Shape, prior: float) -> Iterator[Fix]:
    """``hr = hr[..., :hr.shape[-2] // 2 * 2, ...]`` below where a data set takes the picture that it returns last."""
    now, back = second[-2:], first[-2:]
    factor = next((k for k in _FACTORS if tuple(side // k * k for side in now) == back), None)
    if factor is None:
        return
    for source, cls in bench_of(trace).project.classes.values():
        getter = method_of(cls, "__getitem__")
        returned = [n.value for n in walk(getter) if isinstance(n, ast.Return)] if getter is not None else []
        names = [
            e.id for value in returned if isinstance(value, ast.Tuple) for e in value.elts if isinstance(e, ast.Name)
        ]
        for statement in getter.body if getter is not None else []:
            target = statement.targets[0] if isinstance(statement, ast.Assign) else None
            if not isinstance(target, ast.Name) or target.id not in names:
                continue
            x = target.id
            ends = ", ".join(f":{x}.shape[{axis}] // {factor} * {factor}" for axis in (-2, -1))
            yield fix(
                f"cut {x} to multiples of {factor}", insert_after(source, statement, f"{x} = {x}[..., {ends}]"), prior,
                stage=Stage.DATA_LOADING, why=f"{now[0]}×{now[1]} scaled down and up again are {back[0]}×{back[1]}",
            )  # fmt: skip
            break


def sizes_of_factor(trace: Trace, first: Shape, second: Shape, prior: float) -> Iterator[Fix]:
    """A picture's size that the program's own scale does not divide, made a multiple of it."""
    apart = [abs(a - b) for a, b in zip(first, second, strict=False) if a != b]
    integers = [(own_name(place), place) for place in bench_of(trace).project.integers]
    scales = {
        place.node.value  # type: ignore[attr-defined]
        for name, place in integers
        if any(word in name.lower() for word in _SCALES)
    }
    for factor in sorted(k for k in scales if k in _FACTORS):
        if len(first) != len(second) or len(first) != 4 or not apart or max(apart) >= factor:
            continue
        for name, place in integers:
            now = place.node.value  # type: ignore[attr-defined]
            if "size" in name.lower() and now > max(first[2:]) and now % factor:
                new = now // factor * factor
                yield fix(f"make {name} {new}, a multiple of {factor}", Edit(place.span, str(new)), prior,
                          stage=Stage.DATA_LOADING, why=f"{now} scaled down by {factor} is rounded")  # fmt: skip
