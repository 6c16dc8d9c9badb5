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

_TENSORS = ("from_numpy", "tensor", "as_tensor", "LongTensor", "FloatTensor")
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
            text = f"{_base(source, resize)}Compose([{_nearest(source, resize)}, {source.span(node.value).text}])"
            yield fix(
                f"resize {name} as the pictures are",
                Edit(source.span(node.value), text),
                prior,
                stage=Stage.AUGMENTATION,
                why="the pictures are resized, the masks keep their size",
            )


def _base(source: Source, resize: ast.Call) -> str:
    """``transforms.`` of ``transforms.Resize``."""
    function = source.span(resize.func).text
    return f"{function.rpartition('.')[0]}." if "." in function else ""


def _nearest(source: Source, resize: ast.Call) -> str:
    """The same resize, by nearest neighbours."""
    kept = [source.span(a).text for a in resize.args]
    kept += [source.span(k).text for k in resize.keywords if k.arg not in ("interpolation", "antialias")]
    base = _base(source, resize)
    nearest = f"{base}InterpolationMode.NEAREST" if base else "0"
    return f"{source.span(resize.func).text}({', '.join(kept)}, interpolation={nearest})"


def _resizes(source: Source) -> list[ast.Call]:
    """The resizes of the file's pipelines."""
    return [n for n in source.nodes if isinstance(n, ast.Call) and callee(n) == "Resize" and n.args]


def resized_arrays(trace: Trace, prior: float) -> Iterator[Fix]:
    """``torch.from_numpy(mask)`` of an array that no pipeline sees, through the pictures' resize as a tensor."""
    for source in bench_of(trace).project.sources:
        resize = next(iter(_resizes(source)), None)
        for node in source.nodes:
            if resize is None or not isinstance(node, ast.Call) or callee(node) not in _TENSORS or len(node.args) != 1:
                continue
            if not isinstance(node.args[0], ast.Name) or not speaks_of_masks(node.args[0]):
                continue
            text = source.span(node).text
            yield fix(
                f"resize {node.args[0].id} as the pictures are",
                Edit(source.span(node), f"{_nearest(source, resize)}({text}.unsqueeze(0)).squeeze(0)"),
                prior,
                stage=Stage.AUGMENTATION,
                why="the pictures are resized, the masks keep their size",
            )
