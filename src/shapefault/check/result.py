"""What a check found, frozen: the table, the faults, the domain, and what could not be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from shapefault.check.domain import Domain
from shapefault.check.forward import Stop
from shapefault.check.independence import Independence
from shapefault.check.inputs import InputSpec
from shapefault.check.table import Table
from shapefault.model import Diagnosis, Report
from shapefault.repair.inner import Next
from shapefault.repair.tries import Tries

Status = Literal["clean", "faults", "undecided"]


@dataclass(frozen=True)
class Required:
    """A range of sizes that had to be accepted (``--require "H=1..1024"``), and whether the domain has all of it."""

    text: str
    holds: bool | None
    reason: str = ""


@dataclass(frozen=True)
class CheckResult:
    """The result of checking one model with one input."""

    name: str
    spec: InputSpec
    sizes: Mapping[str, int]
    """The size that each free axis had in the table."""
    training: bool
    report: Report
    table: Table | None = None
    stop: Stop | None = None
    """Why the forward did not reach its end, where no diagnosis says so."""
    domain: Domain | None = None
    """The set of sizes that the model accepts; None where it was not asked for or nothing is free.

    For a model that fails at fixed sizes: of the heights and widths that would work, if there are any.
    """
    independence: Independence | None = None
    required: tuple[Required, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def diagnoses(self) -> tuple[Diagnosis, ...]:
        """Every fault, in the order in which forward meets them."""
        return self.report.diagnoses

    @property
    def status(self) -> Status:
        """``faults`` where the model refuses the input, mixes samples or axes that it must not, or fails a requirement.

        ``undecided`` where that is open.
        """
        refused = self.stop is not None and self.stop.kind == "refused"
        apart = self.independence
        mixes = apart is not None and (apart.mixes or apart.transpose is not None)
        if self.diagnoses or refused or mixes or any(r.holds is False for r in self.required):
            return "faults"
        open_ = apart is not None and apart.mixes is None
        if self.stop is not None or open_ or any(r.holds is None for r in self.required):
            return "undecided"
        return "clean"

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return self.status != "faults"

    def with_diagnoses(self, diagnoses: tuple[Diagnosis, ...]) -> CheckResult:
        """The result with ``diagnoses`` in place of its own, and the digests of the files that their fixes edit."""
        from shapefault.repair.apply import digests

        sources = digests(tuple(fix for diagnosis in diagnoses for fix in diagnosis.fixes))
        return replace(self, report=replace(self.report, diagnoses=diagnoses, sources=sources))

    def to_json(self) -> dict[str, Any]:
        """The result in dicts, lists, strings, numbers and None (schema ``shapefault.check/1``)."""
        from shapefault.check.show.json import to_json

        return to_json(self)

    def __str__(self) -> str:
        from shapefault.check.show.text import render

        return render(self)

    def _repr_html_(self) -> str:
        from shapefault.check.show.html import render

        return render(self)


@dataclass(frozen=True)
class Taken:
    """The check of a script's model, and what there is to try for each of its faults."""

    result: CheckResult
    tries: tuple[Tries, ...] = ()
    called: bool = True
    """Whether every run sees the call: that of a module without parameters, a loss, is seen where it fails."""
    watched: Mapping[str, str] | None = None
    """Of a call that failed: the files with expressions that tell what they are, to be run before slips are asked for.
    """

    def noted(self, note: str) -> Taken:
        """The same with one more note."""
        return replace(self, result=replace(self.result, notes=(*self.result.notes, note)))

    def in_place_of(self, foreseen: Taken) -> Taken:
        """The check of a call that has failed: its own fault is the first one of those that were foreseen for it."""
        diagnoses, tries = self.result.diagnoses, self.tries
        if [d.code for d in foreseen.result.diagnoses[:1]] == [d.code for d in diagnoses]:
            diagnoses += foreseen.result.diagnoses[1:]
            tries += foreseen.tries[1:]
        result = replace(foreseen.result.with_diagnoses(diagnoses), stop=None)
        return replace(self, result=result, tries=tries)


@dataclass(frozen=True)
class Followed:
    """A script as far as it was followed."""

    taken: tuple[Taken, ...]
    done: int
    """Calls of models that came to their end."""
    phases: int
    """The places of the script's calls of models, each in training mode or not."""
    ended: bool
    """Whether the script itself did."""
    reach: int = 0
    """How many calls have to come to their end in a run without its faults."""
    reach_phases: int = 0
    """From how many places: more batches of a training phase are no way past a fault that lies behind it."""
    note: str = ""
    """What else is to be said."""
    following: Next | None = None
    """In a run with an edit, the fault outside of all models that ended it; in one that was watched, its slips."""
