"""One name, imported as two things: ``Model`` is the plain one in the training file, and another one beside it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source


def other_imports(trace: Trace, prior: float, *, stage: Stage = Stage.LAYER_CONFIG) -> Iterator[Fix]:
    """What another file of the program imports under the same name from the same module, the failing files first."""
    known: dict[tuple[str, str], list[tuple[Source, ast.alias]]] = {}
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    known.setdefault((node.module or "", alias.asname or alias.name), []).append((source, alias))
    failing = {frame.file for frame in trace.user_frames()}
    for (module, name), places in known.items():
        for source, alias in places:
            for other in dict.fromkeys(there.name for _, there in places if there.name != alias.name):
                written = other if other == name else f"{other} as {name}"
                yield fix(
                    f"import {written}, as beside", Edit(source.span(alias), written),
                    prior - (0.0 if source.path in failing else 0.03), stage=stage,
                    why=f"two files of the program import {name} from {module}, {alias.name} and {other}",
                )  # fmt: skip
