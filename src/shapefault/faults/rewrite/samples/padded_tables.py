"""Tables of unlike sides in a batch, the adjacency of graphs, say: filled up on both sides where they are stacked."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, names_bound
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.loader.facts import LoaderFacts
from shapefault.source.project import CallPlace


def padded_tables(call: CallPlace, facts: LoaderFacts, prior: float) -> Iterator[Fix]:
    """``torch.stack([a for _, a in batch])`` of tables: each filled up to the most rows and columns of the batch."""
    shapes = [shape for shape, _ in facts.shapes]
    ranks = {len(shape) for shape in shapes}
    differing = {i for shape in shapes for i, (a, b) in enumerate(zip(shape, shapes[0], strict=False)) if a != b}
    listed = call.node.args[0]
    if ranks != {2} or differing != {0, 1} or not isinstance(listed, ast.ListComp) or len(listed.generators) != 1:
        return
    source, one = call.source, listed.elt
    text, functional = source.span(one).text, names_bound(source, "torch.nn.functional", "torch.nn.functional")
    around = source.span(listed)
    loop = source.between(source.span(one).end, around.end).rstrip()[:-1].strip()
    rows, columns = (f"max({text}.shape[{axis}] {loop})" for axis in (0, 1))
    padded = f"{functional}.pad({text}, (0, {columns} - {text}.shape[1], 0, {rows} - {text}.shape[0]))"
    yield fix(
        "fill the tables up where the batch is stacked",
        Edit(source.span(one), padded),
        prior,
        stage=Stage.DATA_LOADING,
        why="they have unlike numbers of rows and columns",
    )
