"""A vocabulary built of the new texts, where the checkpoint has that of its own texts beside the weights."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import bindings, bound_once
from shapefault.faults.rewrite.state.kept_tables import counted
from shapefault.faults.rewrite.state.loading import Loading, pairs
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import callee, method_of

_TABLES = (list, tuple, dict)


class _Kept(NamedTuple):
    """An entry of what was loaded, as the text that reads it."""

    loaded: str
    key: str

    @property
    def text(self) -> str:
        return f'{self.loaded}["{self.key}"]'


def words_beside(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """``Words(checkpoint["words"])``, or the entry itself, in place of what is counted for the model."""
    wanted = {then for _, then in pairs(loading.keys)}
    frames = list(trace.user_frames())
    for frame in frames:
        source, function = frame.site.source(), frame.function()
        if source is None or function is None:
            continue
        kept = list(_kept(frame, wanted))
        names = [node.id for node in counted(function) if isinstance(node, ast.Name)] if kept else []
        for name in dict.fromkeys(names):
            found = _built(frames, frame, name)
            if found is None:
                continue
            at, inside, made = found
            for entry in kept:
                there = entry if at is frame else _read_there(entry, frame, at)
                if there is not None:
                    yield fix(
                        f"take {name} from the checkpoint", Edit(inside.span(made), _as_made(trace, made, there.text)),
                        prior, stage=Stage.STATE_DICT,
                        why=f"{name} is built anew, {entry.text} is what the weights were trained with",
                    )  # fmt: skip


def _kept(frame: Frame, wanted: set[int]) -> Iterator[_Kept]:
    """The entries of what was loaded that are as long as the checkpoint's tables."""
    for name, value in frame.frame.f_locals.items():
        for key, entry in value.items() if isinstance(value, dict) else ():
            if isinstance(key, str) and isinstance(entry, _TABLES) and len(entry) in wanted:
                yield _Kept(name, key)


def _built(frames: list[Frame], frame: Frame, name: str) -> tuple[Frame, Source, ast.Call] | None:
    """The call that made what ``name`` holds: in the frame itself, or in one that handed it on."""
    value = frame.names.get(name)
    for at in (frame, *(other for other in frames if other is not frame)):
        source, function = at.site.source(), at.function()
        if source is None or function is None:
            continue
        for own in [key for key, held in at.frame.f_locals.items() if held is value]:
            made = next((v for part in walk(function) for bound, v in bindings(part) if bound == own), None)
            if isinstance(made, ast.Call):
                return at, source, made
    return None


def _read_there(entry: _Kept, frame: Frame, at: Frame) -> _Kept | None:
    """The entry as another frame reads it: by the same load, where it holds what that was given."""
    function = frame.function()
    load = bound_once(function, entry.loaded) if function is not None else None
    if not isinstance(load, ast.Call) or callee(load) != "load":
        return None
    here, there = frame.names, at.names
    used = {node.id for node in walk(load) if isinstance(node, ast.Name)}
    same = all(name in there and there[name] is here.get(name) for name in used)
    return _Kept(ast.unparse(load), entry.key) if same else None


def _as_made(trace: Trace, made: ast.Call, entry: str) -> str:
    """With the class that made it, ``Words.from_texts(...)`` or ``Words(...)``, where that takes one thing."""
    called = made.func.value if isinstance(made.func, ast.Attribute) else made.func
    name = called.id if isinstance(called, ast.Name) else ""
    cls = bench_of(trace).project.classes.get(name)
    init = method_of(cls[1], "__init__") if cls is not None else None
    return f"{name}({entry})" if init is not None and len(init.args.args) == 2 else entry
