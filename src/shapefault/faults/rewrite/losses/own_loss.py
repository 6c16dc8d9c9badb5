"""Whether a crash stands in a loss or a metric that the program computes itself."""

from __future__ import annotations

import ast

from shapefault.observe.trace import Trace
from shapefault.source.files import statement_of
from shapefault.source.frames import Frame, function_node
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_WORDS = (
    "loss", "dice", "iou", "jaccard", "criterion", "metric", "accuracy", "focal", "tversky", "score", "psnr", "mse",
    "advantage", "td_error", "td_target", "q_target", "target_q", "surrogate",
)  # fmt: skip


def in_own_loss(trace: Trace) -> bool:
    """Whether the crash stands in a function, class or statement named after a loss; not within a model."""
    user = trace.crash.user
    if user is None:
        return False
    if _takes_both(user):
        return True
    words = [user.name]
    owner = user.frame.f_locals.get("self")
    if user.name in ("forward", "__call__"):
        words = [type(owner).__name__]
    elif trace.crash.model_calls and not any(_speaks(type(c.module).__name__) for c in trace.crash.model_calls):
        return False
    elif owner is not None:
        words.append(type(owner).__name__)
    node = trace.crash.expression
    statement = statement_of(node) if node is not None else None
    if isinstance(statement, ast.Assign) and user.name != "forward":
        words.append(ast.unparse(statement.targets[0]))
    if not trace.crash.model_calls:  # a helper of a loss is a part of it
        words += [frame.name for frame in list(trace.user_frames())[1:3] if frame.name != "<module>"]
    return any(_speaks(word) for word in words)


def for_a_loss(trace: Trace) -> bool:
    """Whether the failing statement binds a name that the same function hands to a loss as what is wanted."""
    node, source, user = trace.crash.expression, trace.source(), trace.crash.user
    statement = statement_of(node) if node is not None else None
    if source is None or user is None or trace.crash.model_calls or not isinstance(statement, ast.Assign):
        return False
    names = {ast.unparse(target) for target in statement.targets}
    around = function_node(source, user.site.code)
    return any(
        isinstance(call, ast.Call)
        and len(call.args) > 1
        and ast.unparse(call.args[1]) in names
        and (_speaks(ast.unparse(call.func)) or callee(call).endswith("cross_entropy"))
        for call in (walk(around) if around is not None else ())
    )


def _takes_both(user: Frame) -> bool:
    """Whether a function takes a prediction and a target by their names."""
    code = user.site.code
    names = [n.lower() for n in code.co_varnames[: code.co_argcount]]
    targets = [n for n in names if any(w in n for w in ("target", "label", "y_true", "gt"))]
    guesses = [n for n in names if any(w in n for w in ("pred", "output", "logit", "prob", "y_hat"))]
    return bool(targets and guesses and "forward" not in user.name and "self" not in names)


def _speaks(text: str) -> bool:
    return any(word in text.lower() for word in _WORDS)
