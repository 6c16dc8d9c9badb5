"""``x.size(0)`` where ``x.size(1)`` is meant: the size of another axis in the expression that makes an operand."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.operands import places
from shapefault.faults.rewrite.peek import value_in
from shapefault.faults.rewrite.shapes import accepted
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of
from shapefault.source.files import Source
from shapefault.source.nodes import walk

_AFTER = ("", ".transpose(0, 1)", ".unsqueeze(0)", ".unsqueeze(1)")


def other_sizes(trace: Trace, mismatch: Mismatch, role: str, prior: float) -> Iterator[Fix]:
    """The operand made with the size of another axis, with its first axes swapped where it then fits."""
    made = 0
    for place in places(trace, mismatch, role, 4):
        if place.frame is None or place.kind not in ("use", "definition"):
            continue
        for read, axis in axes_read(place.node):
            for new in (1, 0, 2):
                if new == axis:
                    continue
                for number, after in enumerate(_AFTER):
                    text = with_axis(place.source, place.node, read, new) + after
                    try:
                        value = value_in(place.frame, ast.parse(text, mode="eval").body)
                    except SyntaxError:
                        continue
                    if not is_tensor(value) or not accepted(mismatch, role, _meta(value)):
                        continue
                    yield fix(
                        f"read the size of axis {new}, not {axis}",
                        Edit(place.source.span(place.node), text),
                        prior - 0.03 * number,
                        stage=Stage.RESHAPE,
                        why=f"the size of axis {axis} is read, that of axis {new} is meant",
                    )
                    made += 1
                    break
                if made >= 3:
                    return


def _meta(value: object) -> object:
    from shapefault.faults.rewrite.shapes import meta

    return meta(shape_of(value) or (), value)


def axes_read(node: ast.expr) -> list[tuple[ast.expr, int]]:
    """The axis numbers of ``x.size(0)`` and ``x.shape[0]`` within an expression."""
    found: list[tuple[ast.expr, int]] = []
    for part in walk(node):
        read = size_read(part)
        if read is not None and isinstance(read[1], ast.Constant) and type(read[1].value) is int:
            found.append((read[1], read[1].value))
    return found


def size_read(node: ast.AST) -> tuple[ast.expr, ast.expr] | None:
    """``x`` and ``k`` of ``x.size(k)`` and ``x.shape[k]``."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "size":
        return (node.func.value, node.args[0]) if len(node.args) == 1 else None
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
        return node.value.value, node.slice
    return None


def measured(node: ast.AST) -> ast.expr | None:
    """``x`` of ``x.shape`` and ``x.size()``."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "size":
        return node.func.value
    return node.value if isinstance(node, ast.Attribute) and node.attr == "shape" else None


def with_axis(source: Source, node: ast.expr, read: ast.expr, new: int) -> str:
    """An expression with another axis number in the place of ``read``, as it is written."""
    whole, part = source.span(node), source.span(read)
    return source.between(whole.start, part.start) + str(new) + source.between(part.end, whole.end)


def is_batch_size(trace: Trace, size: int) -> bool:
    """Whether the program calls ``size`` its batch size anywhere."""
    for place in bench_of(trace).project.integers:
        node = place.node
        if isinstance(node, ast.Constant) and node.value == size:
            around = getattr(node, "_shapefault_parent", None)
            named = ""
            if isinstance(around, ast.keyword):
                named = around.arg or ""
                call = getattr(around, "_shapefault_parent", None)
                if named == "default" and isinstance(call, ast.Call):
                    named = " ".join(ast.unparse(a) for a in call.args)
            elif isinstance(around, ast.Assign):
                named = ast.unparse(around.targets[0])
            elif isinstance(around, ast.Call) and ast.unparse(around.func).endswith("DataLoader"):
                named = "batch"
            if "batch" in named.lower() or named.lower() in ("bs", "n"):
                return True
    return False
