"""A transform that the program has and does not use, ``class To2d``, where its samples lack the axis that it adds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, listed_before
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import Project, callee, defaults_in, method_of

_AXES_MADE = ("unsqueeze", "expand_dims", "newaxis")


def unused_step(trace: Trace, prior: float) -> Iterator[Fix]:
    """The step put into the pipeline, before its samples become tensors."""
    project = bench_of(trace).project
    unused = list(_unused(project))
    for call in project.calls.get("Compose", []) if unused else ():
        steps = call.node.args[0] if call.node.args else None
        if not isinstance(steps, ast.List) or not steps.elts:
            continue
        named = [(callee(step) if isinstance(step, ast.Call) else ast.unparse(step), step) for step in steps.elts]
        at = next((step for name, step in named if "Tensor" in name), steps.elts[-1])
        for name in unused:
            yield fix(
                f"put {name}() into the transforms", listed_before(call.source, at, f"{name}()"), prior,
                stage=Stage.AUGMENTATION, why=f"{name} adds the axis that the samples lack, and is not used",
            )  # fmt: skip


def _unused(project: Project) -> Iterator[str]:
    """Transforms of the program's own that add an axis, need no arguments and are built nowhere."""
    for name, (_, node) in project.classes.items():
        call, init = method_of(node, "__call__"), method_of(node, "__init__")
        needed = len(init.args.args) - 1 - len(list(defaults_in(init))) if init is not None else 0
        if call is None or needed > 0 or name in project.calls:
            continue
        parts = list(walk(call))
        made = any(isinstance(p, ast.Attribute) and p.attr in _AXES_MADE for p in parts)
        if made or any(isinstance(p, ast.Subscript) and "None" in ast.unparse(p.slice) for p in parts):
            yield name
