"""One call of a model, checked: the table of what ran, every fault, and why it ended where it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shapefault.check.findings import confirmed, diagnosed
from shapefault.check.forward import Fault, Stop, observe
from shapefault.check.table import Table, table_of
from shapefault.model import Diagnosis
from shapefault.observe.values import tensors_in
from shapefault.repair.forward import Rebuild
from shapefault.source.frames import Frame


@dataclass(frozen=True)
class CheckedCall:
    """What one call of a model showed."""

    table: Table
    diagnoses: tuple[Diagnosis, ...] = ()
    stop: Stop | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def went_well(self) -> bool:
        """Whether the forward reached its end without a fault."""
        return not self.faults and self.stop is None


def check_call(
    model: Any,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    *,
    above: Sequence[Frame] = (),
    fixes: bool = True,
    search: bool = True,
    rebuild: Rebuild | None = None,
) -> CheckedCall:
    """Run ``model(*args, **kwargs)`` without memory; ``above`` are the program's frames that led to the call.

    Edits are looked for with ``search``, and tried with ``fixes``.
    """
    seen = observe(model, args, kwargs, above=above, search=search)
    faults = confirmed(model, args, kwargs, seen, above)
    if seen.late:  # millions of calls, perhaps, none of them the last
        seen.calls.clear()
        fixes = False
    table = table_of(model, seen, tensors_in([*args, *kwargs.values()]))
    return CheckedCall(table, diagnosed(faults, fixes, rebuild), seen.stop, tuple(faults))
