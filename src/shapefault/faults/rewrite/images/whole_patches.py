"""Maps cut into patches, ``x.view(B, C, H // p, p, W // p, p)``, of a picture whose sides ``p`` does not divide."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, insert_before, names_bound
from shapefault.faults.rewrite.samples.to_multiple import groups_counted
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, method_of


def whole_patches(trace: Trace, call: CallPlace, shape: Shape, prior: float) -> Iterator[Fix]:
    """The picture padded to whole patches where the model takes it, behind what it keeps of its sizes."""
    root, groups = trace.root, groups_counted(trace, call)
    if len(groups) < 2 or len(set(groups)) != 1 or len(shape) != 4 or root is None:
        return
    patch = groups[0]
    if patch < 2 or not (shape[2] % patch or shape[3] % patch):
        return
    cls = bench_of(trace).project.classes.get(type(root.module).__name__)
    forward = method_of(cls[1], "forward") if cls is not None else None
    names = [a.arg for a in forward.args.args[1:]] if forward is not None else []
    if cls is None or forward is None or not names:
        return
    name, source = names[0], cls[0]
    statement = next((s for s in forward.body if not _keeps_sizes(s, name)), None)
    if statement is None:
        return
    functional = names_bound(source, "torch.nn.functional", "torch.nn.functional")
    line = f"{name} = {functional}.pad({name}, (0, -{name}.shape[-1] % {patch}, 0, -{name}.shape[-2] % {patch}))"
    yield fix(
        f"pad the picture to whole patches of {patch}", insert_before(source, statement, line), prior,
        stage=Stage.RESHAPE, why=f"{shape[2]}×{shape[3]} is cut into patches of {patch}",
    )  # fmt: skip


def _keeps_sizes(statement: ast.stmt, name: str) -> bool:
    """``h, w = x.shape[-2:]``, or a docstring."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return True
    parts = list(walk(statement.value)) if isinstance(statement, ast.Assign) else []
    sizes = any(isinstance(p, ast.Attribute) and p.attr in ("shape", "size") for p in parts)
    return sizes and any(isinstance(p, ast.Name) and p.id == name for p in parts)
