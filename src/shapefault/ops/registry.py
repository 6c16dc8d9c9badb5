"""All op specs by name; the families are imported on the first question, not with the package."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from shapefault.ops import names
from shapefault.ops.base import OpSpec

FAMILIES = (
    "conv",
    "pool",
    "linear",
    "broadcast",
    "matmul",
    "einsum",
    "join",
    "reshape",
    "einops",
    "index",
    "reduce",
    "norm",
    "embedding",
    "recurrent",
    "attention",
    "loss",
    "resample",
    "linalg",
    "fft",
    "ordering",
    "ragged",
    "vision",
    "transform",
    "state_dict",
)


@cache
def specs() -> dict[str, OpSpec]:
    """Every spec by its own name."""
    found: dict[str, OpSpec] = {}
    for family in FAMILIES:
        for spec in import_module(f"shapefault.ops.{family}").SPECS:
            found[spec.name] = spec
    return found


@cache
def aliases() -> dict[str, str]:
    """Every other spelling of an op, and the name it stands for."""
    return {alias: spec.name for spec in specs().values() for alias in spec.aliases}


@cache
def canonical(name: str) -> str:
    """The one name of an op, for any spelling that torch, a traceback or a class gives it."""
    known, other = specs(), aliases()
    for candidate in (name, names.bare_keep(name), names.bare(name), names.from_class(names.bare(name))):
        if candidate in known:
            return candidate
        if candidate in other:
            return other[candidate]
    bare = names.from_class(names.bare(name))
    # Module classes of losses end in a word that the function's name may lack.
    short = bare.removesuffix("_loss")
    return short if short in known else bare


def spec(op: str) -> OpSpec | None:
    """What is known of an op, under any of its names."""
    return specs().get(canonical(op))
