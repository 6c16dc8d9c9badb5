"""A recording of one channel for a model that takes two: the one is given for each of them, ``wav.expand(2, -1)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, insert_after, wrapped
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import statement_of
from shapefault.source.nodes import walk
from shapefault.source.project import Project, callee

_MOST = 8
_READING = ("getnchannels", "sf.read", "soundfile.read", "torchaudio.load", "wavfile.read", "librosa.load")


def mono_given(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """Behind each call of a function that reads recordings, and in its assignment where it gives the rate, too."""
    project = bench_of(trace).project
    for name in _readers(project) if got == 1 and 1 < want <= _MOST else ():
        for call in project.calls.get(name, []):
            statement = statement_of(call.node)
            target = statement.targets[0] if isinstance(statement, ast.Assign) else None
            why = f"a recording of one channel is handed on as it is, {want} are expected"
            title = f"give the one channel of a recording {want} times"
            if isinstance(target, ast.Tuple) and isinstance(target.elts[0], ast.Name) and statement is not None:
                wave = target.elts[0].id
                edit = insert_after(call.source, statement, f"{wave} = {wave}.expand({want}, -1)")
                yield fix(title, edit, prior, stage=Stage.DATA_LOADING, why=why)
            elif target is None or isinstance(target, ast.Name):
                edit = wrapped(call.source, call.node, f"{{}}.expand({want}, -1)")
                yield fix(title, edit, prior, stage=Stage.DATA_LOADING, why=why)


def _readers(project: Project) -> list[str]:
    """The functions of the program that read sound; a library's, where the program calls it itself."""
    found = []
    for name, functions in project.functions.items():
        for _, function in functions:
            calls = [n for n in walk(function) if isinstance(n, ast.Call)]
            if any(callee(n) == "getnchannels" or ast.unparse(n.func) in _READING for n in calls):
                returns = any(isinstance(n, ast.Return) and n.value is not None for n in walk(function))
                found += [name] if returns and name not in found else []
    return found
