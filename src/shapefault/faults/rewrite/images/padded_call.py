"""Pictures of any size for a model that halves them: padded to a multiple where it is called, the result cut back."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, names_bound
from shapefault.faults.rewrite.images.sizes import STEPS, image_argument, replay_at
from shapefault.faults.rewrite.operands import root_call
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of


def padded_call(trace: Trace, prior: float, *, why: str) -> Iterator[Fix]:
    """``model(F.pad(x, (0, -x.shape[-1] % 8, 0, -x.shape[-2] % 8)))``, cut to the sides of ``x`` where it is a map."""
    found, image, root = root_call(trace), image_argument(trace), trace.root
    if found is None or image is None or root is None:
        return
    _, source, call = found
    index, shape = image
    given = call.args[index] if index < len(call.args) else None
    if not isinstance(given, ast.Name | ast.Attribute | ast.Subscript):
        return
    for step in STEPS:
        sides = tuple(-(-side // step) * step for side in shape[-2:])
        replay = replay_at(root, index, (*shape[:-2], *sides)) if sides != shape[-2:] else None
        if replay is None or replay.error is not None:
            continue
        text = source.span(given).text
        functional = names_bound(source, "torch.nn.functional", "torch.nn.functional")
        padded = f"{functional}.pad({text}, (0, -{text}.shape[-1] % {step}, 0, -{text}.shape[-2] % {step}))"
        edits = [Edit(source.span(given), padded)]
        if (shape_of(replay.result) or ())[-2:] == sides:
            whole = source.span(call)
            inner = source.span(given)
            begin, rest = source.between(whole.start, inner.start), source.between(inner.end, whole.end)
            cut = f"[..., :{text}.shape[-2], :{text}.shape[-1]]"
            edits = [Edit(whole, f"{begin}{padded}{rest}{cut}")]
        title = f"pad the pictures to multiples of {step} for the model"
        yield fix(title, edits, prior, stage=Stage.DATA_LOADING, why=why)
        return
