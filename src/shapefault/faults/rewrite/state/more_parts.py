"""A list of the parts that a vocabulary is counted in, ``["train", "val"]``, where the program knows more of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.numbers.choices import quoted
from shapefault.faults.rewrite.state.loading import Loading
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import texts_of

_MOST = 3


def more_parts(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """All keys of a dict of the program in which the listed ones stand, where the checkpoint has more rows."""
    first = loading.keys[0]
    if not first.model or not first.checkpoint or first.checkpoint[0] <= first.model[0]:
        return
    project, made = bench_of(trace).project, 0
    known = [
        keys
        for source in project.sources
        for node in source.nodes
        if isinstance(node, ast.Dict) and len(keys := _texts(node)) == len(node.keys) > 1
    ]
    for source in project.sources:
        for node in source.nodes:
            listed = texts_of(node) if isinstance(node, ast.List | ast.Tuple) else []
            more = next((keys for keys in known if listed and set(listed) < set(keys)), None)
            if more is None or not isinstance(node, ast.List | ast.Tuple) or len(listed) != len(node.elts):
                continue
            style = source.span(node.elts[0]).text
            inner = ", ".join(quoted(style, key) for key in more)
            text = f"[{inner}]" if isinstance(node, ast.List) else f"({inner})"
            yield fix(
                f"count in {' and '.join(k for k in more if k not in listed)} as well", Edit(source.span(node), text),
                prior, stage=Stage.STATE_DICT,
                why=f"{len(listed)} parts are counted here, the program knows {len(more)}",
            )  # fmt: skip
            made += 1
            if made >= _MOST:
                return


def _texts(node: ast.Dict) -> list[str]:
    return [k.value for k in node.keys if isinstance(k, ast.Constant) and isinstance(k.value, str)]
