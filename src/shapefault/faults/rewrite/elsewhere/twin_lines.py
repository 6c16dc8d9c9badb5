"""One line for the training data and one for the test data, which are not the same but for their names.

``x_train = (x_train[:, keep] - mean[keep]) / std[keep]`` beside ``x_test = (x_test - mean) / std``.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk

_OTHERS = ("test", "val", "valid", "dev", "eval", "validation")
_ALIKE = 0.6


def as_the_training_line(trace: Trace, prior: float) -> Iterator[Fix]:
    """The line of the test data as that of the training data is written, with its own names."""
    for source in bench_of(trace).project.sources:
        lines: dict[tuple[str, int], ast.Assign] = {}
        for node in source.nodes:
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                same = sum(key[0] == node.targets[0].id for key in lines)
                lines[node.targets[0].id, same] = node
        for (name, number), ours in lines.items():
            word = next((w for w in _OTHERS if w in name.lower().split("_")), None)
            theirs = lines.get((_named(name, word, "train"), number)) if word is not None else None
            if word is None or theirs is None or _scope(ours) is not _scope(theirs):
                continue
            text, mine = _named(source.span(theirs.value).text, "train", word), source.span(ours.value).text
            near = difflib.SequenceMatcher(None, text, mine).ratio() > _ALIKE
            if text != mine and near and _reads_alike(ours, theirs, word) and not _whole_data(ours.value):
                yield fix(f"make {name} as {_named(name, word, 'train')} is made", Edit(source.span(ours.value), text),
                          prior, stage=Stage.DATA_LOADING, why=f"{name} is made in another way")  # fmt: skip


def _named(text: str, old: str | None, new: str) -> str:
    return re.sub(rf"(?<![A-Za-z]){old}(?![A-Za-z])", new, text)


def _scope(node: ast.AST) -> ast.AST | None:
    return enclosing(node, ast.FunctionDef)


def _reads_alike(ours: ast.Assign, theirs: ast.Assign, word: str) -> bool:
    """Whether both are worked out from a name of their own kind."""
    mine, other = (
        {n.id for n in walk(line.value) if isinstance(n, ast.Name)} for line in (ours, theirs)
    )  # fmt: skip
    return any(_named(name, "train", word) in mine for name in other if "train" in name)


def _whole_data(node: ast.expr) -> bool:
    """Whether a line reads its data, or makes a loader of them: there the two differ on purpose."""
    return isinstance(node, ast.Call) and not isinstance(node.func, ast.Attribute)
