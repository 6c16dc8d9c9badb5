"""A head or decoder made for another of torchvision's models: 2048 channels are wanted, a ``resnet18`` gives 512."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import islice

from shapefault.faults.rewrite import zoo
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.project import callee

_MOST = 2
_NARROWEST = 64
"""No number of channels that a head is built for is smaller."""

_LISTED = 0.12
"""What is taken off for a model that a table of the program lists: its entry is wrong rather than the choice."""


def other_backbone(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """Its name, as a call or as text, replaced by one of its family that has layers of ``want`` channels."""
    if min(got, want) < _NARROWEST:
        return
    sources = bench_of(trace).project.sources
    listed = {key.value for source in sources for key in _keys(source)}
    for source in sources:
        for node, name in _named(source):
            own = _widths(name)
            if got not in own:
                continue
            worth = prior - (_LISTED if name in listed else 0.0)
            others = ((other, _widths(other)) for other in sorted(zoo.kin(name), key=_number))
            fits = (other for other, has in others if want in has and max(has) * got == max(own) * want)
            for other in islice(fits, _MOST):
                text = source.span(node).text
                at = text.rindex(name)
                yield fix(
                    f"build on {other}, not {name}",
                    Edit(source.span(node), text[:at] + other + text[at + len(name):]), worth,
                    stage=Stage.LAYER_CONFIG, why=f"{want} channels are wanted, {name} gives {got}",
                )  # fmt: skip


def _keys(source: Source) -> Iterator[ast.Constant]:
    """The texts under which a table of the program keeps something."""
    for node in source.nodes:
        keys = node.keys if isinstance(node, ast.Dict) else []
        yield from (key for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str))


def _named(source: Source) -> Iterator[tuple[ast.expr, str]]:
    """Where the program names one of torchvision's models: ``models.resnet18(...)``, ``"resnet18"``."""
    for node in source.nodes:
        if isinstance(node, ast.Call):
            name, at = callee(node), node.func
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            name, at = node.value, node
        else:
            continue
        if re.fullmatch(r"[a-z]+[a-z0-9_]*\d\w*", name) and zoo.is_ready(name):
            yield at, name


def _number(name: str) -> int:
    """The first number in a name, by which the models of a family are told apart."""
    return int(next(iter(re.findall(r"\d+", name)), 0))


def _widths(name: str) -> frozenset[int]:
    """The numbers of channels that the layers of a model give."""
    model = zoo.on_meta(name)
    layers = model.modules() if model is not None else ()
    return frozenset(c for m in layers if type(c := getattr(m, "out_channels", None)) is int)
