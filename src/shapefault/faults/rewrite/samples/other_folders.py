"""A folder or a file of the data beside which stands another of nearly that name: ``thumbs16x16``, ``thumbs32x32``."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace

_ALIKE, _LEAST, _MOST, _LARGE = 0.8, 4, 3, 500
"""How alike two names are, and how long, at the least; how many are tried; a folder of more entries holds samples."""


def other_folders(trace: Trace, prior: float) -> Iterator[Fix]:
    """The name of the other, where the program writes one of them: what is on the disk, else what it writes, too."""
    paths = list(dict.fromkeys(_paths(trace)))
    folders = [entries for path in paths if (entries := _entries(path))]
    sources = bench_of(trace).project.sources if paths else []
    texts = [(source, node) for source in sources for node in source.nodes if isinstance(node, ast.Constant)]
    written = dict.fromkeys(n.value for _, n in texts if isinstance(n.value, str))
    for source, node in texts:
        name = node.value
        if not isinstance(name, str) or len(name) < _LEAST or "/" in name or "\n" in name:
            continue
        there = _beside(name, folders) or (_alike(name, written) if any(name in path.parts for path in paths) else [])
        for rank, other in enumerate(there[:_MOST]):
            span = source.span(node)
            yield fix(
                f"read {other!r} in the place of {name!r}", Edit(span, span.text.replace(name, other)),
                prior - 0.04 * rank, stage=Stage.DATA_LOADING, why=f"{other!r} is there beside {name!r}",
            )  # fmt: skip


def _paths(trace: Trace) -> Iterator[Path]:
    """The paths that the running functions, and the data sets that they hold, know of."""
    for _, value in trace.live_names():
        held = [value]
        for _ in range(2):
            held += [v for one in held for v in _attributes(one)]
        for path in held:
            if isinstance(path, Path) or (isinstance(path, str) and os.sep in path and len(path) < _LARGE):
                yield Path(path)


def _attributes(value: Any) -> list[Any]:
    """What a loader, a data set or a namespace of settings holds."""
    kind = type(value)
    known = kind.__name__ in ("DataLoader", "Namespace", "SimpleNamespace") or hasattr(kind, "__getitem__")
    try:
        return list(vars(value).values()) if known else []
    except Exception:  # it has none, or the program's own says so
        return []


def _entries(path: Path) -> dict[str, tuple[str, bool]]:
    """What a folder holds, each with its suffix and whether it is a folder; nothing of one that holds samples."""
    try:
        listed = list(islice(path.iterdir(), _LARGE + 1))
        return {e.name: (e.suffix, e.is_dir()) for e in listed} if len(listed) <= _LARGE else {}
    except (OSError, ValueError):  # it is none, or may not be read
        return {}


def _beside(name: str, folders: list[dict[str, tuple[str, bool]]]) -> list[str]:
    """Entries of a folder that has one of this name, of nearly that name and of its kind; the most alike first."""
    kinds = [(entries, entries[name]) for entries in folders if name in entries]
    return _alike(name, [other for entries, kind in kinds for other in entries if entries[other] == kind])


def _alike(name: str, others: Iterable[str]) -> list[str]:
    """Those of nearly the same letters, or that differ in their numbers alone; the most alike first."""
    worth = {}
    for other in others:
        numbers = re.sub(r"\d+", "0", other) == re.sub(r"\d+", "0", name)
        worth[other] = 0.0 if other == name else max(_ALIKE * numbers, SequenceMatcher(None, name, other).ratio())
    return sorted((other for other in worth if worth[other] >= _ALIKE), key=lambda other: -worth[other])
