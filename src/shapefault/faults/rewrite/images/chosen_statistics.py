"""Statistics of all bands, ``list(MEAN.values())``, for pictures of a few of them that are chosen by name."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.project import CallPlace

_LEAST = 2


def chosen_statistics(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """``[MEAN[b] for b in ("B04", "B03", "B02")]`` wherever all values of such a table are taken."""
    many, few = max(got, want), min(got, want)
    bench = bench_of(trace)
    taken: list[tuple[CallPlace, ast.expr, ast.Dict]] = []
    for call in bench.project.calls.get("values", []):
        table = call.node.func.value if isinstance(call.node.func, ast.Attribute) else None
        for place in bench.resolver.definitions(call.source, table) if table is not None else ():
            if table is not None and isinstance(place.node, ast.Dict) and len(place.node.keys) == many:
                taken.append((call, table, place.node))
    names = {str(k.value) for _, _, node in taken for k in node.keys if isinstance(k, ast.Constant)}
    for source, chosen in _choices(bench.project.sources, names, few):
        text = source.span(chosen).text
        edits = [Edit(call.span, f"[{call.source.span(table).text}[b] for b in {text}]") for call, table, _ in taken]
        yield fix(
            f"take the statistics of the {few} that are chosen", edits, prior, stage=Stage.AUGMENTATION,
            why=f"the pictures have {few} channels, chosen by name; the statistics are those of all {many}",
        )  # fmt: skip


def _choices(sources: list[Source], names: set[str], count: int) -> Iterator[tuple[Source, ast.expr]]:
    """The lists of so many of the names that are written in the program."""
    for source in sources:
        for node in source.nodes:
            listed = node.elts if isinstance(node, ast.Tuple | ast.List) else []
            named = [entry for entry in listed if isinstance(entry, ast.Constant) and entry.value in names]
            if isinstance(node, ast.expr) and _LEAST <= count == len(listed) == len(named):
                yield source, node
