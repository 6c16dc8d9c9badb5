"""A library's classifier with the 1000 classes that it has by default, where the program has another number."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import CallPlace

_IMAGENET = 1000
_FAMILIES = (
    "resnet", "resnext", "wide_resnet", "vgg", "alexnet", "densenet", "mobilenet", "efficientnet", "convnext", "vit_",
    "swin", "squeezenet", "shufflenet", "mnasnet", "regnet", "googlenet", "inception", "maxvit",
)  # fmt: skip


def default_classes(trace: Trace, got: int, want: int, prior: float, stage: Stage) -> Iterator[Fix]:
    """``resnet18(num_classes=2)``, where 2 meet the 1000; ``stage`` is that of the call in which they meet."""
    if _IMAGENET not in (got, want) or got == want:
        return
    classes = want if got == _IMAGENET else got
    project = bench_of(trace).project
    for source in project.sources:
        for node in source.nodes:
            if isinstance(node, ast.Call) and _of_zoo(node.func) and not node.args and not node.keywords:
                yield fix(
                    f"build the network with num_classes={classes}",
                    set_keyword(CallPlace(source, node), "num_classes", str(classes)), prior, stage=stage,
                    why=f"a network of torchvision has {_IMAGENET} classes unless it is told another number",
                )  # fmt: skip
    for name, calls in project.calls.items():
        if not name.startswith(_FAMILIES) or name in project.functions:
            continue
        for call in calls:
            given = {k.arg: k.value for k in call.node.keywords}
            pretrained = given.get("weights", given.get("pretrained"))
            bare = pretrained is None or (isinstance(pretrained, ast.Constant) and not pretrained.value)
            if bare and "num_classes" not in given and None not in given and not call.node.args:
                yield fix(
                    f"build {name} with num_classes={classes}", set_keyword(call, "num_classes", str(classes)), prior,
                    stage=stage, why=f"{name} has {_IMAGENET} classes unless it is told another number",
                )  # fmt: skip


def _of_zoo(function: ast.expr) -> bool:
    """``models.__dict__[name]`` and ``getattr(models, name)``."""
    if isinstance(function, ast.Subscript):
        return ast.unparse(function.value).endswith("models.__dict__")
    given = function.args if isinstance(function, ast.Call) else []
    named = isinstance(function, ast.Call) and ast.unparse(function.func) == "getattr"
    return named and len(given) == 2 and ast.unparse(given[0]).endswith("models")
