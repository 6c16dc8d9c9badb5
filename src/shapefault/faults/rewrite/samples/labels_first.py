"""Samples and labels in each other's place: ``for labels, images in loader``, ``TensorDataset(labels, images)``.

The model is given the labels of a batch and would take what the loader gives beside them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, exchange, fix
from shapefault.faults.rewrite.losses.class_numbers import label_like
from shapefault.faults.rewrite.shapes import on_meta
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.recorder import quiet
from shapefault.observe.replay import replay_call
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of
from shapefault.source.files import Source
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import Function

_LESS = 0.1
"""What is taken off where the names that stand there are in the usual order."""


def labels_first(trace: Trace, prior: float) -> Iterator[Fix]:
    """The two exchanged where the batch is taken apart, where the data set is built, where a sample is returned."""
    for source, names, taken, other in _taken_apart(trace):
        if not _takes(trace, other):
            continue
        turned = label_like(ast.unparse(names[0])) and not label_like(ast.unparse(names[1]))
        title, why = "give the samples before the labels", f"the model is given {ast.unparse(taken)} of the batch"
        loop = exchange(source, names[0], names[1])
        yield fix(title, loop, prior if turned else prior - _LESS, stage=Stage.DATA_LOADING, why=why)
        for edits in _where_made(trace):
            yield fix(title, edits, prior - _LESS if turned else prior, stage=Stage.DATA_LOADING, why=why)
        return


def _taken_apart(trace: Trace) -> Iterator[tuple[Source, list[ast.expr], ast.expr, Any]]:
    """Where a batch of two gets its names: both, the one that the model was given, and the value of the other."""
    root = trace.root
    given = shape_of(root.args[0]) if root is not None and root.args else None
    for frame in trace.user_frames() if given is not None else ():
        source = frame.site.source()
        for names in _pairs(frame):
            values: list[Any] = [frame.names.get(name.id) for name in names if isinstance(name, ast.Name)]
            if source is None or len(values) != 2 or not all(is_tensor(value) for value in values):
                continue
            said = any(label_like(ast.unparse(name)) for name in names)
            for one, other in ((0, 1), (1, 0)):
                if shape_of(values[one]) != given or shape_of(values[other]) == given:
                    continue
                if said or values[one].dim() < values[other].dim():  # labels have fewer axes than what they are of
                    yield source, names, names[one], values[other]


def _pairs(frame: Frame) -> Iterator[list[ast.expr]]:
    """The pairs of names that a loop, or an assignment in it, takes apart in the running function."""
    taken: Iterator[ast.For | ast.Assign] = frame.written(ast.For, ast.Assign)
    for node in taken:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
            continue  # two values beside each other are no batch
        for target in [node.target] if isinstance(node, ast.For) else node.targets:
            for part in walk(target):
                if isinstance(part, ast.Tuple) and len(part.elts) == 2:
                    yield part.elts


def _takes(trace: Trace, other: Any) -> bool:
    """Whether the outermost module runs with the other tensor in the place of the one that it was given."""
    import torch

    root = trace.root
    if root is None:
        return False
    with quiet(), torch.no_grad():
        args = on_meta([other, *root.args[1:]])
    return replay_call(root.module, tuple(args), root.kwargs).error is None


def _where_made(trace: Trace) -> Iterator[tuple[Edit, ...]]:
    """The arguments of each TensorDataset of two, what each ``__getitem__`` returns, exchanged."""
    project = bench_of(trace).project
    for call in project.calls.get("TensorDataset", []):
        if len(call.node.args) == 2 and not any(isinstance(a, ast.Starred) for a in call.node.args):
            yield exchange(call.source, *call.node.args)
    for source, function in project.functions.get("__getitem__", []):
        for pair in _returned(function):
            yield exchange(source, *pair)


def _returned(function: Function) -> Iterator[list[ast.expr]]:
    for part in walk(function):
        if isinstance(part, ast.Return) and isinstance(part.value, ast.Tuple) and len(part.value.elts) == 2:
            yield part.value.elts
