"""SF311: the parts of a random_split do not add up to the data set.

What it is
    ``random_split(dataset, lengths)`` takes whole numbers whose sum is ``len(dataset)``, or fractions of it.

Why it happens
    ``int(0.8 * n)`` and ``int(0.2 * n)`` are both rounded down, so that one sample is left over; the numbers were
    written for a data set of another size.

Not this fault
    A split of one tensor by sizes, ``x.split([2, 3])``: see SF000.

See also
    torch.utils.data.random_split
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.elsewhere.bindings import bound_once
from shapefault.model import Culprit, Edit, Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, scope_around
from shapefault.source.nodes import walk
from shapefault.source.project import callee


class SplitLengths(Fault):
    """The last part is what the others leave."""

    code = "SF311"
    name = "split-lengths"
    title = "the parts of a random_split do not add up to the data set"
    ops = ("random_split",)
    rule = "sum(lengths) = len(dataset)"
    example = """
        from torch.utils.data import TensorDataset, random_split
        digits = TensorDataset(torch.rand(101, 784))
        n_train, n_test = int(0.8 * len(digits)), int(0.2 * len(digits))
        train, test = random_split(digits, [n_train, n_test])
    """
    fixed = """
        from torch.utils.data import TensorDataset, random_split
        digits = TensorDataset(torch.rand(101, 784))
        n_train, n_test = int(0.8 * len(digits)), len(digits) - int(0.8 * len(digits))
        train, test = random_split(digits, [n_train, n_test])
    """
    expected = """
        error[SF311]: random_split got parts of 80 and 20 samples, 100 in all, of a data set of 101
    """
    near_misses = ("torch.utils.data.random_split(range(10), [8, 2])",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The sum is another one."""
        given = _given(trace)
        if given is None:
            return None
        lengths, whole = given
        parts = f"{', '.join(map(str, lengths[:-1]))} and {lengths[-1]}"
        fixes = list(_fixes(trace, whole))
        return Cause(
            f"random_split got parts of {parts} samples, {sum(lengths)} in all, of a data set of {whole}",
            Stage.DATA_LOADING,
            Culprit(fixes[0].edits[0].span, fixes[0].why) if fixes else None,
            (MathLine("sum(lengths)", " + ".join(map(str, lengths)), str(whole)),),
            confidence=0.95,
            primary_label=f"{parts} of {whole}",
            data={"fixes": fixes},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The last part is what is left, where its number is worked out, or else where it is given."""
        yield from cause.data["fixes"]


def _given(trace: Trace) -> tuple[list[int], int] | None:
    """The lengths that the running ``random_split`` was given, and how long its data set is."""
    for frame in trace.running_in("torch/utils/data/", "random_split"):
        held: dict[str, Any] = frame.frame.f_locals
        try:
            lengths, whole = list(held["lengths"]), len(held["dataset"])
        except Exception:
            return None  # the program's own __len__ failed
        whole_numbers = all(isinstance(length, int) for length in lengths)
        return (lengths, whole) if whole_numbers and sum(lengths) != whole else None
    return None


def _fixes(trace: Trace, whole: int) -> Iterator[Fix]:
    source, call = trace.source(), trace.crash.expression
    if source is None or not isinstance(call, ast.Call) or callee(call) != "random_split" or len(call.args) < 2:
        return
    scope = scope_around(call)
    parts = call.args[1]
    if isinstance(parts, ast.Name):
        parts = bound_once(scope, parts.id) or parts
    if not isinstance(parts, ast.List | ast.Tuple) or len(parts.elts) < 2:
        return
    *others, last = parts.elts
    data = source.span(call.args[0]).text
    title, why = "let the last part be what is left", f"the parts do not add up to the {whole} samples"
    made = bound_once(scope, last.id) if isinstance(last, ast.Name) else None
    if made is not None:
        texts = [_text(scope, other, made) for other in others]
        rest = " - ".join([f"len({data})", *texts])
        yield fix(title, Edit(source.span(made), rest), 0.9, stage=Stage.DATA_LOADING, why=why)
    rest = " - ".join([f"len({data})", *(source.span(other).text for other in others)])
    yield fix(title, Edit(source.span(last), rest), 0.84, stage=Stage.DATA_LOADING, why=why)


def _text(scope: ast.AST, other: ast.expr, made: ast.expr) -> str:
    """A part as it can be written where the last one is worked out: its name, once that is bound, or its value."""
    value = bound_once(scope, other.id) if isinstance(other, ast.Name) else None
    if value is None:
        return ast.unparse(other)
    together = any(value is part for part in walk(enclosing(made, ast.Assign) or made))
    later = (value.lineno, value.col_offset) > (made.lineno, made.col_offset)
    return ast.unparse(value if together or later else other)
