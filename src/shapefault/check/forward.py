"""The model's forward on tensors without memory: every module call, every op, and every fault on the way.

At a fault the facts are read off the live frames, as after a crash. Then the run goes on with the result that the
call would have given had the number been right, where there is one; else it ends there.
"""

from __future__ import annotations

import ast
import dis
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shapefault.check.judge import judged, suspect
from shapefault.check.limits import TimeOver, timed
from shapefault.check.onward import Onward, ways_on
from shapefault.diagnose.crash import Found, diagnose
from shapefault.model import Shape, Span, Stage
from shapefault.observe import replay as replaying
from shapefault.observe.crash import Crash
from shapefault.observe.private import unwatched
from shapefault.observe.recorder import Record
from shapefault.observe.replay import Replay, lacks_values, replay_call
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of, tensors_in
from shapefault.repair.tries import Tries, tries_of
from shapefault.source.files import enclosing
from shapefault.source.frames import Frame, Site, frames_of
from shapefault.source.nodes import walk

Key = tuple[str, str, str, int]
"""A fault by what an edit elsewhere does not move: module path, op, function, how many of these came before."""

_LAYOUT = frozenset(["SF101", "SF103", "SF502", "SF505", "SF506", "SF731"])
"""Faults in the order or number of axes: with the number put right, the sizes behind it would still be wrong."""

_SEARCH = 5.0
"""Seconds for finding the edits to try for one fault."""

_READS = frozenset(["item", "tolist", "numpy", "__int__", "__float__", "__index__", "__bool__", "__array__", "equal"])
_BY_VALUE = frozenset(
    ["nonzero", "argwhere", "unique", "unique_consecutive", "masked_select", "bincount", "_pack_padded_sequence"]
)
_NO_KERNEL = re.compile(
    r"Could not run '([\w:.]+)' with arguments from the 'Meta'|no (?:fake|meta) impl|(\w+::\w+).*Meta"
)


_REFUSALS = (AssertionError, ValueError, TypeError, RuntimeError, IndexError)
"""What a model raises at an input that it does not take; anything else is about its surroundings."""


class _Halt(BaseException):
    """Ends the run; no ``except`` clause of the program takes it for its own."""


@dataclass
class Call:
    """One call of a module of the model; ``first`` and ``last`` bound its records."""

    module: Any
    path: str
    inputs: tuple[Shape, ...]
    first: int
    conditional: bool
    outputs: tuple[Shape, ...] | None = None
    last: int = 0
    bytes_out: int = 0


@dataclass(frozen=True)
class Fault:
    """A fault as it was found: its diagnosis, what there is to try, and whether it stands behind another one."""

    key: Key
    found: Found
    tries: Tries
    conditional: bool
    ways: int
    """How many results the call may have had; 0 where the run ended here."""


@dataclass(frozen=True)
class Stop:
    """Why a run did not reach its end, where no diagnosis says so."""

    kind: str
    """``refused``: the model itself raised for this input. ``undecided``: without values it cannot be told."""
    reason: str
    span: Span | None = None
    path: str = ""


@dataclass
class Observation:
    """One forward as it went."""

    replay: Replay
    calls: list[Call] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    stop: Stop | None = None
    late: bool = False
    """Whether it took longer than it may, and was ended."""


def observe(
    model: Any,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    *,
    choices: Mapping[Key, int] | None = None,
    known: Mapping[Key, Fault] | None = None,
    only_known: bool = False,
    above: Sequence[Frame] = (),
    search: bool = True,
) -> Observation:
    """Run ``model(*args, **kwargs)`` without memory.

    ``choices`` says for a fault which of several results to go on with. With ``known``, nothing is diagnosed: the
    faults in it are noted where they occur again, others are passed, or end the run if ``only_known``.
    ``above`` are the program's frames that led to the call. Without ``search`` no edits are looked for.
    """
    run = _Run(model, choices or {}, known, only_known, above, search)
    return run.run(args, kwargs)


class _Run:
    def __init__(
        self,
        model: Any,
        choices: Mapping[Key, int],
        known: Mapping[Key, Fault] | None,
        only_known: bool,
        above: Sequence[Frame],
        search: bool,
    ) -> None:
        self.model, self.choices, self.known, self.above = model, choices, known, list(above)
        self.only_known, self.search = only_known, search
        self.seen = Observation(Replay())
        self.paths: dict[int, str] = {}
        self.reals: dict[int, Any] = {}
        for name, module in model.named_modules():
            self.paths[id(module)] = name
            for table in (module._parameters, module._buffers):
                self.reals.update((id(t), t) for t in table.values() if t is not None)
        self.open: list[Call] = []
        self.counted: Counter[tuple[str, str, str]] = Counter()
        self.first: dict[Any, Key] = {}
        """By op, instruction and message, the fault as it was met first."""
        self.active = False

    def run(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Observation:
        from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook

        handles = [register_module_forward_pre_hook(self._enter), register_module_forward_hook(self._leave)]
        self.active = True
        try:
            with timed():
                replay_call(self.model, args, kwargs, "meta", self._perform, self.seen.replay)
        except _Halt:
            pass
        except TimeOver as over:
            user = next((f for f in reversed(_below(frames_of(over.__traceback__))) if f.is_user), None)
            self.seen.late = True
            self.seen.stop = Stop("undecided", f"forward {over}", user.site.span() if user else None, self._path)
        finally:
            self.active = False
            for handle in handles:
                handle.remove()
        error = self.seen.replay.error
        if error is not None and self.seen.stop is None:
            self._ended(error)
        return self.seen

    # -- the modules ----------------------------------------------------------------------------------

    def _enter(self, module: Any, args: Any) -> None:
        if not self.active or (path := self.paths.get(id(module))) is None:
            return
        with unwatched():
            shapes = tuple(s for t in tensors_in(list(args)) if (s := shape_of(t)) is not None)
        call = Call(module, path, shapes, len(self.seen.replay.records), bool(self.seen.faults))
        self.open.append(call)
        self.seen.calls.append(call)

    def _leave(self, module: Any, args: Any, result: Any) -> None:
        if not self.active or id(module) not in self.paths:
            return
        while self.open:
            call = self.open.pop()
            if call.module is module:
                with unwatched():
                    tensors = tensors_in(result)
                    call.outputs = tuple(s for t in tensors if (s := shape_of(t)) is not None)
                    call.bytes_out = sum(t.numel() * t.element_size() for t in tensors)
                call.last = len(self.seen.replay.records)
                call.conditional = call.conditional or bool(self.seen.faults)
                return

    # -- the ops --------------------------------------------------------------------------------------

    def _perform(self, record: Record) -> Any:
        try:
            result = record.func(*record.args, **record.kwargs)
        except Exception as error:
            again = self._otherwise(record, error)
            return again[0] if again is not None else self._failed(record, error)
        if suspect(record) and (verdict := self._aside(judged, record)) is not None and verdict.error is not None:
            return self._failed(record, verdict.error, verdict.error)
        return result

    def _otherwise(self, record: Record, error: Exception) -> tuple[Any] | None:
        """The result of a call that fails only since its tensors are without memory; in a tuple."""
        import torch
        from torch.utils import _pytree

        if record.name in _READS and record.args and (real := self._real(record.args[0])) is not None:
            return (record.func(real, *record.args[1:], **record.kwargs),)
        tensors = tensors_in([*record.args, *record.kwargs.values()])
        strays = [t for t in tensors if t.device.type != "meta"]
        if not strays or len(strays) == len(tensors):
            return None

        def moved(value: Any) -> Any:
            if isinstance(value, torch.Tensor) and value.device.type != "meta":
                return torch.empty_strided(value.shape, value.stride(), dtype=value.dtype, device="meta")
            return value

        args, kwargs = _pytree.tree_map(moved, (record.args, record.kwargs))
        try:
            return (record.func(*args, **kwargs),)
        except Exception:
            return None

    def _real(self, stand_in: Any) -> Any:
        """The parameter or buffer with values behind a stand-in."""
        stand_ins = self.seen.replay.stand_ins
        found = next((t for key, t in self.reals.items() if stand_ins.get(key) is stand_in), None)
        return found if found is not None and found.device.type != "meta" else None

    def _failed(self, record: Record, error: Exception | BaseException, real: BaseException | None = None) -> Any:
        """A call that failed: the real kernel's result where it takes the call, else the fault and the way on."""
        if self._handled_by_program():
            raise error
        if record.name in _READS | _BY_VALUE or _by_mask(record):
            self._stop("undecided", f"`{record.name}` needs values, and a check has none")
        if real is None:
            verdict = self._aside(judged, record)
            if verdict is None and isinstance(error, NotImplementedError):
                self._stop("undecided", _no_kernel(record, error))
            if verdict is not None and verdict.error is None:
                return verdict.result
            if verdict is not None:
                real = verdict.error
        if "stride" in str(real or error) and record.name == "view" and not self._strides_certain(record):
            return record.args[0].reshape(*record.args[1:], **record.kwargs)
        crash, key, replay = self._facts(record, error, real)
        first = self.first.setdefault((key[:3], _instruction(crash), str(crash.exc)), key)
        if first != key:  # the next step of a loop meets the same fault
            mismatch = self._aside(lambda: Trace(crash, replay).mismatch)
            ways, key = ways_on(mismatch) if mismatch is not None else [], first
        elif self.known is None:
            fault, ways = self._aside(self._fault, crash, key, replay)
            if fault is None:
                raise error
            self.seen.faults.append(fault)
        else:
            ways = self._aside(self._again, crash, key, replay)
        if not ways:
            raise _Halt
        return ways[min(self.choices.get(key, 0), len(ways) - 1)].result

    def _aside(self, function: Callable[..., Any], *args: Any) -> Any:
        """Call ``function`` without taking the modules that it runs for calls of this run."""
        self.active = False
        try:
            return function(*args)
        finally:
            self.active = True

    def _facts(self, record: Record, error: BaseException, real: BaseException | None) -> tuple[Crash, Key, Replay]:
        """What is alive around a failing call: the frames, which fault it is, and the run up to here."""
        frames = [*self.above, *_live(), *_inner(error)]
        recorded = self.seen.replay
        module = self._path
        user = next((f.site.code.co_qualname for f in reversed(frames) if f.is_user), "")
        kind = (module, record.name, user)
        key = (*kind, self.counted[kind])
        self.counted[kind] += 1
        replay = Replay(list(recorded.records), None, error, recorded.stand_ins, recorded.arguments)
        return Crash(real or error, frames), key, replay

    def _fault(self, crash: Crash, key: Key, replay: Replay) -> tuple[Fault | None, list[Onward]]:
        """A fault that is met for the first time, diagnosed."""
        found = diagnose(crash, replay)
        if found is None:
            return None, []
        ways = ways_on(found.mismatch) if _is_number(found) else []
        return Fault(key, found, self._tries(found), bool(self.seen.faults), len(ways)), ways

    def _again(self, crash: Crash, key: Key, replay: Replay) -> list[Onward]:
        """The ways on from a fault in another run than the first."""
        assert self.known is not None
        fault = self.known.get(key)
        if fault is not None:
            self.seen.faults.append(fault)
        elif self.only_known:
            self._stop("refused", str(crash.exc))
        mismatch = Trace(crash, replay).mismatch
        return ways_on(mismatch) if mismatch is not None and (fault is None or fault.ways) else []

    def _tries(self, found: Found) -> Tries:
        """What there is to try, while the frames are alive from which it is read."""
        if not self.search:
            return Tries()
        found.trace.deadline = time.perf_counter() + _SEARCH
        try:
            return tries_of(found)
        finally:
            found.trace.deadline = None

    # -- where it ends --------------------------------------------------------------------------------

    @property
    def _path(self) -> str:
        return self.open[-1].path if self.open else ""

    def _stop(self, kind: str, reason: str) -> None:
        """End the run here, with the place that the live frames show."""
        user = next((f for f in reversed(_live()) if f.is_user), None)
        self.seen.stop = Stop(kind, reason, user.site.span() if user is not None else None, self._path)
        raise _Halt

    def _ended(self, error: BaseException) -> None:
        """The forward raised: a fault that a layer found itself, the model's own refusal, or the lack of values."""
        frames = [*self.above, *_below(frames_of(error.__traceback__))]
        crash = Crash(error, frames)
        path = self._path
        span = crash.user.site.span() if crash.user is not None else None
        told = " ".join(f"{type(error).__name__}: {error}".split())
        if lacks_values(error):
            reason = _no_kernel(None, error) if _NO_KERNEL.search(told) else f"forward needs values here ({told[:120]})"
            self.seen.stop = Stop("undecided", reason, span, path)
            return
        recorded = self.seen.replay
        replay = Replay(recorded.records, None, error, recorded.stand_ins, recorded.arguments)
        found = diagnose(crash, replay) if self.known is None else None
        if found is not None:
            key = (path, found.mismatch.op, crash.user.name if crash.user else "", 0)
            self.seen.faults.append(Fault(key, found, self._tries(found), bool(self.seen.faults), 0))
            return
        kind = "refused" if isinstance(error, _REFUSALS) and _raised_by_code(frames) else "undecided"
        self.seen.stop = Stop(kind, told[:300], span, path)

    def _handled_by_program(self) -> bool:
        """Whether the program has an ``except`` around the failing call: then the failure is its own affair."""
        for entry in _live():
            node = entry.site.node() if entry.is_user else None
            inner: Any = node
            while inner is not None:
                outer = enclosing(inner, ast.Try, ast.FunctionDef, ast.Lambda)
                if isinstance(outer, ast.Try) and outer.handlers and _within(node, outer.body):
                    return True
                inner = outer if isinstance(outer, ast.Try) else None
        return False

    def _strides_certain(self, record: Record) -> bool:
        """Whether the strides are those of real kernels: attention and convolution choose theirs by the device."""
        tensor = record.args[0]
        for earlier in reversed(self.seen.replay.records[:-1][-40:]):
            if earlier.name in ("scaled_dot_product_attention", "multi_head_attention_forward"):
                return False
            if earlier.done and any(out is tensor for out in tensors_in(earlier.out)):
                tensor = next(iter(tensors_in(list(earlier.args))), tensor)
        return True


def _live() -> list[Frame]:
    """The frames between the start of the run and the op that is running now, outermost first."""
    frame: Any = sys._getframe(1)
    found: list[Frame] = []
    while frame is not None and not (frame.f_code.co_name == "call" and frame.f_code.co_filename == replaying.__file__):
        if not _ours(frame.f_code.co_filename):
            found.append(Frame(frame, frame.f_lineno or 0, Site(frame.f_code, frame.f_lasti)))
        frame = frame.f_back
    return found[::-1]


def _inner(error: BaseException) -> list[Frame]:
    """The frames below the op's call."""
    return [entry for entry in frames_of(error.__traceback__) if not _ours(entry.file)]


def _below(frames: list[Frame]) -> list[Frame]:
    """The frames of the run itself, without those that started it."""
    return [entry for entry in frames if not _ours(entry.file)]


def _ours(file: str) -> bool:
    return file.startswith(_HOME)


_HOME = __file__.rpartition("check")[0]


def _is_number(found: Found) -> bool:
    """Whether the fault is in a number alone, so that the layer's result is known once it is right."""
    return found.diagnosis.code not in _LAYOUT and found.diagnosis.cause is not Stage.RESHAPE


def _instruction(crash: Crash) -> tuple[Any, ...]:
    return (crash.user.site.code, crash.user.site.lasti) if crash.user is not None else ()


def _by_mask(record: Record) -> bool:
    return record.name == "__getitem__" and any(str(t.dtype) == "torch.bool" for t in tensors_in(list(record.args[1:])))


def _no_kernel(record: Record | None, error: BaseException) -> str:
    match = _NO_KERNEL.search(str(error))
    name = (match and (match[1] or match[2])) or (record.name if record is not None else "an op")
    return f"{name} has no kernel for tensors without values; give it one by torch.library.register_fake"


def _raised_by_code(frames: list[Frame]) -> bool:
    """Whether a ``raise`` or ``assert`` statement threw the exception, not a kernel."""
    if not frames:
        return False
    code, at = frames[-1].site.code, frames[-1].site.lasti
    return code.co_code[at] == dis.opmap["RAISE_VARARGS"]


def _within(node: Any, body: list[Any]) -> bool:
    return any(node is part for statement in body for part in walk(statement))
