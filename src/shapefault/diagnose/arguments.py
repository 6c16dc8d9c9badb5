"""A size that was given on the command line stands in no source: it can be named, not edited."""

from __future__ import annotations

import sys

from shapefault.faults.rewrite.images.sizes import fitting_sizes, image_argument
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor


def command_line_note(trace: Trace, repaired: bool = False) -> str | None:
    """Which argument of the program gave the image size; if no edit helps, a size that the model takes as well."""
    sizes = {str(size) for size in _image_sizes(trace)}
    arguments = sys.argv[1:]
    for index, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if (value or argument) not in sizes:
            continue
        option = name if value else arguments[index - 1] if index and arguments[index - 1].startswith("-") else ""
        said = f"{value or argument} was given on the command line" + (f" ({option})" if option else "")
        if repaired:
            return f"{said}: another value may be all that is needed"
        fitting = fitting_sizes(trace, limit=1) if image_argument(trace) is not None else []
        return f"{said}; the model takes {fitting[0][0]}" if fitting else said
    return None


def _image_sizes(trace: Trace) -> set[int]:
    """Heights and widths of the image that the model was given; of the images at hand where no model runs."""
    image = image_argument(trace)
    if image is not None:
        return set(image[1][-2:])
    user = trace.crash.user
    values = user.frame.f_locals.values() if user is not None else ()
    return {size for value in values if is_tensor(value) and value.dim() == 4 for size in value.shape[2:]}
