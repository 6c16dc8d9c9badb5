"""A mask for the new steps alone, where the scores go over the steps of a cache, too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from shapefault.faults.rewrite.bench import fix, insert_after
from shapefault.faults.rewrite.operands import places, sides
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_OF_MASKS = re.compile(r"mask|tri[lu]|causal|bias|attn|attention|allowed|visible", re.IGNORECASE)


def cached_steps(trace: Trace, mismatch: Mismatch, roles: Sequence[str], prior: float) -> Iterator[Fix]:
    """Columns for the steps before, open to all, in front of the mask's own, where a name counts them."""
    for role, other in sides(mismatch, roles):
        mask, scores = mismatch.operands[role].shape, mismatch.operands[other].shape
        if len(mask) != 2 or mask[0] != mask[1] or len(scores) < 2 or scores[-2] != mask[0] or scores[-1] <= mask[1]:
            continue
        before = scores[-1] - mask[1]
        for place in places(trace, mismatch, role):
            statement, frame = place.statement, place.frame
            if frame is None or not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
                continue
            name = statement.targets[0].id
            if not _OF_MASKS.search(f"{name} {ast.unparse(statement.value)}"):
                continue
            counts = [n for n, v in frame.frame.f_locals.items() if type(v) is int and v == before]
            kept = "new_ones" if "tril" in place.span.text else "new_zeros"  # what the triangle leaves open
            for count in counts[:1]:
                line = f"{name} = torch.cat([{name}.{kept}(len({name}), {count}), {name}], dim=-1)"
                yield fix(
                    f"let the mask be open to the {count} steps before",
                    insert_after(place.source, statement, line),
                    prior,
                    stage=Stage.RESHAPE,
                    why=f"the mask is for {mask[1]} steps, the scores go over {before} more that are cached",
                )
