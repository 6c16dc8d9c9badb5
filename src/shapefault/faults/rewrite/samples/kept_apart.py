"""A collate function that stacks one of several lists of unlike lengths, and leaves its neighbour a list."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def kept_apart(trace: Trace, prior: float) -> Iterator[Fix]:
    """``torch.stack([e["bbox"] for e in examples])`` -> the list alone, as ``[e["category"] for e in examples]`` is."""
    for frame in trace.user_frames():
        node, source, function = frame.site.node(), frame.site.source(), frame.function()
        stacked = node.args[0] if isinstance(node, ast.Call) and callee(node) == "stack" and node.args else None
        if source is None or function is None or node is None or not isinstance(stacked, ast.ListComp):
            continue
        for part in walk(function):
            other = part.value if isinstance(part, ast.Assign | ast.keyword) else None
            if isinstance(other, ast.ListComp) and _alike(other, stacked):
                text = source.span(stacked).text
                yield fix(
                    "leave it a list, one tensor a sample", Edit(source.span(node), text), prior,
                    stage=Stage.DATA_LOADING,
                    why=f"the samples have unlike lengths, and {source.span(other).text} stays a list, too",
                )  # fmt: skip
                return


def _alike(one: ast.ListComp, other: ast.ListComp) -> bool:
    """Whether both go through the same samples and take one entry of each."""
    loops = [ast.dump(g) for g in one.generators] == [ast.dump(g) for g in other.generators]
    return loops and isinstance(one.elt, ast.Subscript) and isinstance(other.elt, ast.Subscript)
