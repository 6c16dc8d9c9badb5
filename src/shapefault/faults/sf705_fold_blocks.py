"""SF705: fold is given another number of blocks than its output has room for.

What it is
    ``fold(x, output_size, kernel_size, stride=s)`` takes as many columns as windows fit into ``output_size``, and
    rows that are a multiple of the window's area.

Why it happens
    ``unfold`` cut another size than ``fold`` puts together: an image that is no multiple of the stride, a padding or
    stride that only one of the two was given.

Not this fault
    A pixel shuffle: see SF703.

See also
    torch.nn.functional.unfold, torch.nn.functional.fold
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes, records_of
from shapefault.faults.rewrite.bench import before_bracket, bench_of, fix
from shapefault.faults.rewrite.operands import places
from shapefault.model import Edit, Fix, MathLine, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of, tensors_in
from shapefault.source.files import Source
from shapefault.source.project import callee
from shapefault.source.retarget import retarget

_SHARED = ("kernel_size", "dilation", "padding", "stride")


class FoldBlocks(Fault):
    """The windows do not fill the output."""

    code = "SF705"
    name = "fold-blocks"
    title = "fold is given another number of blocks than its output has room for"
    ops = ("fold",)
    rule = "input.shape[−1] = number of blocks"
    example = """
        x = torch.rand(2, 3, 28, 28)
        parts = F.unfold(x, kernel_size=4, stride=4)
        F.fold(parts, (32, 32), kernel_size=4, stride=4)
    """
    expected = """
        error[SF705]: fold got 49 blocks, its output takes 8·8 = 64
    """
    near_misses = ("F.fold(torch.rand(2, 48, 49), (28, 28), kernel_size=4, stride=4)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """One of the two products differs."""
        broken = mismatch.broken
        if broken is None or broken.kind not in ("size", "channels"):
            return None
        what = "blocks" if broken.kind == "size" else "rows"
        return Cause(
            f"fold got {broken.got} {what}, its output takes {broken.want}",
            Stage.RESHAPE,
            None,
            (MathLine(broken.formula, broken.got, broken.want),),
            confidence=0.8,
            primary_label=operand_sizes(mismatch, "input"),
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The parameters that the unfold in front has; the size that it was given."""
        source, call = trace.source(), trace.crash.expression
        found = _unfolded(mismatch, trace)
        if source is None or not isinstance(call, ast.Call) or found is None:
            return
        other, unfold, shape = found
        node = _argument(call, "output_size", 1)
        if shape is not None and node is not None:
            yield from _output_size(trace, source, node, shape[-2:])
        for position, name in enumerate(_SHARED):
            given, own = _argument(unfold, name, 1 + position), _argument(call, name, 2 + position)
            if given is None and own is None:
                continue
            if given is not None and own is not None and ast.unparse(given) == ast.unparse(own):
                continue
            why = f"unfold and fold have another {name}"
            if given is not None and own is not None:
                edit = Edit(source.span(own), other.span(given).text)
                yield fix(f"fold with the {name} of the unfold", edit, 0.66, stage=Stage.RESHAPE, why=why)
            elif given is not None:
                edit = before_bracket(source, call, f", {name}={other.span(given).text}")
                yield fix(f"fold with the {name} of the unfold", edit, 0.7, stage=Stage.RESHAPE, why=why)


def _unfolded(mismatch: Mismatch, trace: Trace) -> tuple[Source, ast.Call, Shape | None] | None:
    """The unfold in front, and the shape that it was given: from the journey, else from the crashed function."""
    record = next((r for r in records_of(trace, mismatch, "input") if r.name == "unfold"), None)
    if record is not None and record.site is not None:
        source, node = record.site.source(), record.site.node()
        image = tensors_in(list(record.args))
        if source is not None and isinstance(node, ast.Call):
            return source, node, shape_of(image[0]) if image else None
    for place in places(trace, mismatch, "input"):
        node = place.node
        if isinstance(node, ast.Call) and callee(node) == "unfold" and node.args and place.frame is not None:
            name = node.args[0].id if isinstance(node.args[0], ast.Name) else ""
            return place.source, node, shape_of(place.frame.frame.f_locals.get(name))
    return None


def _output_size(trace: Trace, source: Source, node: ast.expr, sizes: tuple[int, ...]) -> Iterator[Fix]:
    why = f"the image that was unfolded is {sizes[0]}×{sizes[1]}"
    if isinstance(node, ast.Tuple | ast.List) and len(node.elts) == 2:
        edits: list[Edit] = []
        for element, new in zip(node.elts, sizes, strict=True):
            targets = retarget(bench_of(trace).resolver, source, element, None, new)
            edits += targets[0].edits if targets else (Edit(source.span(element), str(new)),)
        unique = tuple(dict.fromkeys(edits))
        yield fix("fold to the size that was unfolded", unique, 0.76, stage=Stage.RESHAPE, why=why)
    edit = Edit(source.span(node), f"({sizes[0]}, {sizes[1]})")
    yield fix("write the size that was unfolded", edit, 0.7, stage=Stage.RESHAPE, why=why)


def _argument(call: ast.Call, name: str, position: int) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[position] if len(call.args) > position else None
