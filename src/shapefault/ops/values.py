"""Which operand's values count, not only its shape: indices and class numbers, by their extremes.

Source: https://docs.pytorch.org/docs/stable/generated/torch.gather.html and those of the other ops.
"""

from __future__ import annotations

from shapefault.ops.base import Params, Requirement, signed

INDEXED = {
    "embedding": "input",
    "embedding_bag": "input",
    "one_hot": "input",
    "cross_entropy": "target",
    "nll_loss": "target",
    "gather": "index",
    "scatter": "index",
    "index_select": "index",
    "index_add": "index",
    "getitem": "index",
}
"""The operand by op; its smallest and largest value are the parameters ``index_min`` and ``index_max``."""


def rows(params: Params, role: str, size: int, axis: int, *, negative: bool = False) -> tuple[Requirement, ...]:
    """The extremes of an index against the size of the axis that it picks from, where they are known."""
    low, high = params.get("index_min"), params.get("index_max")
    found = []
    if low is not None:
        least = -size if negative else 0
        found.append(
            Requirement(
                "range", low >= least, f"smallest index ≥ {signed(least)}", signed(low), f"≥ {signed(least)}", role
            )
        )
    if high is not None:
        found.append(
            Requirement(
                "range", high < size, f"largest index < input.shape[{axis}]", signed(high), f"< {size}", role,
                None, "input", axis, high, size - 1,
            )
        )  # fmt: skip
    return tuple(found)
