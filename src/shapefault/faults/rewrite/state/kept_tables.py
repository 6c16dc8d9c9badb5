"""A vocabulary that is built anew where a checkpoint is read: keep it in the checkpoint, and read it from there."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, insert_after
from shapefault.faults.rewrite.elsewhere.bindings import last_name
from shapefault.faults.rewrite.state.loading import Loading, pairs
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_PLAIN = (dict, list, tuple)
"""What ``torch.load`` gives back without being told to trust the file."""


def kept_tables(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """Two edits: one entry more where the checkpoint is saved, and the table taken from it where it is loaded."""
    counts = {now for now, _ in pairs(loading.keys)}
    for frame in trace.user_frames():
        source = frame.site.source()
        function = frame.function()
        if source is None or function is None:
            continue
        for table in counted(function):
            held = frame.held(table)
            if not isinstance(held, _PLAIN) or len(held) not in counts:
                continue
            read, name = _read(source, function, table), last_name(table)
            if read is None:
                continue
            for saved in _saved(trace, name):
                yield fix(
                    f"keep {name} in the checkpoint, and read it from there", [read, *saved], prior,
                    stage=Stage.STATE_DICT, why=f"{name} is built anew here, with {len(held)} entries",
                )  # fmt: skip


def counted(function: ast.AST) -> Iterator[ast.expr]:
    """``x`` of each ``len(x)``."""
    for node in walk(function):
        if isinstance(node, ast.Call) and callee(node) == "len" and len(node.args) == 1 and last_name(node.args[0]):
            yield node.args[0]


def _read(source: Source, function: ast.AST, counted: ast.expr) -> Edit | None:
    """The line that takes the table from the checkpoint, below the one that builds it, which has to come after."""
    text = source.span(counted).text
    bases = {text, text.rpartition(".")[0]} - {"", "self"}
    file, built = None, None
    for part in walk(function):
        if isinstance(part, ast.Assign) and isinstance(part.value, ast.Call):
            targets = [ast.unparse(target) for target in part.targets]
            if callee(part.value) == "load" and isinstance(part.targets[0], ast.Name):
                file = part
            elif bases & set(targets) and part.lineno < counted.lineno:
                built = part
    if file is None or built is None or file.lineno > built.lineno:
        return None
    return insert_after(source, built, f'{text} = {ast.unparse(file.targets[0])}["{last_name(counted)}"]')


def _saved(trace: Trace, name: str) -> Iterator[list[Edit]]:
    """The entry of the dict that is saved, where its function counts a table of the same name."""
    for call in bench_of(trace).project.calls.get("save", []):
        entries = call.node.args[0] if call.node.args else None
        scope = enclosing(call.node, ast.FunctionDef) or call.source.tree
        if not isinstance(entries, ast.Dict) or not entries.keys or entries.keys[0] is None:
            continue
        if any(isinstance(key, ast.Constant) and key.value == name for key in entries.keys):
            yield []
            continue
        for table in (node for node in counted(scope) if last_name(node) == name):
            start = call.source.span(entries.keys[0]).start
            text = f'"{name}": {call.source.span(table).text}, '
            yield [Edit(Span(call.source.path, start, start), text)]
            break
