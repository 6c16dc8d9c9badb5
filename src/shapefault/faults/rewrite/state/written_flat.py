"""A conversion that writes another framework's statistics as they come: (1, 1, 1, C) where the model has (C,)."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.faults.rewrite.state.loading import Loading
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace


def written_flat(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """Flatten the value where the program writes it under such a key: ``state[f"{name}.bias"] = value.flatten()``."""
    odd = [k for k in loading.keys if len(k.model) == 1 < len(k.checkpoint) and math.prod(k.checkpoint) == k.model[0]]
    if not odd or len(odd) < len(loading.keys):
        return
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.Assign) or len(node.targets) != 1 or not isinstance(node.value, ast.expr):
                continue
            target = node.targets[0]
            key = _pattern(target.slice) if isinstance(target, ast.Subscript) else None
            if key is None or not any(re.fullmatch(key, each.key) for each in odd):
                continue
            yield fix(
                "write it as one row", wrapped(source, node.value, "{}.flatten()"), prior, stage=Stage.STATE_DICT,
                why=f"{odd[0].key} is written as {odd[0].checkpoint}, the model has {odd[0].model}",
            )  # fmt: skip


def _pattern(key: ast.expr) -> str | None:
    """What keys a text with parts to fill in stands for, if anything of it is written out."""
    if isinstance(key, ast.Constant):
        return re.escape(key.value) if isinstance(key.value, str) else None
    if not isinstance(key, ast.JoinedStr) or not any(isinstance(part, ast.Constant) for part in key.values):
        return None
    return "".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else ".+" for p in key.values)
