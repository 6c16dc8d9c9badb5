"""Height and width given in the other order: the model's forward succeeds when the sides of its images are swapped."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.dims import number
from shapefault.faults.rewrite.bench import bench_of, exchange, fix
from shapefault.faults.rewrite.images.sizes import image_argument, runs_at
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.project import CallPlace, callee

_SIZED = (
    "resize", "Resize", "RandomCrop", "CenterCrop", "RandomResizedCrop", "interpolate", "Upsample", "center_crop",
    "resized_crop", "thumbnail", "imresize", "Pad",
)  # fmt: skip
_COLUMNS = 4
"""What has no more than so many entries is no side of a picture: coordinates of points, colours."""
_AS_NAMED = 0.3
"""What it takes away that a transform, which takes the height first, is given what is called so."""
_BESIDE = {"height": "width", "h": "w"}
_MOVES = ("permute", "transpose", "moveaxis")


def swapped_sides(trace: Trace, prior: float) -> Iterator[Fix]:
    """Each place that says (height, width) of the images, the other way round."""
    image, root = image_argument(trace), trace.root
    if image is None or root is None:
        return
    index, shape = image
    height, width = shape[-2:]
    if height == width or min(height, width) <= _COLUMNS or not runs_at(root, index, (*shape[:-2], width, height)):
        return
    why = f"the images are {height}×{width} here, the model takes {width}×{height}"
    for place, stage, worth in _places(trace, height, width):
        edits = exchange(*place)
        yield fix("give height and width in the other order", edits, prior - worth, stage=stage, why=why)


def _places(trace: Trace, height: int, width: int) -> Iterator[tuple[tuple[Source, ast.expr, ast.expr], Stage, float]]:
    project = bench_of(trace).project
    for name in _SIZED:
        for call in project.calls.get(name, []):
            for first, second in _pairs(call):
                worth = _AS_NAMED if name[:1].isupper() and _named_so(first, second) else 0.0
                yield (call.source, first, second), Stage.AUGMENTATION, worth
    for name in _MOVES:
        for call in project.calls.get(name, []):
            dims = _order(call)
            if len(dims) >= 3 and number(dims[-1]) is not None and number(dims[-2]) is not None:
                yield (call.source, dims[-2], dims[-1]), _stage(call), 0.04
    for name in ("reshape", "view"):
        for call in project.calls.get(name, []):
            if len(call.node.args) >= 3 and [number(a) for a in call.node.args[-2:]] == [height, width]:
                yield (call.source, call.node.args[-2], call.node.args[-1]), _stage(call), 0.1
    for source in project.sources:
        for node in source.nodes:
            pair = node.elts if isinstance(node, ast.Tuple | ast.List) else []
            if len(pair) == 2 and {number(p) for p in pair} == {height, width}:
                around = getattr(node, "_shapefault_parent", None)
                if not (isinstance(around, ast.Call) and callee(around) in _SIZED):
                    yield (source, pair[0], pair[1]), Stage.AUGMENTATION, 0.08


def _pairs(call: CallPlace) -> Iterator[tuple[ast.expr, ast.expr]]:
    named = [k.value for k in call.node.keywords if k.arg in ("size", "dsize", "output_size")]
    for node in [*call.node.args, *named]:
        parts = node.elts if isinstance(node, ast.Tuple | ast.List) else []
        if len(parts) == 2 and ast.dump(parts[0]) != ast.dump(parts[1]):
            yield parts[0], parts[1]


def _named_so(first: ast.expr, second: ast.expr) -> bool:
    """Whether two names say that a height comes first and a width behind it."""
    one, other = (ast.unparse(part).split(".")[-1].lower() for part in (first, second))
    high = next((word for word in _BESIDE if one.startswith(word)), None)
    return high is not None and other == one.replace(high, _BESIDE[high], 1)


def _order(call: CallPlace) -> list[ast.expr]:
    args = list(call.node.args)
    for node in args[-1:] if args else []:
        if isinstance(node, ast.Tuple | ast.List):
            return list(node.elts)
    return args


def _stage(call: CallPlace) -> Stage:
    scope = enclosing(call.node, ast.FunctionDef)
    inside = isinstance(scope, ast.FunctionDef) and scope.name == "forward"
    return Stage.RESHAPE if inside else Stage.DATA_LOADING
