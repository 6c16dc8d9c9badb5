"""``shapefault.check``: one call, one frozen result."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import shapefault
from shapefault.check.annotations import stated_spec
from shapefault.check.build import built
from shapefault.check.call import CheckedCall, check_call
from shapefault.check.conditional import had_it_been_right
from shapefault.check.domain import Domain, domain_of
from shapefault.check.errors import UsageError
from shapefault.check.forward import observe
from shapefault.check.independence import Independence, independence_of
from shapefault.check.inputs import InputSpec
from shapefault.check.limits import TIMEOUT, limited
from shapefault.check.meant import meant_otherwise
from shapefault.check.required import decided, held
from shapefault.check.required import parse as parse_required
from shapefault.check.result import CheckResult, Required
from shapefault.check.sizes import accepted, fitting, usual, with_free_maps
from shapefault.check.specs import HOW, arguments, spec_of, taken_by, with_dtypes
from shapefault.check.surroundings import as_it_was, floating_dtype, sized
from shapefault.model import Report
from shapefault.observe.recorder import quiet
from shapefault.repair.apply import digests
from shapefault.repair.forward import Rebuild

_AROUND = 5.0
"""Seconds for finding the sizes that would work."""


class Clock:
    """Seconds by the name of what they were spent on."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        """Put what has passed since the last lap on ``name``."""
        now = time.perf_counter()
        self.laps[name] = self.laps.get(name, 0.0) + now - self._last
        self._last = now


def check(
    model: Any,
    input_spec: object = None,
    *,
    training: bool = False,
    domain: bool = True,
    independence: bool = False,
    require: Sequence[str] = (),
    fixes: bool = True,
    timeout: float | None = TIMEOUT,
) -> CheckResult:
    """What ``model`` does with an input, without data and without computing anything.

    ``model`` is an ``nn.Module``, or a class or function that makes one without arguments. ``input_spec`` is a text
    (``"N,3,H,W"``: names are axes of any size, numbers are sizes), a shape, an example tensor, a list of these for
    several inputs, or a dict for inputs by keyword; left out, it is read from jaxtyping annotations of ``forward``.
    ``training`` checks the model in training mode. ``require`` has ranges like ``"H=1..1024"`` that must be accepted.
    ``fixes=False`` saves the time for checking edits. A forward that does not come to its end within ``timeout``
    seconds is ended and told as undecided (on systems with alarms, in the main thread). The model is left as it was.

    Raises a :class:`ValueError` that says in one line what cannot be read and what to give instead.
    """
    name = getattr(model, "__name__", type(model).__name__)
    with limited(timeout):
        module = built(model, [], {}, name, values=independence)
    spec = spec_of(input_spec) if input_spec is not None else stated_spec(module)
    if spec is None:
        raise UsageError(
            f"no input is given for {name}, and forward has no jaxtyping annotations that name every axis; {HOW}"
        )
    return check_module(
        module,
        spec,
        name,
        training=training,
        domain=domain,
        independence=independence,
        require=require,
        fixes=fixes,
        timeout=timeout,
        rebuild=rebuilder(model, [], {}, name) if module is not model else None,
    )


def rebuilder(found: Any, args: list[Any], kwargs: dict[str, Any], shown: str) -> Rebuild:
    """Builds the model anew by its class or factory, without a word."""

    def again(_: Any) -> Any:
        with quiet():
            return built(found, args, kwargs, shown)

    return again


def check_module(
    model: Any,
    spec: InputSpec,
    name: str,
    *,
    training: bool = False,
    domain: bool = True,
    independence: bool = False,
    require: Sequence[str] = (),
    fixes: bool = True,
    timeout: float | None = TIMEOUT,
    rebuild: Rebuild | None = None,
) -> CheckResult:
    """Check a module that is built, with a spec that is read."""
    given = taken_by(model, spec)
    spec = with_dtypes(given, floating_dtype(model))
    ranges = {text: parse_required(text, spec) for text in require}
    if ranges and not domain:
        raise UsageError("a requirement needs the set of accepted sizes; leave out --no-domain (domain=False)")
    clock = Clock()
    with limited(timeout):
        model = sized(model, lambda: arguments(spec, usual(spec), "cpu"))
    with as_it_was(model, training):
        with limited(timeout) as limit:
            found = domain_of(model, spec, limits=decided(list(ranges.values()))) if domain and spec.free else None
            clock.lap("domain")
            sizes = _sizes(model, spec, found) if not limit.over else usual(spec)
        args, kwargs = arguments(spec, sizes, "meta")
        with limited(timeout) as limit:
            called = check_call(model, args, kwargs, fixes=fixes, search=fixes, rebuild=rebuild)
        meant_otherwise(given, called, name)
        clock.lap("forward")
    notes: list[str] = []
    if domain and called.faults and not _accepts(found) and not limit.over:
        with limited(timeout):
            found = _around(model, spec, training) or found
            free = with_free_maps(spec) or spec
            if free.free and not _accepts(found):
                with as_it_was(model, training):
                    told = had_it_been_right(model, called.faults, free, _AROUND)
                notes += [told] if told is not None else []
        clock.lap("domain")
    with limited(timeout):
        mixing = independence_of(model, spec) if independence and called.went_well else None
    return result_of(
        called,
        name,
        spec,
        sizes,
        training,
        domain=found,
        independence=mixing,
        required=tuple(held(text, each, sizes, found) for text, each in ranges.items()),
        notes=tuple(notes),
        seconds=clock.laps,
    )


def _sizes(model: Any, spec: InputSpec, domain: Domain | None) -> Mapping[str, int]:
    """The sizes for the table: accepted ones, if there are any."""
    if not spec.free:
        return {}
    known = accepted(spec, domain) if domain is not None else None
    return known if known is not None else fitting(spec, lambda sizes: _passes(model, spec, sizes))


def _around(model: Any, spec: InputSpec, training: bool) -> Domain | None:
    """The sizes that would work for a model that fails at the ones it was given: of its images' height and width."""
    free = with_free_maps(spec)
    if free is None:
        return None
    with as_it_was(model, training):
        found = domain_of(model, free, seconds=_AROUND)
    return found if _accepts(found) or all(part.accepted is not None for part in found.parts) else None


def _accepts(domain: Domain | None) -> bool:
    """Whether some size is known to be accepted."""
    return domain is not None and any(part.accepted for part in domain.parts)


def _passes(model: Any, spec: InputSpec, sizes: Mapping[str, int]) -> bool:
    args, kwargs = arguments(spec, sizes, "meta")
    seen = observe(model, args, kwargs, known={}, only_known=True)
    return seen.replay.error is None and seen.stop is None


def result_of(
    called: CheckedCall,
    name: str,
    spec: InputSpec,
    sizes: Mapping[str, int],
    training: bool,
    *,
    domain: Domain | None = None,
    independence: Independence | None = None,
    required: tuple[Required, ...] = (),
    notes: tuple[str, ...] = (),
    seconds: Mapping[str, float] | None = None,
) -> CheckResult:
    """The result, with the report around the diagnoses."""
    torch = sys.modules.get("torch")
    report = Report(
        shapefault.__version__,
        str(getattr(torch, "__version__", "")) or None,
        str(Path.cwd()),
        called.diagnoses,
        sources=digests(tuple(fix for diagnosis in called.diagnoses for fix in diagnosis.fixes)),
    )
    return CheckResult(
        name=name,
        spec=spec,
        sizes=dict(sizes),
        training=training,
        report=report,
        table=called.table,
        stop=called.stop,
        domain=domain,
        independence=independence,
        required=required,
        notes=notes,
        seconds=seconds or {},
    )
