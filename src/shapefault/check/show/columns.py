"""The cells of the table: what text and HTML both show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from shapefault.check.table import Row, Table
from shapefault.model import Shape


@dataclass(frozen=True)
class Column:
    """One column: its title, and whether its cells are numbers (aligned at the right)."""

    title: str
    number: bool = False


COLUMNS = (
    Column("layer"),
    Column("type"),
    Column("input"),
    Column("output"),
    Column("kernel"),
    Column("params", True),
    Column("mult-adds", True),
    Column("activations", True),
    Column("trained"),
    Column("field"),
    Column("stride"),
    Column("sizes"),
)


@dataclass(frozen=True)
class Shown:
    """A row as it is shown; ``closed`` where the rows below it are not, so that it stands for them."""

    row: Row
    mult_adds: int
    closed: bool


def cells(shown: Shown) -> tuple[str, ...]:
    """One row in words; ``—`` where there is nothing to say."""
    row = shown.row
    name = row.path.rpartition(".")[2] or "(model)"
    own = row.params and (row.leaf or row.depth == 0 or shown.closed)
    return (
        "  " * row.depth + name + (" ?" if row.conditional else ""),
        row.type,
        size(row.input),
        size(row.output),
        size(row.kernel),
        "(again)" if row.again and row.params else f"{row.params:,}" if own else "—",
        f"{shown.mult_adds:,}" if shown.mult_adds else "—",
        memory(row.activation_bytes) if row.activation_bytes else "—",
        trained(row),
        square(row.field),
        square(row.stride),
        "; ".join(row.math),
    )


def trained(row: Row) -> str:
    """``yes``, ``no`` or ``partly``; nothing for a layer without parameters."""
    if not row.params:
        return "—"
    return "yes" if row.trainable == row.params else "partly" if row.trainable else "no"


def size(shape: Shape | None) -> str:
    """``8×3×224×224``."""
    if shape is None:
        return "—"
    return "×".join(map(str, shape)) if shape else "scalar"


def square(values: Iterable[float] | None) -> str:
    """``7``, or ``7×3`` where the axes differ."""
    if values is None:
        return "—"
    told = [f"{v:g}" for v in values]
    return told[0] if len(set(told)) == 1 else "×".join(told)


def memory(count: int) -> str:
    """``98.0 MB``: a million bytes each, as torchinfo has it."""
    for unit, least in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= least:
            return f"{count / least:.1f} {unit}"
    return f"{count} B"


def shown(table: Table, depth: int | None = None) -> list[Shown]:
    """The rows down to ``depth``; the deepest ones have the multiply-adds of what is left out below them."""
    found: list[Shown] = []
    for row in table.rows:
        if depth is None or row.depth <= depth:
            found.append(Shown(row, row.mult_adds, not row.leaf and row.depth == depth))
        elif found:
            found[-1] = replace(found[-1], mult_adds=found[-1].mult_adds + row.mult_adds)
    return found


def totals(table: Table) -> list[tuple[str, str]]:
    """The lines below a table."""
    total = table.totals
    return [
        ("parameters", f"{total.params:,} ({total.trainable:,} trained), {memory(total.param_bytes)} with buffers"),
        ("mult-adds", f"{total.mult_adds:,}"),
        ("activations", f"{memory(total.activation_bytes)} (outputs of layers with parameters)"),
        ("input", memory(total.input_bytes)),
    ]
