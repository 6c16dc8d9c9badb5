"""NumPy calls that failed: their arrays from the live frame, and whether a changed expression succeeds there."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import outwards
from shapefault.faults.rewrite.shapes import Template
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk

_PURE = {
    "transpose", "stack", "concatenate", "vstack", "hstack", "dstack", "column_stack", "array", "asarray",
    "expand_dims", "squeeze", "reshape", "moveaxis", "swapaxes", "dot", "matmul", "mean", "sum", "astype",
    "copy", "flatten", "ravel", "float32", "float64", "ascontiguousarray", "append", "zeros", "ones",
    "zeros_like", "ones_like", "min", "max", "len", "repeat", "tile", "add", "subtract", "multiply",
    "divide", "where", "clip", "abs", "exp", "sqrt", "log", "pad", "flip", "rollaxis", "split", "list",
    "tuple", "range", "zip", "T", "fromarray", "item", "shape", "values", "tolist", "from_numpy", "tensor",
}  # fmt: skip
_MODULES = ("np", "numpy", "torch", "math")


@dataclass(frozen=True)
class ArrayOperand:
    """One array of the failing expression: where it is written and what it is now."""

    node: ast.expr
    value: Any

    @property
    def shape(self) -> Shape:
        """The array's sizes."""
        return tuple(self.value.shape)


@dataclass(frozen=True)
class ArrayCall:
    """The expression that NumPy refused, in the deepest frame of the program."""

    frame: Frame
    source: Source
    node: ast.expr
    operands: tuple[ArrayOperand, ...]

    @property
    def name(self) -> str:
        """What was called: ``transpose`` of ``np.transpose``; the operator's class otherwise."""
        if isinstance(self.node, ast.Call):
            function = self.node.func
            return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        return type(getattr(self.node, "op", self.node)).__name__.lower()

    def succeeds(self, operand: ast.expr, template: str) -> bool:
        """Whether the expression gives a value with ``template`` around one operand."""
        whole, part = self.source.span(self.node), self.source.span(operand)
        inner = template.replace("{}", f"({part.text})")
        text = self.source.between(whole.start, part.start) + inner + self.source.between(part.end, whole.end)
        return value_of(text, self.frame) is not None


def array_call(trace: Trace) -> ArrayCall | None:
    """The failing NumPy expression; None where something else failed or an operand cannot be read again."""
    user, node, source = trace.crash.user, trace.crash.expression, trace.source()
    if user is None or node is None or source is None:
        return None
    deeper = trace.crash.frames[(trace.crash.user_index or 0) + 1 :]
    if any("/torch" in f.file.replace("\\", "/") for f in deeper):
        return None
    if isinstance(node, ast.Subscript):
        return None
    found = tuple(_operands(node, user))
    return ArrayCall(user, source, node, found) if found else None


def _operands(node: ast.expr, frame: Frame) -> Iterator[ArrayOperand]:
    if isinstance(node, ast.BinOp):
        parts: list[ast.expr] = [node.left, node.right]
    elif isinstance(node, ast.Call):
        parts = list(node.args)
        if isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) not in _MODULES:
            parts.insert(0, node.func.value)
    else:
        return
    for part in parts:
        for item in part.elts if isinstance(part, ast.List | ast.Tuple) else [part]:
            value = value_of(ast.unparse(item), frame)
            if is_array(value) and value.ndim:
                yield ArrayOperand(item, value)


def is_array(value: Any) -> bool:
    """Whether ``value`` is a NumPy array; NumPy need not be there."""
    return type(value).__module__ == "numpy" and hasattr(value, "ndim") and hasattr(value, "shape")


def value_of(text: str, frame: Frame) -> Any:
    """The value of an expression that has no effects, in a live frame; None where it fails or may have one."""
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError:
        return None
    for part in walk(tree):
        if isinstance(part, ast.NamedExpr | ast.Await | ast.Yield | ast.YieldFrom | ast.Lambda):
            return None
        if isinstance(part, ast.Call):
            name = part.func.attr if isinstance(part.func, ast.Attribute) else getattr(part.func, "id", "")
            if name not in _PURE:
                return None
    try:
        return eval(compile(tree, "<shapefault>", "eval"), frame.names)
    except Exception:
        return None


def reshaped(
    trace: Trace, call: ArrayCall, operand: ArrayOperand, templates: Iterable[Template], stage: Stage, limit: int = 4
) -> Iterator[Fix]:
    """Every template around the operand under which the expression succeeds, here and where the array comes from."""
    frames = [f for f in trace.crash.frames if f.is_user]
    places = outwards(frames, call.source, operand.node, 0, 6)
    made = 0
    for template in templates:
        if not call.succeeds(operand.node, template.text):
            continue
        for number, place in enumerate(places):
            if place.frame is None or place.kind == "loop":
                continue
            name = place.name or (place.node.id if isinstance(place.node, ast.Name) else "")
            value = place.frame.frame.f_locals.get(name, place.frame.frame.f_globals.get(name)) if name else None
            if number and (value is None or getattr(value, "shape", None) != operand.shape):
                continue
            yield fix(template.title, place.edit(template.text), template.prior - 0.03 * number, stage=stage,
                      why=template.why)  # fmt: skip
            made += 1
            if made >= limit:
                return
