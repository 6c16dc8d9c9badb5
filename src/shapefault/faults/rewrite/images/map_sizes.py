"""A map of predictions has another height and width than the picture that it is compared with."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, names_bound
from shapefault.faults.rewrite.images.sizes import sides_text
from shapefault.faults.rewrite.images.target_pictures import target_pictures
from shapefault.faults.rewrite.losses.outputs import output_journeys
from shapefault.faults.rewrite.operands import OperandPlace, places
from shapefault.faults.rewrite.peek import shape_in
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.frames import Frame, function_node
from shapefault.source.nodes import walk


def map_sizes(trace: Trace, mismatch: Mismatch, want: Shape, prior: float) -> Iterator[Fix]:
    """Layers or image sizes under which the map gets the sizes ``want``; else the map resized to them."""
    first = mismatch.operands["input"].shape
    coarse = any(b >= 2 * a for a, b in zip(first[-2:], want, strict=True))
    yield from scale_factors(trace, first[-2:], want, prior + 0.12)
    yield from output_journeys(trace, mismatch, first, (*first[:-2], *want), prior - (0.1 if coarse else 0.0))
    yield from resized(trace, mismatch, want, prior - (0.0 if coarse else 0.12))
    yield from masks_for_each(trace, mismatch, want, prior + 0.12)
    yield from target_pictures(trace, mismatch, prior - 0.02)


def scale_factors(trace: Trace, now: Shape, want: Shape, prior: float) -> Iterator[Fix]:
    """The factor of an upsampling layer, where the map is smaller by a whole factor."""
    if not now[0] or any(b % a or b // a != want[0] // now[0] for a, b in zip(now, want, strict=True)):
        return
    ratio = want[0] // now[0]
    if ratio < 2:
        return
    calls = bench_of(trace).project.calls
    for call in [c for name in ("Upsample", "interpolate", "UpsamplingBilinear2d") for c in calls.get(name, [])]:
        given = next((k.value for k in call.node.keywords if k.arg == "scale_factor"), None)
        if isinstance(given, ast.Constant) and isinstance(given.value, int):
            yield fix(
                f"enlarge the map {given.value * ratio} times",
                Edit(call.source.span(given), str(given.value * ratio)),
                prior,
                stage=Stage.LAYER_CONFIG,
                why=f"the map is {ratio} times smaller than its targets",
            )


def resized(trace: Trace, mismatch: Mismatch, want: Shape, prior: float) -> Iterator[Fix]:
    """``F.interpolate(output, size=target.shape[-2:])``, as it is done where a network's output is coarser."""
    inputs, targets = places(trace, mismatch, "input")[:2], places(trace, mismatch, "target")[:1]
    if not inputs or not targets or not isinstance(targets[0].node, ast.Name | ast.Attribute | ast.Subscript):
        return
    for place in inputs:
        if place.kind != "loop" and place.source is targets[0].source and place.level == targets[0].level:
            yield _interpolated(place, targets[0].span.text, mismatch.operands["input"].shape, want, prior)


def masks_for_each(trace: Trace, mismatch: Mismatch, want: Shape, prior: float) -> Iterator[Fix]:
    """The masks at the size of each of several outputs that a loop goes through: deep supervision."""
    inputs, targets = places(trace, mismatch, "input")[:1], places(trace, mismatch, "target")[:1]
    if not inputs or not targets or not isinstance(inputs[0].node, ast.Name):
        return
    output, loop = inputs[0].node.id, enclosing(inputs[0].node, ast.For)
    if not isinstance(loop, ast.For) or output not in {n.id for n in walk(loop.target) if isinstance(n, ast.Name)}:
        return
    masks_name = targets[0].node.id if isinstance(targets[0].node, ast.Name) else ""
    if any(isinstance(n, ast.Name) and n.id == masks_name and isinstance(n.ctx, ast.Store) for n in walk(loop)):
        return  # made anew for each: what the loop goes through are batches
    functional = names_bound(targets[0].source, "torch.nn.functional", "torch.nn.functional")
    rows = len(mismatch.operands["target"].shape) == 3
    masks = "{}[:, None].float()" if rows else "{}"
    template = f"{functional}.interpolate({masks}, size={output}.shape[-2:])" + "[:, 0].long()" * rows
    now = mismatch.operands["input"].shape
    yield fix(
        "resize the masks to each of the outputs", targets[0].edit(template), prior, stage=Stage.LOSS_TARGET,
        why=f"an output is {sides_text(now)}, the masks are {sides_text(want)}",
    )  # fmt: skip


def _interpolated(place: OperandPlace, target: str, now: Shape, want: Shape, prior: float) -> Fix:
    functional = names_bound(place.source, "torch.nn.functional", "torch.nn.functional")
    template = f'{functional}.interpolate({{}}, size={target}.shape[-2:], mode="bilinear", align_corners=False)'
    return fix(
        "resize the predictions to the masks",
        place.edit(template),
        prior + (0.02 if place.kind != "use" else 0.0),
        stage=Stage.LOSS_TARGET,
        why=f"the predictions are {sides_text(now)}, the masks {sides_text(want)}",
    )


def outer_maps(trace: Trace, prior: float) -> Iterator[Fix]:
    """A loss of the program's own flattens maps of two sizes: resize the predictions where it is called."""
    for frame in list(trace.user_frames())[1:3]:
        node, source = frame.site.node(), frame.site.source()
        if not isinstance(node, ast.Call) or source is None:
            continue
        args = [*node.args, *(k.value for k in node.keywords)]
        sized = [(a, s) for a in args if (s := shape_in(frame, a)) is not None]
        for prediction, now in sized:
            for target, shape in sized:
                fits = len(now) == 4 and len(shape) in (3, 4) and now[0] == shape[0]
                if fits and target is not prediction and now[-2:] != shape[-2:] and now[1] != shape[-1]:
                    text = source.span(target).text
                    if not isinstance(target, ast.Name | ast.Attribute):
                        continue
                    for place in _ends(source, frame, prediction):
                        yield _interpolated(place, text, now, shape, prior)
                    return


def _ends(source: Source, frame: Frame, node: ast.expr) -> Iterator[OperandPlace]:
    """An argument, and the assignment that its name comes from."""
    yield OperandPlace(source, node, 0, "use", frame=frame)
    function = function_node(source, frame.site.code)
    if isinstance(node, ast.Name) and function is not None:
        bound = [
            part
            for part in walk(function)
            if isinstance(part, ast.Assign)
            and part.lineno < node.lineno
            and isinstance(part.targets[0], ast.Name)
            and part.targets[0].id == node.id
        ]
        if bound:
            last = max(bound, key=lambda part: part.lineno)
            yield OperandPlace(source, last.value, 0, "definition", node.id, last, frame)
