"""Torch's own error inputs, explained: how many that fail by shape get a true requirement and a change that works.

    python scripts/fuzz_error_inputs.py              # the count, and what is missing
    python scripts/fuzz_error_inputs.py --list       # every error input with its class and its explanation
    python scripts/fuzz_error_inputs.py --share 10   # every tenth

The inputs are those of ``torch.testing._internal``'s operator and module databases. Which are of shape is decided by
the rule in :func:`of_shape`, before anything is explained, from the kind of the exception and the words of its message.
A requirement is true when it is broken by the call, holds for the changed call that succeeds, and (where it was
measured) a call that breaks it again fails. A change is judged by running the call really, with its own tensors.
"""

from __future__ import annotations

import argparse
import collections
import logging
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from unittest import mock

import torch

from shapefault import explain_call
from shapefault.model import Diagnosis

OTHER_KIND = (TypeError, AttributeError, NotImplementedError, AssertionError)
"""An argument of the wrong kind, or something that is not there on this platform."""

OTHER_WORDS = re.compile(
    r"dtype|scalar type|complex|\btype\b|device|tensors only, got|memory location|is not (?:a )?valid|overflow|"
    r"probability tensor|invalid multinomial|ignore_index|label_smoothing|integral Tensor|boolean masks|operator, on|"
    r"sigma|lambda|\beps\b|[ar]tol|(?:upper|lower|Lower) bound|margin must|edge_order=|cannot be negative|"
    r"must be positive|(?:beta|Center|approximate argument) must|p == 1|min_val|delta|divisor|Coefficients"
)
"""What the message complains of is a dtype, a device, a layout, shared memory, a name, or a value that is no size."""

SHAPE_WORDS = re.compile(
    r"dim|size|shape|\brank|length|element|channel|batch|\dD\b|\dx\w|\bHxW|axes|axis|matri|vector|expandable|kernel|"
    r"\bpad|stride|dilation|groups|out of (?:range|bounds)|split|empty|steps|bins|shifts|order must|parameter numbers|"
    r"num_chunks|n_sample|categories|one int|greater or equal to 0",
)
"""It speaks of axes, sizes, lengths, windows, or of an index against a size."""


def of_shape(error: BaseException) -> bool:
    """Whether an error is one of shape, by the stated rule."""
    message = str(error).split("\n\n")[0]
    if isinstance(error, OTHER_KIND) or OTHER_WORDS.search(message):
        return False
    return bool(SHAPE_WORDS.search(message))


@dataclass(frozen=True)
class ErrorInput:
    """One call that torch says must fail."""

    name: str
    fn: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


def error_inputs() -> Iterator[ErrorInput]:
    """All of them, in the order of the databases; a module that cannot be built is the call of its class."""
    from torch.testing._internal import common_utils
    from torch.testing._internal.common_methods_invocations import op_db
    from torch.testing._internal.common_modules import ModuleErrorEnum, module_db

    # With each input torch looks for its own test on the stack, which takes ten times what all else takes.
    common_utils.extract_test_fn = lambda: None
    for op in op_db:
        if op.error_inputs_func is None:
            continue
        # Those of multinomial are memory as it is found: whether it holds probabilities would be a matter of luck.
        with mock.patch.object(torch, "empty", torch.ones if op.name == "multinomial" else torch.empty):
            listed = list(op.error_inputs("cpu"))
        for given in listed:
            sample = given.sample_input
            yield ErrorInput(op.name, op.op, (sample.input, *sample.args), dict(sample.kwargs))
    for info in module_db:
        if info.module_error_inputs_func is None:
            continue
        for given in info.module_error_inputs_func(
            info, device="cpu", dtype=torch.float32, requires_grad=False, training=False
        ):
            built, called = given.module_error_input.constructor_input, given.module_error_input.forward_input
            if given.error_on == ModuleErrorEnum.CONSTRUCTION_ERROR:
                yield ErrorInput(info.name, info.module_cls, tuple(built.args), dict(built.kwargs))
            else:
                module = info.module_cls(*built.args, **built.kwargs)
                yield ErrorInput(info.name, module, tuple(called.args), dict(called.kwargs))


def raised(one: ErrorInput, args: tuple[Any, ...], kwargs: dict[str, Any]) -> BaseException | None:
    """What the call raises when it is really run; None when it succeeds."""
    try:
        one.fn(*args, **kwargs)
    except Exception as error:
        return error
    return None


def works(one: ErrorInput, diagnosis: Diagnosis) -> bool:
    """Whether the first change, applied to the given tensors, makes the real call succeed."""
    if not diagnosis.changes:
        return False
    args, kwargs = diagnosis.changes[0].apply(one.args, one.kwargs)
    return raised(one, args, kwargs) is None


def true(one: ErrorInput, diagnosis: Diagnosis) -> bool:
    """Whether the requirement is stated and true: broken by the call, and no longer said of the changed call."""
    if not diagnosis.math or diagnosis.math[0].holds or not diagnosis.math[0].want:
        return False
    if not diagnosis.changes:
        return True
    args, kwargs = diagnosis.changes[0].apply(one.args, one.kwargs)
    return explain_call(one.fn, *args, **kwargs) is None


@dataclass
class Tally:
    """The counts, and what is missing from them."""

    seen: int = 0
    shape: int = 0
    explained: int = 0
    changed: int = 0
    silent: int = 0
    """Explained although the rule says that it is none of shape."""
    missing: list[str] = None  # type: ignore[assignment]
    seconds: list[float] = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.missing, self.seconds = [], []


def tally(share: int = 1, listing: bool = False) -> Tally:
    """Explains every ``share``-th error input."""
    counts, kinds = Tally(), collections.Counter[str]()
    for number, one in enumerate(error_inputs()):
        if number % share:
            continue
        error = raised(one, one.args, one.kwargs)
        if error is None:
            kinds["does not fail here"] += 1
            continue
        counts.seen += 1
        line = f"{one.name}: {type(error).__name__}: {str(error).splitlines()[0][:110]}"
        started = time.perf_counter()
        diagnosis = explain_call(one.fn, *one.args, **one.kwargs)
        if not of_shape(error):
            kinds[f"not of shape: {type(error).__name__}"] += 1
            counts.silent += diagnosis is not None
            if listing:
                print(f"  other  {line}{'   !! ' + diagnosis.message if diagnosis is not None else ''}")
            continue
        counts.seconds.append(time.perf_counter() - started)
        counts.shape += 1
        ok = diagnosis is not None and true(one, diagnosis)
        changed = diagnosis is not None and works(one, diagnosis)
        counts.explained += ok
        counts.changed += changed
        if not (ok and changed):
            counts.missing.append(f"{'no requirement' if not ok else 'no change'}: {line}")
        if listing:
            said = diagnosis and (diagnosis.code, diagnosis.message, [c.title for c in diagnosis.changes[:2]])
            print(f"  shape  {line}\n         {said}")
    if listing:
        for kind, count in kinds.most_common():
            print(f"{count:5} {kind}")
    return counts


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--share", type=int, default=1, help="every how many-th error input (default: 1, all)")
    parser.add_argument("--list", action="store_true", help="show every input, its class and its explanation")
    options = parser.parse_args()
    if options.share < 1:
        parser.error(f"--share is 1 or more, not {options.share}")
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    torch.set_num_threads(1)
    counts = tally(options.share, options.list)
    for line in counts.missing:
        print(line)
    middle = sorted(counts.seconds)[len(counts.seconds) // 2] if counts.seconds else 0.0
    print(
        f"torch {torch.__version__}: {counts.seen} error inputs, {counts.shape} of shape; "
        f"{counts.explained} with a true requirement, {counts.changed} with a change that works "
        f"({100 * counts.changed / max(counts.shape, 1):.1f} %); {counts.silent} others explained all the same; "
        f"median {1000 * middle:.1f} ms"
    )
    return 0 if counts.explained == counts.shape and counts.changed >= 0.97 * counts.shape else 1


if __name__ == "__main__":
    sys.exit(main())
