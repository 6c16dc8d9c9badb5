"""A head or decoder made for another of torchvision's models: 2048 channels are wanted, a ``resnet18`` gives 512."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.project import callee

_MOST = 2
_NARROWEST = 64
"""No number of channels that a head is built for is smaller."""


def other_backbone(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """Its name, as a call or as text, replaced by one of its family that has layers of ``want`` channels."""
    models = sys.modules.get("torchvision.models")
    if models is None or min(got, want) < _NARROWEST:
        return
    for source in bench_of(trace).project.sources:
        for node, name in _named(source, models):
            own = _widths(models, name)
            if got not in own:
                continue
            others = ((other, _widths(models, other)) for other in _family(models, name))
            fits = (other for other, has in others if want in has and max(has) * got == max(own) * want)
            for other in islice(fits, _MOST):
                text = source.span(node).text
                at = text.rindex(name)
                yield fix(
                    f"build on {other}, not {name}",
                    Edit(source.span(node), text[:at] + other + text[at + len(name):]), prior,
                    stage=Stage.LAYER_CONFIG, why=f"{want} channels are wanted, {name} gives {got}",
                )  # fmt: skip


def _named(source: Source, models: Any) -> Iterator[tuple[ast.expr, str]]:
    """Where the program names one of torchvision's models: ``models.resnet18(...)``, ``"resnet18"``."""
    for node in source.nodes:
        if isinstance(node, ast.Call):
            name, at = callee(node), node.func
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            name, at = node.value, node
        else:
            continue
        if re.fullmatch(r"[a-z]+[a-z0-9_]*\d\w*", name) and callable(getattr(models, name, None)):
            yield at, name


def _family(models: Any, name: str) -> list[str]:
    base = re.split(r"\d", name)[0]
    kin = [n for n in dir(models) if n not in (name, base) and re.split(r"\d", n)[0] == base]
    kin = [n for n in kin if callable(getattr(models, n))]
    return sorted(kin, key=lambda n: int(re.sub(r"\D+", " ", n).split()[0]))


@lru_cache(maxsize=32)
def _widths(models: Any, name: str) -> frozenset[int]:
    """The numbers of channels that the layers of a model give."""
    try:
        import torch

        with torch.device("meta"):
            built = getattr(models, name)()
        return frozenset(int(c) for m in built.modules() if isinstance(c := getattr(m, "out_channels", None), int))
    except Exception:
        return frozenset()
