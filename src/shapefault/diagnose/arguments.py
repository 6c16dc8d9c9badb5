"""A size that was given on the command line stands in no source: it can be named, not edited."""

from __future__ import annotations

import sys

from shapefault.faults.rewrite.images.sizes import fitting_sizes, image_argument
from shapefault.observe.trace import Trace


def command_line_note(trace: Trace) -> str | None:
    """Which argument of the program gave the image size, and a size that the model takes; None without one."""
    image = image_argument(trace)
    if image is None:
        return None
    sizes = {str(size) for size in image[1][-2:]}
    arguments = sys.argv[1:]
    for index, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if (value or argument) not in sizes:
            continue
        option = name if value else arguments[index - 1] if index and arguments[index - 1].startswith("-") else ""
        said = f"{value or argument} was given on the command line" + (f" ({option})" if option else "")
        fitting = fitting_sizes(trace, limit=1)
        return f"{said}; the model takes {fitting[0][0]}" if fitting else said
    return None
