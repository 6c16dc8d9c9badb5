"""A ready-made network that still has its classifier, where its features are wanted."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import fix, insert_after, names_bound
from shapefault.faults.rewrite.layers.constructor import constructor, outer_constructor
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import statement_of


def classifier_left_on(trace: Trace, owner: tuple[Any, str] | None, want: int, prior: float) -> Iterator[Fix]:
    """``net = resnet18()`` -> ``net.fc = nn.Identity()`` below: the layer behind takes what ``fc`` takes."""
    layer = owner[0] if owner is not None else None
    if layer is None or trace.root is None or getattr(layer, "in_features", None) != want:
        return
    path, built = trace.path_of(layer), outer_constructor(layer)
    if not path or built is None or constructor(layer) is not None:
        return
    statement = statement_of(built.node)
    if not isinstance(statement, ast.Assign) or statement.value is not built.node or len(statement.targets) != 1:
        return
    inside = _path_inside(trace.root.module, path, built.node)
    if not inside:
        return
    target = built.source.span(statement.targets[0]).text
    name = target + "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in inside)
    module = names_bound(built.source, "torch.nn", "torch.nn")
    yield fix(
        f"take the classifier off {target}",
        insert_after(built.source, statement, f"{name} = {module}.Identity()"),
        prior,
        stage=Stage.LAYER_CONFIG,
        why=f"{target} ends with a classifier of {getattr(layer, 'out_features', '?')}, its features are {want}",
    )


def _path_inside(root: Any, path: str, call: ast.AST) -> list[str]:
    """The end of a module's path, from the outermost module that the same call built."""
    parts = path.split(".")
    for end in range(1, len(parts)):
        built = outer_constructor(root.get_submodule(".".join(parts[:end])))
        if built is not None and built.node is call:
            return parts[end:]
    return []
