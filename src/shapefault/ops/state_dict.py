"""``load_state_dict``: every tensor of the checkpoint has the size of the parameter of that name.

Operands are called by their keys: ``checkpoint[conv.weight]`` and ``model[conv.weight]``. Source:
https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.load_state_dict.
"""

from __future__ import annotations

from shapefault.model import Shape
from shapefault.ops.base import Operands, OpSpec, Params, Requirement, shape_text

DOC = "https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.load_state_dict"
SAVED, OWN = "checkpoint[", "model["


def keys(operands: Operands, prefix: str) -> list[str]:
    """The parameter names on one side."""
    return [role[len(prefix) : -1] for role in operands if role.startswith(prefix)]


def _check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    saved, own = keys(operands, SAVED), keys(operands, OWN)
    found = [_size(operands, key) for key in saved if key in own]
    if params.get("strict", True):
        for key in own:
            found.append(_present(key, key in saved, SAVED))
        for key in saved:
            found.append(_present(key, key in own, OWN))
    return tuple(found)


def _size(operands: Operands, key: str) -> Requirement:
    got, want = operands[f"{SAVED}{key}]"], operands[f"{OWN}{key}]"]
    # A scalar may have been saved with one axis of size one, by old versions.
    ok = got == want or (got == (1,) and want == ())
    differing = [i for i, (a, b) in enumerate(zip(got, want, strict=False)) if a != b]
    axis = differing[0] if len(got) == len(want) and len(differing) == 1 else None
    return Requirement(
        "size",
        ok,
        f"checkpoint and model have one shape for '{key}'",
        shape_text(got),
        shape_text(want),
        f"{SAVED}{key}]",
        axis,
        f"{OWN}{key}]",
        axis,
        None if axis is None else got[axis],
        None if axis is None else want[axis],
    )


def _present(key: str, there: bool, side: str) -> Requirement:
    where = "the checkpoint" if side == SAVED else "the model"
    return Requirement(
        "key", there, f"'{key}' is in {where}", "present" if there else "missing", "present", f"{side}{key}]"
    )


def _result(operands: Operands, params: Params) -> Shape | None:
    return None


SPECS = (
    OpSpec(
        "load_state_dict",
        ("checkpoint", "model"),
        _check,
        _result,
        signature=("state_dict", "strict"),
        aliases=("_load_from_state_dict",),
        source=DOC,
    ),
)
