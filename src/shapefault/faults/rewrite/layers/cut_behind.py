"""A step of the program's own that stands behind one convolution of a block and is missing behind its like."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, of_self
from shapefault.source.project import callee

_KINDS = ("Conv1d", "Conv2d", "Conv3d", "weight_norm", "Linear")


def cut_behind(trace: Trace, prior: float) -> Iterator[Fix]:
    """``self.chomp1`` behind ``self.conv2``, too, where it stands behind ``self.conv1`` in the same row of parts."""
    project = bench_of(trace).project
    for call in project.calls.get("Sequential", []):
        parts = [part.attr if of_self(part) else "" for part in call.node.args]
        built = [_builds(trace, name) for name in parts]
        for place, (name, kind) in enumerate(zip(parts, built, strict=True)):
            behind = place + 1 < len(parts) and built[place + 1] in project.classes
            if kind not in _KINDS or not behind:
                continue
            cut = parts[place + 1]
            for other, (like, its) in enumerate(zip(parts, built, strict=True)):
                bare = its == kind and like != name and built[other + 1 : other + 2] != [built[place + 1]]
                if bare:
                    yield fix(
                        f"put {cut} behind {like} as well",
                        _inserted(call.source, call.node.args[other], f"self.{cut}"),
                        prior,
                        stage=Stage.LAYER_CONFIG,
                        why=f"{cut} follows {name}, nothing of its kind follows {like}",
                    )


def _builds(trace: Trace, name: str) -> str:
    """The class of the part that an attribute holds, as it is written."""
    found = bench_of(trace).project.attributes.get(name, []) if name else []
    return next((callee(place.node) for place in found if isinstance(place.node, ast.Call)), "")


def _inserted(source: Source, part: ast.expr, text: str) -> Edit:
    end = source.span(part).end
    return Edit(Span(source.path, end, end), f", {text}")
