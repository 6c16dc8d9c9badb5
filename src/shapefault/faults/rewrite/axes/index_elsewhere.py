"""An entry taken from the wrong axis: ``output[:, :, -1]``, the last feature of all steps, for ``output[:, -1]``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.elsewhere.bindings import whole_number
from shapefault.faults.rewrite.operands import places
from shapefault.faults.rewrite.peek import shape_in
from shapefault.faults.rewrite.shapes import accepted, apply, meta
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


def index_elsewhere(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The same entry of another axis, where the operand is taken from a tensor by one number and whole axes."""
    for role, operand in mismatch.operands.items():
        for place in places(trace, mismatch, role) if role not in ("weight", "bias") else ():
            if not isinstance(place.node, ast.Subscript) or place.frame is None:
                continue
            found, base = _taken(place.node), shape_in(place.frame, place.node.value)
            if found is None or base is None:
                continue
            axis, text = found
            name = place.source.span(place.node.value).text
            if axis >= len(base) or operand.shape != base[:axis] + base[axis + 1 :]:
                continue
            for other in range(len(base)):
                entry = f"[{':, ' * other}{text}{', :' * (len(base) - 1 - other)}]"
                moved = apply(f"{{}}{entry}", meta(base, mismatch.tensor(role)))
                if other != axis and moved is not None and accepted(mismatch, role, moved):
                    yield fix(
                        f"take entry {text} of axis {other}, not {axis}",
                        Edit(place.source.span(place.node), f"{name}{entry}"), prior - 0.02 * (other == 0),
                        stage=Stage.RESHAPE, why=f"entry {text} of axis {axis} holds {operand.shape}",
                    )  # fmt: skip


def _taken(node: ast.Subscript) -> tuple[int, str] | None:
    """The axis and the number of ``x[:, :, -1]``; None of other subscripts."""
    entries = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    numbers = [(axis, entry) for axis, entry in enumerate(entries) if whole_number(entry) is not None]
    whole = all(
        isinstance(e, ast.Slice) and e.lower is e.upper is e.step is None for e in entries if whole_number(e) is None
    )
    return (numbers[0][0], ast.unparse(numbers[0][1])) if len(numbers) == 1 and whole else None
