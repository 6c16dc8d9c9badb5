"""Samples with several class numbers each, of which collate makes no table: a column for each class."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.faults.rewrite.keywords import given
from shapefault.faults.rewrite.samples.samples import returned_sample
from shapefault.model import Fix, Stage
from shapefault.observe.loader.facts import LoaderFacts
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk

_LOSSES = re.compile(r"^(BCE|binary_cross_entropy|MultiLabel|multilabel)")


def column_for_each_class(trace: Trace, facts: LoaderFacts, prior: float) -> Iterator[Fix]:
    """Ones in the columns of a sample's classes, where the program's loss asks each class by itself."""
    project = bench_of(trace).project
    values = facts.conflict.values if facts.conflict is not None else ()
    if not any(_LOSSES.match(name) for name in project.calls) or not all(
        value.shape is not None and len(value.shape) == 1 and ("int" in value.dtype or value.kind == "list")
        for value in values
    ):
        return
    part = _returned(facts)
    if part is None:
        return
    source, node = part
    classes = _classes(trace, source)
    if classes is not None:
        number = "{}" if values[0].kind == "tensor" else "torch.as_tensor({}, dtype=torch.long)"
        yield fix(
            f"make a column for each class of {classes}",
            wrapped(source, node, f"torch.nn.functional.one_hot({number}, {classes}).sum(0).float()"),
            prior,
            stage=Stage.LOSS_TARGET,
            why="each sample has the numbers of its classes, and these are of different counts",
        )


def _returned(facts: LoaderFacts) -> tuple[Source, ast.expr] | None:
    """The entry of the tuple that ``__getitem__`` returns which holds the labels."""
    found, returned = re.fullmatch(r"\[(\d+)\]", facts.leaf), returned_sample(facts)
    if found is None or returned is None or not isinstance(returned[1], ast.Tuple):
        return None
    source, entries = returned[0], returned[1].elts
    return (source, entries[int(found[1])]) if int(found[1]) < len(entries) else None


def _classes(trace: Trace, source: Source) -> str | None:
    """How many outputs the last linear layer has, as it is written, where that means the same in ``source``."""
    known = {n.id for s in source.tree.body if isinstance(s, ast.Assign) for n in s.targets if isinstance(n, ast.Name)}
    for call in reversed(bench_of(trace).project.calls.get("Linear", [])):
        outputs = given(call.node, 1, "out_features")
        if outputs is not None:
            names = {n.id for n in walk(outputs) if isinstance(n, ast.Name)} - {"len"}
            return ast.unparse(outputs) if names <= known else None
    return None
