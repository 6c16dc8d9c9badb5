"""The image size that a model was built for, where it is written or left at its default: the images' own instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.images.sizes import size_literals
from shapefault.faults.rewrite.numbers.defaults import handed_on
from shapefault.faults.rewrite.numbers.naming import own_name
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.project import Place


def built_for(trace: Trace, now: tuple[int, int], size: tuple[int, int], prior: float) -> Iterator[Fix]:
    """Numbers of the program that are ``size`` and are called a size, made ``now``: what the images are."""
    lines: dict[tuple[str, int], list[Place]] = {}
    for place, _, kind in size_literals(trace, size):
        # A patch is a picture where one is cut out of another, not where a model cuts it into patches.
        if kind == "constant" and "patch" not in own_name(place):
            lines.setdefault((place.source.path, place.node.lineno), []).append(place)
    for places in lines.values():
        edits = [Edit(place.span, str(now[1] if number % 2 else now[0])) for number, place in enumerate(places)]
        text = f"{now[0]}" if now[0] == now[1] else f"{now[0]}×{now[1]}"
        yield fix(
            f"build the model for images of {text}",
            edits,
            prior - 0.06,
            stage=Stage.LAYER_CONFIG,
            why=f"the model is built for {size[0]}×{size[1]}, the images are {text}",
        )
        whole = parent(places[0].node)
        value = f"({now[0]}, {now[1]})" if isinstance(whole, ast.Tuple) else str(now[0])
        yield from handed_on(trace, places[0], value, prior, Stage.LAYER_CONFIG)
