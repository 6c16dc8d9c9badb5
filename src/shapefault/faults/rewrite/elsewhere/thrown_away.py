"""A result that nobody takes: ``x.unsqueeze(0)`` or ``self.transform(image=image)`` as a statement of its own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.stages import stage_of_class
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.project import callee, has_forward

_GIVES_ANOTHER = {
    "view", "reshape", "permute", "transpose", "unsqueeze", "squeeze", "flatten", "expand", "repeat", "movedim",
    "swapaxes", "contiguous", "resize", "crop", "convert", "pad", "interpolate", "narrow", "rot90", "mean", "sum",
    "expand_dims", "resample", "to_tensor", "hflip", "center_crop",
}  # fmt: skip
"""Functions and methods that leave what they are given alone and return something of another form."""
_STEP = re.compile(r"transform|augment|preprocess|(^|_)aug(s|_|$)|resiz|(^|_)pad(d|_|$)|crop", re.IGNORECASE)


def thrown_away(trace: Trace, prior: float) -> Iterator[Fix]:
    """The result bound to the name of what was given."""
    project = bench_of(trace).project
    for source in project.sources:
        for node in source.nodes:
            call = node.value if isinstance(node, ast.Expr) else None
            taken = _taken(source, call) if isinstance(call, ast.Call) else None
            if taken is None or not isinstance(call, ast.Call) or call is trace.crash.expression:
                continue
            name = callee(call)
            if name in project.functions and not project.returned(name):
                continue  # it is called for what it does
            yield fix(
                f"keep what {name} returns", Edit(source.span(call), taken), prior,
                stage=_stage(call),
                why=f"{name} returns a new one, which is thrown away",
            )  # fmt: skip


def _stage(call: ast.Call) -> Stage:
    cls = enclosing(call, ast.ClassDef)
    if isinstance(cls, ast.ClassDef) and not has_forward(cls):
        return stage_of_class(cls) or Stage.DATA_LOADING
    return Stage.RESHAPE if callee(call) in _GIVES_ANOTHER else Stage.DATA_LOADING


def _taken(source: Source, call: ast.Call) -> str | None:
    """The statement with the result taken; None where none is thrown away."""
    text, name = source.span(call).text, callee(call)
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    given = call.args[0] if call.args else None
    if name in _GIVES_ANOTHER:
        library = isinstance(owner, ast.Name) and owner.id in ("torch", "np", "F", "TF", "numpy", "functional")
        kept = given if library or owner is None else owner
        inplace = any(keyword.arg in ("inplace", "out") for keyword in call.keywords)
        return f"{ast.unparse(kept)} = {text}" if isinstance(kept, ast.Name) and not inplace else None
    if not _STEP.search(name) or name.endswith("_") or name.startswith("add"):
        return None
    named = [k.arg for k in call.keywords if k.arg and isinstance(k.value, ast.Name)]
    if not call.args and named and len(named) == len(call.keywords):
        # as the big augmentation libraries have it: a named picture in, a dict with the same name out
        return f'{ast.unparse(call.keywords[0].value)} = {text}["{named[0]}"]' if len(named) == 1 else None
    return f"{given.id} = {text}" if isinstance(given, ast.Name) and len(call.args) == 1 else None
