"""``explain_call``: why one call fails by its shapes, and the smallest changes with which it succeeds."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from shapefault.calls.facts import Facts
from shapefault.calls.judge import Judge, on_trial, torch_made
from shapefault.calls.measured import requirement
from shapefault.calls.search import MOST, WITHIN, Found, Search
from shapefault.calls.slots import function_name
from shapefault.change import Path
from shapefault.diagnose.crash import described, matching
from shapefault.model import Diagnosis, Operand
from shapefault.observe.crash import Crash
from shapefault.observe.deadly import surviving
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.recorder import Record
from shapefault.observe.replay import Replay
from shapefault.observe.trace import Trace
from shapefault.ops import axes as axes_of

_NOT_SHAPE = re.compile(
    r"^_LinAlgError|^TypeError: .*(?:should be|must be) (?:of type|an int)|element \d+ in argument|"
    r"\bdtype|scalar type|data type|Input type|floating.point|integral|complex|same device|memory location|"
    r"\blayout|strided tensors only|CUDA|received an invalid combination|must be (?:a |an )?\w+(?: or \w+)*, not \w+|"
    r"unexpected keyword|missing \d+ required|positional arguments?|not a valid value|without overflow|"
    r"probability tensor|edge_order=|\beps must",
)
"""What is wrong is a kind of argument, a dtype, a device, a value that is no size."""

_SHAPE = re.compile(
    r"dim|size|shape|\brank|length|element|channel|batch|\dD\b|axis|axes|matri|vector|broadcast|expandable|kernel|\bpad|"
    r"stride|dilation|groups|out of (?:range|bounds)|split|empty|multiple|divisible|steps|bins|numbers|at least|order|"
    r"shifts|chunks|n_sample|categories|greater or equal",
    re.IGNORECASE,
)
"""Words of which a message about shapes has one."""


def explain_call(fn: Any, /, *args: Any, **kwargs: Any) -> Diagnosis | None:
    """Why ``fn(*args, **kwargs)`` fails by the shapes it is given; None if it succeeds, or fails by something else.

    The diagnosis says what was required and what came, with PyTorch's own names for the axes and the arithmetic.
    ``changes`` holds the smallest changes of the arguments with which the call succeeds, the fewest and most
    plausible first; each was tried. ``change.apply(args, kwargs)`` gives the changed arguments.

    ``fn`` is an op (``torch.cat``, ``F.conv2d``, ``torch.Tensor.view``), a module, or a function of your own. It is run
    many times, on stand-ins for the tensors; the given ones, and a module's parameters, are read but never computed
    with or written to. Values count where they decide (indices, lengths); those of large tensors are not copied.

    Raises:
        ImportError: torch is not installed.
    """
    with on_trial(fn), surviving():
        judge = Judge(fn, args, kwargs)
        verdict = judge.baseline()
        if verdict.error is None or _NOT_SHAPE.search(verdict.message):
            return None
        search = Search(fn, judge, verdict)
        found = search.changes(most=MOST if torch_made(fn) else WITHIN)
        inner = judge.failing()
        trace = Trace(Crash.of(verdict.error))
        trace.__dict__["replay"] = Replay([inner] if inner is not None else [], error=verdict.error)
        # A layer that checks its input itself (nn.LSTM) has no failing op.
        within = inner is not None or bool(trace.crash.calls)
        mismatch = trace.mismatch if within else _mismatch(search.facts, fn, args, kwargs, trace)
        if mismatch is None:
            return None
        known = mismatch.broken is not None or (trace.parsed is not None and trace.parsed.sure)
        if not known and not _SHAPE.search(verdict.message):
            return None
        if not within and found and not _true(search, found[0]):
            mismatch.broken = None
        if mismatch.broken is None and found:
            mismatch.broken = requirement(search.facts, judge, found[0])
        matched = matching(mismatch, trace)
        if not matched:
            return None
        fault, cause = matched[0]
        diagnosis = described(fault, cause, mismatch, trace, [])
    return replace(
        diagnosis,
        when="call",
        operands=tuple(mismatch.operands.values()),
        changes=tuple(f.change for f in found),
    )


def _mismatch(facts: Facts, fn: Any, args: tuple[Any, ...], kwargs: dict[str, Any], trace: Trace) -> Mismatch:
    """The call itself as the one that failed; the given tensors are kept, for indices are read from them."""
    record = Record(fn, function_name(fn), args, kwargs, None, (), None)
    operands: dict[str, Operand] = {}
    given: dict[str, Any] = {}
    for slot in facts.operands:
        shape = tuple(int(s) for s in slot.value.shape)
        axes = axes_of(facts.op, slot.role, len(shape), facts.params)
        tensor = _at(record, slot.path)
        operands[slot.name] = Operand(slot.name, shape, axes, str(slot.value.dtype).removeprefix("torch."), id(tensor))
        given[slot.name] = tensor
    broken = facts.broken[0] if facts.broken else None
    return Mismatch(facts.op, operands, dict(facts.params), broken, record, None, trace.parsed, _tensors=given)


def _at(record: Record, path: Path) -> Any:
    value: Any = record.args[path[0]] if isinstance(path[0], int) else record.kwargs[path[0]]
    for step in path[1:]:
        value = value[step]
    return value


def _true(search: Search, found: Found) -> bool:
    """Whether the broken requirement is one indeed: the cheapest change, with which the call succeeds, keeps it."""
    broken = search.facts.broken
    return not broken or not any(r.formula == broken[0].formula for r in search.broken_after(found.change))
