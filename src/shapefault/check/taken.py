"""Within the script's process: a model is checked just before each call that differs from those before it.

Loaded before the script starts. It stands around ``nn.Module.__call__``; the outermost modules with parameters that
are no loss and no transform are the script's models. The script goes on behind its first step, for a while, and a call
that was made before is answered from memory: so it comes to a last batch and a validation phase without training.

A fault that the check foresees is told once the call itself has failed, and then as ``run`` tells a crash. What
PyTorch takes after all is none. Where the time is over before that, what was foreseen stands.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from types import FrameType
from typing import Any

from shapefault.observe import hooks

os.environ.setdefault("TORCHDYNAMO_DISABLE", "1")
hooks.arm()

import torch  # noqa: E402

from shapefault.check.api import result_of  # noqa: E402
from shapefault.check.batches import last_batch, watch_loaders  # noqa: E402
from shapefault.check.call import CheckedCall, check_call  # noqa: E402
from shapefault.check.inputs import InputSpec, TensorSpec  # noqa: E402
from shapefault.check.limits import TIMEOUT, limited  # noqa: E402
from shapefault.check.remembered import Memory, hooked, signature, state_of, surroundings  # noqa: E402
from shapefault.check.result import Followed, Taken  # noqa: E402
from shapefault.check.surroundings import as_it_was, sized  # noqa: E402
from shapefault.check.table import Table, Totals  # noqa: E402
from shapefault.check.timer import Finished, Timer  # noqa: E402
from shapefault.check.within import above, chain, is_model, without  # noqa: E402
from shapefault.diagnose.crash import diagnose  # noqa: E402
from shapefault.faults import all_faults  # noqa: E402
from shapefault.faults.base import strict  # noqa: E402
from shapefault.observe.crash import Crash  # noqa: E402
from shapefault.observe.values import shape_of, tensors_in  # noqa: E402
from shapefault.observe.witness import Seen, seen  # noqa: E402
from shapefault.repair.inner import Next, next_fault  # noqa: E402
from shapefault.repair.last_resort import LastResort  # noqa: E402
from shapefault.repair.rerun.job import Job  # noqa: E402
from shapefault.repair.tries import Tries, tries_of  # noqa: E402
from shapefault.source.frames import Frame  # noqa: E402

_MOST = 0.8
"""Of the time for a script's first step: the part that is left for its models."""
_LOOKED = 0.2
"""Of that time: the part for a check of one call."""
_FOLLOWED = 10.0
"""Seconds for which it is followed behind that."""
_CONFIRMED = 10.0
"""Seconds for a call that is foreseen to fail."""


@dataclass
class _Call:
    """What was seen of the calls with one signature."""

    module: Any
    """Kept alive: its id is given to no other one."""
    taken: Taken
    follows: bool
    """Whether the shapes of its outputs follow from those of its inputs."""
    number: int
    """Which of the script's calls it was checked at, from 1."""
    phase: int
    """At how many places the script had called models by then, each in training mode or not."""
    met: bool = False

    @property
    def foreseen(self) -> bool:
        """Whether the call is expected to fail."""
        return not self.taken.result.ok

    def passed(self) -> None:
        """The call came to its end: what was foreseen was wrong."""
        if self.foreseen:
            result = replace(self.taken.result.with_diagnoses(()), stop=None)
            self.taken = Taken(result)


@dataclass
class _Script:
    """The script as far as it has come."""

    seen: dict[Hashable, _Call | None] = field(default_factory=dict)
    places: set[Hashable] = field(default_factory=set)
    memory: Memory = field(default_factory=Memory)
    timer: Timer = field(default_factory=Timer)
    done: int = 0
    """Calls that have come to their end."""
    until: int = 0
    """As many as are to be seen; 0 for all."""
    busy: bool = False
    recalled: bool = False
    failed: tuple[_Call | None, BaseException] | None = None
    """The call that raised last, with what it raised."""
    pid: int = -1
    limit: float = 120.0
    """Seconds for the first step."""

    def watches(self, module: Any) -> bool:
        """Whether a call of ``module`` is one that the script makes of a model."""
        if self.busy or threading.current_thread() is not threading.main_thread() or not is_model(module):
            return False
        if self.pid == -1:
            self.pid = os.getpid()
            if (job := Job.current()) is not None:
                self.until, self.limit = job.aim, job.timeout
            self.timer.start(_MOST * self.limit)
        return self.pid == os.getpid()  # else a worker that the script forked

    def call(self, module: Any, args: tuple[Any, ...], kwargs: dict[str, Any], caller: FrameType) -> Any:
        """Check the call if it is a new one; make it, or remember what it gave."""
        if self.failed is not None and self.failed[0] is not None:
            self.failed[0].passed()  # the script has dealt with it itself
        self.failed = None
        place = (id(module), caller.f_code, caller.f_lasti, module.training)
        if place in self.places:
            self.timer.shorten(_FOLLOWED)
        self.places.add(place)
        self.busy = True
        try:
            key, whole = signature(module, args, kwargs)
            call = self._looked(key, module, args, kwargs, caller)
            whole = whole and call is not None and call.follows and not hooked(module)
            key = (key, surroundings(module))
            if whole and (kept := self.memory.recall(key, module, args, kwargs)) is not None:
                self.recalled = True
                self._over()
                return kept.value
            before = state_of(module)
            with self.timer.within(_CONFIRMED if call is not None and call.foreseen else None):
                output = _plain_call(module, *args, **kwargs)
        except Exception as error:
            self.failed = call, error
            raise
        finally:
            self.busy = False
        if call is not None:
            call.passed()
        if whole and state_of(module) == before:
            self.memory.keep(key, output)
        self._over()
        return output

    def _over(self) -> None:
        """One more call has come to its end."""
        self.done += 1
        if self.done == self.until:
            raise Finished

    def _looked(
        self, key: Hashable, module: Any, args: tuple[Any, ...], kwargs: dict[str, Any], caller: FrameType
    ) -> _Call | None:
        """What is known of such a call; the first one is checked. None where that failed."""
        if key not in self.seen:
            self.seen[key] = None
            try:
                self._check(key, module, args, kwargs, above(caller))
            except Exception:  # a failure of ours is none of the script's
                if strict():
                    raise
        call = self.seen[key]
        if call is not None:
            call.met = True
        return call

    def _check(
        self, key: Hashable, module: Any, args: tuple[Any, ...], kwargs: dict[str, Any], frames: list[Frame]
    ) -> None:
        with limited(min(TIMEOUT, _LOOKED * self.limit)):
            model = sized(module, lambda: (args, kwargs))
        with as_it_was(model), limited(min(TIMEOUT, _LOOKED * self.limit)):
            at = (self.done + 1, len(self.places))
            self.seen[key] = call = _checked(model, module, args, kwargs, frames, at)
            if call.foreseen or (ragged := last_batch(args, kwargs)) is None:
                return
            last, _ = signature(module, ragged.args, ragged.kwargs)
            if last not in self.seen:
                self.seen[last] = _checked(model, module, ragged.args, ragged.kwargs, frames, at, (ragged.note,))

    @property
    def reach(self) -> tuple[int, int]:
        """How many calls have to come to their end for the faults to be gone, and from how many places."""
        here = (self.done, len(self.places))
        if self.failed is not None:
            return self.done + 1, len(self.places)
        return max(((c.number, c.phase) for c in self.seen.values() if c is not None and c.foreseen), default=here)

    def followed(self, ended: bool, note: str = "", following: Any = None) -> Followed:
        """What was found so far."""
        reach, phases = self.reach if not ended else (0, 0)
        return Followed(self.results, self.done, len(self.places), ended, reach, phases, note, following)

    @property
    def results(self) -> tuple[Taken, ...]:
        """Each model's first call, and every one with a fault."""
        calls = [c for c in self.seen.values() if c is not None and (c.met or c.foreseen)]
        first: dict[str, int] = {}
        found: list[Taken] = []
        more: dict[int, int] = {}
        for call in calls:
            name = repr(call.module)  # models that are built alike, as one for each fold, are told once
            known = first.get(name)
            if call.taken.result.ok and known is not None:
                more[known] = more.get(known, 0) + 1
                continue
            if known is None:
                first[name] = len(found)
            found.append(call.taken)
        for at, count in more.items():
            found[at] = found[at].noted(f"{count} more of its calls, with other inputs, met no fault")
        return tuple(found)


_script = _Script()
_plain_call = torch.nn.Module.__call__


def _called(self: Any, *args: Any, **kwargs: Any) -> Any:
    """Stands for ``nn.Module.__call__``."""
    if not _script.watches(self):
        return _plain_call(self, *args, **kwargs)
    return _script.call(self, args, kwargs, sys._getframe(1))


def _checked(
    model: Any,
    module: Any,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    frames: list[Frame],
    at: tuple[int, int],
    notes: tuple[str, ...] = (),
) -> _Call:
    called = check_call(model, args, kwargs, above=frames, fixes=False)
    tries = tuple(fault.tries for fault in called.faults)
    return _Call(module, _taken(called, module, args, kwargs, tries, notes), called.went_well, *at)


def _taken(
    called: CheckedCall,
    module: Any,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    tries: tuple[Tries, ...],
    notes: tuple[str, ...] = (),
) -> Taken:
    tensors = tensors_in([*args, *kwargs.values()])
    spec = InputSpec(tuple(TensorSpec(shape_of(t) or (), str(t.dtype).removeprefix("torch.")) for t in tensors))
    return Taken(result_of(called, type(module).__name__, spec, {}, module.training, notes=notes), tries)


def stop_after(calls: int) -> None:
    """Nothing is to be seen behind so many calls of models."""
    _script.until = calls


def ended() -> Followed:
    """What was found, where the script came to its end: then nothing that was foreseen has come, or it was handled."""
    _script.timer.stop()
    for call in _script.seen.values():
        if call is not None:
            call.passed()
    return _script.followed(True)


def crashed(error: BaseException) -> Followed:
    """What was found, where the script was stopped or raised: then its own crash within a model counts, too."""
    _script.timer.stop()
    _script.busy = True
    note, following = "", None
    held = seen()
    if not isinstance(error, Finished):
        with suppress(Exception):
            error = error.with_traceback(without(__file__, error.__traceback__))
            if held:
                return _script.followed(False, "", _slips(error, held))
            note = _tell(error)
            following = next_fault(error) if note and _script.until else None
    return _script.followed(False, note, following)


def _slips(error: BaseException, held: Seen) -> Next:
    """What is proposed last for the crash of a run that was watched."""
    told, found = Next(seen=held), diagnose(Crash.of(error))
    fixes = LastResort(found.trace, found.suspects).slips(told) if found is not None else ()
    return replace(told, fixes=tuple(fixes))


def _tell(error: BaseException) -> str:
    """Take a call that failed as ``run`` tells it; the note for an exception that is none of a model's call."""
    call = _script.failed[0] if _script.failed is not None and _script.failed[1] in chain(error) else None
    crash = Crash.of(error)
    calls = crash.model_calls
    if call is None and _script.recalled:
        return ""  # perhaps of what was remembered
    found = diagnose(crash) if calls else None
    if found is None and call is not None and call.foreseen:
        return ""
    if found is None:
        told = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        return f"the script ended with {told}; what comes behind is not seen"
    called = CheckedCall(Table((), Totals(0, 0, 0, 0, 0, 0)), (replace(found.diagnosis, when="check"),))
    root = calls[0]
    taken = _taken(called, root.module, root.args, root.kwargs, (tries_of(found),))
    if not _script.until:  # runs with an edit are not asked for slips
        taken = replace(taken, watched=LastResort(found.trace, found.suspects).watched())
    if call is not None:
        call.taken = taken.in_place_of(call.taken)
    else:
        taken = replace(taken, called=is_model(root.module))
        _script.seen[object()] = _Call(root.module, taken, False, _script.done + 1, len(_script.places), met=True)
    return ""


def _warm() -> None:
    """Load once what torch and we would load in each of the script's runs."""
    all_faults()
    layer = torch.nn.Linear(1, 1)
    check_call(layer, (torch.zeros(1, 2),), {}, fixes=False)
    torch.optim.SGD(layer.parameters(), 0.1)


_warm()
watch_loaders()
torch.nn.Module.__call__ = _called
