"""``h.view(layers, h.size(0), h.size(1))`` of one state a sample, with which all layers are to begin.

The sizes count the numbers several times over; a view keeps them as many as they are.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import receiver, replaced
from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee


def layers_of_state(call: CallPlace, shape: Shape, sizes: Shape, prior: float) -> Iterator[Fix]:
    """The tensor with an axis for the layers, as often as there are; and all those that the function views so."""
    if len(sizes) != len(shape) + 1 or tuple(sizes[1:]) != tuple(shape) or sizes[0] < 2:
        return
    function = enclosing(call.node, ast.FunctionDef)
    whole = receiver(call)
    if whole is None or len(whole[1]) != len(sizes):
        return
    count = call.source.span(whole[1][0]).text
    edits: list[Edit] = []
    for node in walk(function) if function is not None else (call.node,):
        if not isinstance(node, ast.Call) or callee(node) not in ("view", "reshape"):
            continue
        place = CallPlace(call.source, node)
        found = receiver(place)
        if found is None or len(found[1]) != len(sizes) or call.source.span(found[1][0]).text != count:
            continue
        text = call.source.span(found[0]).text
        edits.append(replaced(place, f"{text}.unsqueeze(0).repeat({count}, {', '.join('1' * len(shape))})"))
    yield fix(
        "begin each layer with the state", edits, prior, stage=Stage.RESHAPE,
        why=f"there is one state a sample, the sizes count it {sizes[0]} times",
    )  # fmt: skip
