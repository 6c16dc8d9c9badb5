"""An input that was written otherwise than it was meant: told as such, and not as a fault of the model."""

from __future__ import annotations

import re

from shapefault.check.call import CheckedCall
from shapefault.check.errors import UsageError
from shapefault.check.inputs import InputSpec
from shapefault.check.specs import UNKNOWN, text_of

_INDICES = re.compile(r"'indices' to have one of the following scalar types: Long, Int; but got torch\.float")


def meant_otherwise(given: InputSpec, called: CheckedCall, name: str) -> None:
    """Raise a :class:`UsageError` where a model failed since indices have no dtype, or a tensor stands for a dict."""
    plain = [tensor for tensor in given.tensors if tensor.dtype == UNKNOWN]
    told = called.stop.reason if called.stop is not None else ""
    if plain and _INDICES.search(told):
        layer = called.stop.path or name if called.stop is not None else name
        written = text_of(InputSpec((plain[0],)))
        raise UsageError(f"{layer} takes indices, and the input {written!r} has no dtype; give one, as {written}:int64")
    for fault in called.faults:
        record = fault.found.mismatch.record
        key = record.args[1] if record is not None and record.name == "__getitem__" and len(record.args) > 1 else None
        if isinstance(key, str):
            raise UsageError(
                f"the forward of {name} takes {key!r} out of a tensor; give a dict, key by key: "
                f'--input "ARGUMENT.{key}=N,L:int64"'
            )
