"""A class of one name in two files of the program: the checkpoint is the one's, the model built is the other's."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.state.loading import Loading
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace


def other_module(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """The class imported from the other file, where it was imported for the loading."""
    name = type(loading.model).__name__
    sources = bench_of(trace).project.sources
    files = {
        Path(source.path).stem
        for source in sources
        if any(isinstance(node, ast.ClassDef) and node.name == name for node in source.tree.body)
    }
    own = type(loading.model).__module__.rpartition(".")[2]
    running = {frame.file for frame in trace.user_frames()}
    for source in sources if len(files) > 1 and own in files else ():
        for node in source.nodes:
            if not isinstance(node, ast.ImportFrom) or node.module is None or source.path not in running:
                continue
            package, _, last = node.module.rpartition(".")
            if last != own or all(alias.name != name for alias in node.names):
                continue
            span = source.span(node)
            for other in sorted(files - {own}):
                text = span.text.replace(
                    f"{node.module} import", f"{package + '.' if package else ''}{other} import", 1
                )
                yield fix(
                    f"take {name} of {other}, not of {own}", Edit(span, text), prior, stage=Stage.STATE_DICT,
                    why=f"{name} stands in two files, and the checkpoint is that of {other}",
                )  # fmt: skip
