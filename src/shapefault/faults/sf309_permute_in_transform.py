"""SF309: a permutation in the data pipeline is written for another number of axes.

What it is
    ``permute`` names every axis once; a sample has one axis fewer than a batch.

Why it happens
    The permutation was written for a batch (N C H W) and runs on one sample (C H W), or for video on an image.

See also
    torch.permute, torch.movedim
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import islice, permutations

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.samples.collating import call_at
from shapefault.faults.rewrite.samples.samples import pipeline_of, ways, where_text
from shapefault.model import Culprit, Edit, Fix, MathLine, Shape, Span, Stage
from shapefault.observe.loader.facts import Sample
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace

_NAMES = ("permute", "transpose")
_RANK = re.compile(r"input\.dim\(\) = (\d+)")


class PermuteInTransform(Fault):
    """A permutation names more or fewer axes than the sample has."""

    code = "SF309"
    name = "permute-in-transform"
    title = "a permutation in the data pipeline is written for another number of axes"
    rule = "a permutation names each axis once"
    example = """
        from torch.utils.data import DataLoader, Dataset

        class Clips(Dataset):
            def __len__(self):
                return 4

            def __getitem__(self, i):
                frame = torch.rand(16, 20, 3)
                return frame.permute(0, 3, 1, 2)

        for batch in DataLoader(Clips(), batch_size=4):
            print(nn.Conv2d(3, 4, 3)(batch).shape)
    """
    fixed = """
        from torch.utils.data import DataLoader, Dataset

        class Clips(Dataset):
            def __len__(self):
                return 4

            def __getitem__(self, i):
                frame = torch.rand(16, 20, 3)
                return frame.permute(2, 0, 1)

        for batch in DataLoader(Clips(), batch_size=4):
            print(nn.Conv2d(3, 4, 3)(batch).shape)
    """
    expected = """
        error[SF309]: permute names 4 axes, the sample has 3
    """

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The user's expression that raised while a sample was made is a permutation of another rank."""
        facts = trace.loader
        if facts is None or not facts.samples or facts.where == "collate":
            return None
        sample = facts.samples[0]
        call = call_at(sample.error_at)
        dims = _dims(call) if call is not None else None
        shape = _shape(sample, call) if call is not None else None
        if call is None or dims is None or shape is None or len(dims) == len(shape):
            return None
        in_transform = sample.failed is not None and sample.failed.kind == "transform"
        less = len(dims) > len(shape)
        why = "written for a batch, runs on one sample" if less else "leaves out axes that the sample has"
        return Cause(
            f"permute names {len(dims)} axes, the sample has {len(shape)}",
            Stage.AUGMENTATION if in_transform else Stage.DATA_LOADING,
            Culprit(call.span, why),
            (MathLine("number of axes named = number of axes", str(len(dims)), str(len(shape))),),
            (),
            ways(facts, 1),
            (f"the sample has shape {tuple(shape)}",),
            0.96,
            where_text(facts),
            {"call": call, "dims": dims, "shape": shape, "sample": sample, "why": why, "aug": in_transform},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The same permutation without the batch axis; others that put the channels third from the end."""
        call, dims, shape, why = (cause.data[k] for k in ("call", "dims", "shape", "why"))
        stage = Stage.AUGMENTATION if cause.data["aug"] else Stage.DATA_LOADING
        others = _others(trace, cause.data["sample"], call, len(shape))
        tried: set[tuple[int, ...]] = set()
        for order, prior in _orders(dims, shape):
            if order in tried:
                continue
            tried.add(order)
            edits = [_rewrite(call, order)]
            current = order
            for place, theirs in others:
                own = _without_batch(theirs, len(shape)) if order == _without_batch(dims, len(shape)) else None
                back = own or tuple(current.index(i) for i in range(len(current)))
                edits.append(_rewrite(place, back))
                current = back
            yield fix(f"permute the {len(shape)} axes of one sample", edits, prior, stage=stage, why=why)


def _dims(call: CallPlace) -> tuple[int, ...] | None:
    """The axes that ``x.permute(...)`` or ``torch.permute(x, (...))`` names; None for any other call."""
    function = call.node.func
    if not isinstance(function, ast.Attribute) or function.attr not in _NAMES:
        return None
    args = list(call.node.args)
    if isinstance(function.value, ast.Name) and function.value.id in ("torch", "np", "numpy"):
        args = args[1:]
    if len(args) == 1 and isinstance(args[0], ast.Tuple | ast.List):
        args = list(args[0].elts)
    elif function.attr == "transpose" and len(args) < 3:
        return None
    values = []
    for node in args:
        try:
            value = ast.literal_eval(node)
        except (ValueError, SyntaxError):
            return None
        if type(value) is not int:
            return None
        values.append(value)
    return tuple(v % len(values) if v < 0 else v for v in values)


def _shape(sample: Sample, call: CallPlace) -> Shape | None:
    """The shape of what is permuted: the step's input, or the local that stands before the dot."""
    failed = sample.failed
    if failed is not None and failed.kind == "transform" and failed.before is not None:
        return failed.before.shape
    base = call.node.func.value if isinstance(call.node.func, ast.Attribute) else None
    if isinstance(base, ast.Name) and base.id in ("torch", "np", "numpy") and call.node.args:
        base = call.node.args[0]
    names = {n.id for n in walk(base) if isinstance(n, ast.Name)} if base is not None else set()
    said = _RANK.search(sample.error)
    for step in reversed(sample.steps):
        if step.kind == "assign" and step.name in names and step.after is not None:
            shape = step.after.shape
            if isinstance(base, ast.Name) or (said is not None and shape and len(shape) == int(said.group(1))):
                return shape
    return None


def _without_batch(dims: tuple[int, ...], rank: int) -> tuple[int, ...] | None:
    """The permutation of a sample that ``dims`` is of a batch of them."""
    if len(dims) != rank + 1 or dims[0] != 0:
        return None
    return tuple(d - 1 for d in dims[1:])


def _orders(dims: tuple[int, ...], shape: Shape) -> Iterator[tuple[tuple[int, ...], float]]:
    rank = len(shape)
    plain = _without_batch(dims, rank)
    if plain is not None:
        yield plain, 0.85
    channels = [i for i, size in enumerate(shape) if size in (1, 3, 4)]
    rest = permutations(range(rank))
    fitted = [p for p in rest if rank >= 3 and p[-3] in channels and p != tuple(range(rank))]
    # the axes beside the channels keep their order first
    fitted.sort(key=lambda p: sum(a > b for i, a in enumerate(p) for b in p[i + 1 :]))
    for k, order in enumerate(islice(fitted, 4)):
        yield order, 0.7 - 0.05 * k
    if rank >= 3 and channels:
        last = (*(i for i in range(rank) if i != channels[0]), channels[0])
        if last != tuple(range(rank)):
            yield last, 0.45


def _others(trace: Trace, sample: Sample, call: CallPlace, rank: int) -> list[tuple[CallPlace, tuple[int, ...]]]:
    """Further permutations of the wrong rank in the same list of transforms, behind this one."""
    failed = sample.failed
    pipeline = pipeline_of(trace, failed) if failed is not None and failed.kind == "transform" else None
    if pipeline is None:
        return []
    found = []
    for element in pipeline.elements[pipeline.index + 1 :]:
        for node in walk(element):
            if isinstance(node, ast.Call):
                place = CallPlace(pipeline.source, node)
                dims = _dims(place)
                if dims is not None and len(dims) != rank:
                    found.append((place, dims))
    return found


def _rewrite(call: CallPlace, order: tuple[int, ...]) -> Edit:
    """The call with other axes, in the form that the author chose."""
    args, source = list(call.node.args), call.source
    function = call.node.func
    base = function.value if isinstance(function, ast.Attribute) else None
    if isinstance(base, ast.Name) and base.id in ("torch", "np", "numpy"):
        args = args[1:]
    text = ", ".join(map(str, order))
    if len(args) == 1 and isinstance(args[0], ast.Tuple | ast.List):
        inner = source.span(args[0])
        brackets = "[]" if isinstance(args[0], ast.List) else "()"
        return Edit(inner, f"{brackets[0]}{text}{brackets[1]}")
    return Edit(_between(source, args[0], args[-1]), text)


def _between(source: Source, first: ast.expr, last: ast.expr) -> Span:
    start, end = source.span(first).start, source.span(last).end
    return Span(source.path, start, end, source.between(start, end))
