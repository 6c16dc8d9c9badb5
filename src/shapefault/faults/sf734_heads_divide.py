"""SF734: the number of heads does not divide the number of features.

What it is
    Attention splits the features evenly into heads: ``embed_dim`` must be a multiple of ``num_heads``.

Why it happens
    The width or the number of heads was changed without the other; integer division hides the remainder until the
    tensor is split.

Not this fault
    A view to sizes that were computed for another tensor: see SF501.

See also
    torch.nn.MultiheadAttention
"""

from __future__ import annotations

import ast
import itertools
import math
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.axes.reshapes import call_at, receiver
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.project import callee
from shapefault.source.retarget import retarget


class HeadsDivide(Fault):
    """Features are left over when they are split into heads."""

    code = "SF734"
    name = "heads-divide"
    title = "the number of heads does not divide the number of features"
    ops = ("view", "reshape", "unflatten", "multi_head_attention")
    rule = "embed_dim mod num_heads = 0"
    example = """
        heads = 6
        nn.MultiheadAttention(512, heads)
    """
    fixed = """
        heads = 8
        nn.MultiheadAttention(512, heads)
    """
    expected = """
        error[SF734]: 512 features do not split into 6 heads
    """
    near_misses = ("nn.MultiheadAttention(512, 8)", "torch.rand(2, 9, 512).view(2, 9, 8, 512 // 8)")

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """A view splits features into heads with a remainder, or the layer said so when it was built."""
        found = _built(trace) if mismatch.op == "multi_head_attention" else _split(mismatch)
        if found is None:
            return None
        features, heads, index = found
        left = features - heads * (features // heads)
        return Cause(
            f"{features} features do not split into {heads} heads",
            Stage.LAYER_CONFIG,
            None,
            (MathLine("E mod heads = 0", f"{features} − {heads}·{features // heads} = {left}", "0"),),
            confidence=0.9,
            primary_label=operand_sizes(mismatch, "input") if "input" in mismatch.operands else None,
            data={"features": features, "heads": heads, "index": index},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The nearest number of heads that divides the width; the nearest width that the heads divide."""
        features, heads, index = cause.data["features"], cause.data["heads"], cause.data["index"]
        bench = bench_of(trace)
        nodes = _of_view(trace, index) if index is not None else _of_constructor(trace, "num_heads", "nhead")
        divisors = [d for d in range(1, features + 1) if features % d == 0]
        near = sorted(divisors, key=lambda d: (abs(d - heads), -d))[:2]
        why = f"{heads} heads do not divide {features} features"
        for source, node in nodes:
            for rank, new in enumerate(near):
                for target in retarget(bench.resolver, source, node, heads, new)[:4]:
                    yield fix(
                        f"use {new} heads",
                        target.edits,
                        0.82 - 0.1 * rank - 0.01 * target.hops,
                        stage=Stage.LAYER_CONFIG,
                        why=why,
                    )
        widths = [w for w in (features - features % heads, features - features % heads + heads) if w > 0]
        for source, node in _of_constructor(trace, "embed_dim", "d_model") if index is None else ():
            for rank, new in enumerate(sorted(widths, key=lambda w: abs(w - features))):
                for target in retarget(bench.resolver, source, node, features, new)[:4]:
                    yield fix(
                        f"use {new} features",
                        target.edits,
                        0.6 - 0.05 * rank - 0.01 * target.hops,
                        stage=Stage.LAYER_CONFIG,
                        why=why,
                    )


def _split(mismatch: Mismatch) -> tuple[int, int, int] | None:
    """Features, heads and the heads' place among the sizes, where two neighbours are such a split."""
    shape = mismatch.shape("input")
    sizes = next((mismatch.params[n] for n in ("shape", "size", "sizes") if n in mismatch.params), None)
    if shape is None or not isinstance(sizes, list | tuple) or not all(isinstance(s, int) and s > 0 for s in sizes):
        return None
    numel = math.prod(shape)
    for index, (heads, each) in enumerate(itertools.pairwise(sizes)):
        others = math.prod(sizes) // (heads * each)
        features = numel // others if others and numel % others == 0 else 0
        if heads > 1 and features and features % heads and features // heads == each and shape[-1] % features == 0:
            return features, heads, index
    return None


def _of_view(trace: Trace, index: int) -> Iterator[tuple[Source, ast.expr]]:
    call = call_at(trace.main_site())
    parts = receiver(call) if call is not None else None
    if call is not None and parts is not None and index < len(parts[1]):
        yield call.source, parts[1][index]


def _built(trace: Trace) -> tuple[int, int, None] | None:
    """The numbers with which a layer of the library refused to be built."""
    for entry in reversed(trace.crash.frames):
        values = entry.frame.f_locals
        if entry.name == "__init__" and type(values.get("embed_dim")) is int and type(values.get("num_heads")) is int:
            features, heads = values["embed_dim"], values["num_heads"]
            return (features, heads, None) if heads > 0 and features % heads else None
    return None


def _of_constructor(trace: Trace, *names: str) -> Iterator[tuple[Source, ast.expr]]:
    """The expressions that the program's own constructor call gave, in the deepest frame of the program."""
    call = call_at(trace.main_site())
    if call is None:
        return
    order = ("embed_dim", "num_heads") if callee(call.node) == "MultiheadAttention" else ("d_model", "nhead")
    for keyword in call.node.keywords:
        if keyword.arg in names:
            yield call.source, keyword.value
            return
    wanted = next((i for i, n in enumerate(order) if n in names), None)
    if wanted is not None and wanted < len(call.node.args):
        yield call.source, call.node.args[wanted]
