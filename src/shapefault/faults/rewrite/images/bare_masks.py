"""Pictures go through a pipeline with a ``Resize``, their masks through one step without: the same resize for them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.images.masks import speaks_of_masks
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.project import callee

_STEPS = ("ToTensor", "PILToTensor", "ToImage")


def bare_masks(trace: Trace, prior: float) -> Iterator[Fix]:
    """``mask_tf = PILToTensor()`` as a ``Compose`` of the pictures' resize, by nearest neighbours, and that step."""
    for source in bench_of(trace).project.sources:
        resize = next(iter(_resizes(source)), None)
        for node in source.nodes:
            if resize is None or not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
                continue
            target = node.targets[0]
            name = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
            if callee(node.value) not in _STEPS or not speaks_of_masks(ast.Name(id=name, ctx=ast.Load())):
                continue
            function = source.span(resize.func).text
            base = f"{function.rpartition('.')[0]}." if "." in function else ""
            kept = [source.span(a).text for a in resize.args]
            kept += [source.span(k).text for k in resize.keywords if k.arg not in ("interpolation", "antialias")]
            nearest = f"{base}InterpolationMode.NEAREST" if base else "0"
            step = source.span(node.value).text
            text = f"{base}Compose([{function}({', '.join(kept)}, interpolation={nearest}), {step}])"
            yield fix(
                f"resize {name} as the pictures are",
                Edit(source.span(node.value), text),
                prior,
                stage=Stage.AUGMENTATION,
                why="the pictures are resized, the masks keep their size",
            )


def _resizes(source: Source) -> list[ast.Call]:
    """The resizes of the file's pipelines."""
    return [n for n in source.nodes if isinstance(n, ast.Call) and callee(n) == "Resize" and n.args]
