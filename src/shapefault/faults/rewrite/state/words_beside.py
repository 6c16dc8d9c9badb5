"""A vocabulary built of the new texts, where the checkpoint has that of its own texts beside the weights."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.faults.rewrite.state.kept_tables import counted
from shapefault.faults.rewrite.state.loading import Loading, pairs
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.frames import Frame
from shapefault.source.project import method_of

_TABLES = (list, tuple, dict)


def words_beside(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """``Words(checkpoint["words"])``, or the entry itself, in place of what is counted for the model."""
    wanted = {then for _, then in pairs(loading.keys)}
    for frame in trace.user_frames():
        source, function = frame.site.source(), frame.function()
        if source is None or function is None:
            continue
        kept = list(_kept(frame, wanted))
        names = [node.id for node in counted(function) if isinstance(node, ast.Name)] if kept else []
        for name in dict.fromkeys(names):
            made = next((v for part in ast.walk(function) for bound, v in bindings(part) if bound == name), None)
            if not isinstance(made, ast.Call):
                continue
            for entry in kept:
                text = _as_made(trace, made, entry)
                yield fix(
                    f"take {name} from the checkpoint", Edit(source.span(made), text), prior,
                    stage=Stage.STATE_DICT, why=f"{name} is built anew, {entry} is what the weights were trained with",
                )  # fmt: skip


def _kept(frame: Frame, wanted: set[int]) -> Iterator[str]:
    """The entries of what was loaded that are as long as the checkpoint's tables."""
    for name, value in frame.frame.f_locals.items():
        for key, entry in value.items() if isinstance(value, dict) else ():
            if isinstance(key, str) and isinstance(entry, _TABLES) and len(entry) in wanted:
                yield f'{name}["{key}"]'


def _as_made(trace: Trace, made: ast.Call, entry: str) -> str:
    """With the class that made it, ``Words.from_texts(...)`` or ``Words(...)``, where that takes one thing."""
    called = made.func.value if isinstance(made.func, ast.Attribute) else made.func
    name = called.id if isinstance(called, ast.Name) else ""
    cls = bench_of(trace).project.classes.get(name)
    init = method_of(cls[1], "__init__") if cls is not None else None
    return f"{name}({entry})" if init is not None and len(init.args.args) == 2 else entry
