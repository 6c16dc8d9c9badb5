"""SF406: parts of a batch come back with several lengths, each as long as its own longest sequence.

What it is
    What is computed on parts of a batch, on several GPUs or piece by piece, is joined along the batch: all its other
    axes must be equal.

Why it happens
    ``pad_packed_sequence`` pads to the longest sequence that it got. ``DataParallel`` gives each GPU a part of the
    batch, so that each part is padded to another length, and their outputs are not gathered.

Not this fault
    Parts that were of another size before: see SF401.

See also
    torch.nn.utils.rnn.pad_packed_sequence: total_length, torch.nn.DataParallel
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.bench import bench_of, fix, insert_before
from shapefault.faults.rewrite.keywords import says, set_keyword
from shapefault.model import Fix, MathLine, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_text
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee


class ReplicaOutputs(Fault):
    """The parts differ in one axis that is not the batch, and the program unpacks sequences without a total length."""

    code = "SF406"
    name = "replica-outputs"
    title = "parts of a batch come back with several lengths, each as long as its own longest sequence"
    ops = ("data_parallel", "cat")
    rule = "all axes but the batch are equal"
    example = """
        from torch.nn.utils import rnn

        class Tagger(nn.Module):
            def __init__(self):
                super().__init__()
                self.gru = nn.GRU(8, 4, batch_first=True)

            def forward(self, x, lengths):
                packed = rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
                return rnn.pad_packed_sequence(self.gru(packed)[0], batch_first=True)[0]

        tagger, x, lengths = Tagger(), torch.rand(4, 9, 8), torch.tensor([9, 7, 4, 6])
        parts = [tagger(x[:2], lengths[:2]), tagger(x[2:], lengths[2:])]
        torch.cat(parts)
    """
    fixed = """
        from torch.nn.utils import rnn

        class Tagger(nn.Module):
            def __init__(self):
                super().__init__()
                self.gru = nn.GRU(8, 4, batch_first=True)

            def forward(self, x, lengths):
                total_length = x.size(1)
                packed = rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
                return rnn.pad_packed_sequence(self.gru(packed)[0], batch_first=True, total_length=total_length)[0]

        tagger, x, lengths = Tagger(), torch.rand(4, 9, 8), torch.tensor([9, 7, 4, 6])
        parts = [tagger(x[:2], lengths[:2]), tagger(x[2:], lengths[2:])]
        torch.cat(parts)
    """
    expected = """
        error[SF406]: the parts of a batch are (2, 9, 4) and (2, 6, 4)
    """
    near_misses = ("torch.cat([torch.rand(2, 9, 4), torch.rand(2, 9, 4)])",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """Two parts that differ in their steps only; what DataParallel says itself needs no more evidence."""
        gathered = mismatch.op == "data_parallel"
        parts = _gathered(mismatch) if gathered else _joined(mismatch)
        unpacking = list(_unpackings(trace))
        if not unpacking and not gathered:
            return None
        if parts is None:
            message = "the outputs of several devices differ in an axis that is not the batch"
            return Cause(message, None, None, confidence=0.7, data={"unpacking": unpacking}) if gathered else None
        first, other = parts
        axis = next(i for i, (a, b) in enumerate(zip(first, other, strict=True)) if a != b)
        return Cause(
            f"the parts of a batch are {shape_text(first)} and {shape_text(other)}",
            Stage.RESHAPE,
            None,
            (MathLine("all axes but the batch are equal", f"axis {axis} = {other[axis]}", str(first[axis])),),
            confidence=0.9,
            primary_label=f"{shape_text(first)} and {shape_text(other)}",
            data={"unpacking": unpacking},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Unpack to the length that went in."""
        for call in cause.data["unpacking"][:3]:
            pack = _pack_of(call)
            if pack is None:
                continue
            statement, text = pack
            lines = (insert_before(call.source, statement, f"total_length = {text}"),)
            edits = (*lines, set_keyword(call, "total_length", "total_length"))
            why = "each part is padded to its own longest sequence"
            yield fix("unpack to the length that went in", edits, 0.85, stage=Stage.RESHAPE, why=why)


def _gathered(mismatch: Mismatch) -> tuple[Shape, Shape] | None:
    """The two shapes in DataParallel's message."""
    shapes = mismatch.parsed.shapes if mismatch.parsed is not None else {}
    return _one_axis(shapes.get("want"), shapes.get("got"))


def _joined(mismatch: Mismatch) -> tuple[Shape, Shape] | None:
    """Two operands that are joined along axis 0."""
    broken = mismatch.broken
    if broken is None or broken.kind != "size" or broken.other is None or mismatch.params.get("dim", 0) != 0:
        return None
    return _one_axis(mismatch.shape(broken.other), mismatch.shape(broken.operand))


def _one_axis(first: Shape | None, other: Shape | None) -> tuple[Shape, Shape] | None:
    if first is None or other is None or len(first) != len(other):
        return None
    differ = [i for i, (a, b) in enumerate(zip(first, other, strict=True)) if a != b and i]
    return (tuple(first), tuple(other)) if differ == [1] else None


def _unpackings(trace: Trace) -> Iterator[CallPlace]:
    """The calls of ``pad_packed_sequence`` that leave the length to the longest sequence."""
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.Call) or callee(node) != "pad_packed_sequence":
                continue
            if len(node.args) < 4 and not any(k.arg in ("total_length", None) for k in node.keywords):
                yield CallPlace(source, node)


def _pack_of(call: CallPlace) -> tuple[ast.stmt, str] | None:
    """The statement that packs in the same function, and the text of the number of steps that goes in."""
    function = enclosing(call.node, ast.FunctionDef)
    for node in walk(function) if function is not None else ():
        if not isinstance(node, ast.Call) or callee(node) != "pack_padded_sequence" or not node.args:
            continue
        statement = enclosing(node, ast.stmt)
        if isinstance(statement, ast.stmt) and isinstance(node.args[0], ast.Name | ast.Attribute):
            return statement, f"{_text(call.source, node.args[0])}.size({1 if _batch_first(node) else 0})"
    return None


def _text(source: Source, node: ast.expr) -> str:
    return source.span(node).text


def _batch_first(node: ast.Call) -> bool:
    return says(node, "batch_first") or (len(node.args) > 2 and ast.unparse(node.args[2]) == "True")
