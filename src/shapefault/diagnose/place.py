"""Where a crash is: the span under the caret, and the place in words."""

from __future__ import annotations

import ast

from shapefault import ops
from shapefault.model import Span
from shapefault.observe.batches import batch_of
from shapefault.observe.compared import Compared
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace, argument_names


def primary_span(mismatch: Mismatch, trace: Trace) -> Span | None:
    """The deepest expression of the user's program; in a loader's worker where its own frames are gone, too."""
    facts = trace.loader
    if facts is not None and facts.worker is not None:
        raised = next((s.error_at for s in facts.samples if s.error_at is not None), None)
        if raised is not None:
            return raised
    user = trace.crash.user
    if user is None:
        return None
    return _compared(mismatch, trace) or _argument(mismatch, trace) or user.site.span()


def _compared(mismatch: Mismatch, trace: Trace) -> Span | None:
    """The size that a check of the program's own found to be another one."""
    found = mismatch.read
    if not isinstance(found, Compared) or found.frame is not trace.crash.user:
        return None
    node = found.got.node
    return found.source.span(node) if node.lineno == node.end_lineno else None


def _argument(mismatch: Mismatch, trace: Trace) -> Span | None:
    """The one argument that broke the requirement, where it stands on the line that crashed."""
    user, node, broken = trace.crash.user, trace.crash.expression, mismatch.broken
    source = user.site.source() if user is not None else None
    if user is None or source is None or broken is None or not isinstance(node, ast.Call):
        return None
    names = _names(mismatch, node)
    if broken.operand not in names or any(isinstance(argument, ast.Starred) for argument in node.args):
        return None
    at = names.index(broken.operand)
    if at >= len(node.args):
        return None
    argument = node.args[at]
    return source.span(argument) if argument.lineno == argument.end_lineno == user.lineno else None


def _names(mismatch: Mismatch, node: ast.Call) -> list[str]:
    """The operands that the call's positional arguments are; none where it is no plain call of the op."""
    if mismatch.layer is not None:
        return argument_names(mismatch.layer)
    function, spec = node.func, ops.spec(mismatch.op)
    if (
        spec is None
        or not isinstance(function, ast.Attribute)
        or not isinstance(function.value, ast.Name | ast.Attribute)
    ):
        return []
    owner = ast.unparse(function.value)
    plain = owner.split(".")[0] in ("torch", "F", "nn") and ops.canonical(function.attr) == mismatch.op
    return list(spec.signature) if plain else []


def where(trace: Trace) -> str:
    """``in Net.conv1, first batch of `train```."""
    batch = batch_of(trace.crash.frames) if trace.loader is None else None
    return ", ".join(part for part in (_running(trace), str(batch) if batch is not None else "") if part)


def _running(trace: Trace) -> str:
    module = trace.crash.module
    if module is not None:
        return f"in {module.root}.{module.path}" if module.path else f"in {module.root}.forward"
    user = trace.crash.user
    return f"in {user.name}" if user is not None and user.name != "<module>" else ""
