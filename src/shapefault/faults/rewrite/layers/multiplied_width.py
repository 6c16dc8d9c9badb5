"""A model built too narrow for its groups: ``UNet(channels=32)``, half of which cannot be split into 32."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.frames import caller
from shapefault.source.project import Function, bound_argument

_WIDTH = re.compile(r"chan|width|dim|hidden|feat|filters|planes|(^|_)ch(_|$)|embed", re.IGNORECASE)
_FURTHER = 0.01


def multiplied_width(trace: Trace, channels: int, groups: int, prior: float) -> Iterator[Fix]:
    """The number of channels that the model's own call is given, so many times as the groups need."""
    factor = groups // math.gcd(channels, groups)
    frames = [frame for frame in trace.crash.frames if frame.is_user]
    for index in range(len(frames) - 1, 0, -1):
        function = frames[index].function()
        above, call = caller(frames, index)
        source = frames[above].site.source() if above is not None else None
        if not isinstance(function, Function) or call is None or source is None:
            continue
        for argument in (*function.args.args, *function.args.kwonlyargs):
            given = bound_argument(call, function, argument.arg) if _WIDTH.search(argument.arg) else None
            now = given.value if isinstance(given, ast.Constant) else None
            if given is not None and type(now) is int and now > 1:
                yield fix(
                    f"build it with {argument.arg}={now * factor}", Edit(source.span(given), str(now * factor)),
                    prior - _FURTHER * (len(frames) - 1 - index), stage=Stage.LAYER_CONFIG,
                    why=f"{channels} channels come of {argument.arg}={now}, {groups} groups need {factor} times that",
                )  # fmt: skip
