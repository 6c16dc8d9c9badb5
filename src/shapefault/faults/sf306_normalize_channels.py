"""SF306: Normalize has statistics for another number of channels.

What it is
    ``Normalize(mean, std)`` takes one number for each channel of the image.

Why it happens
    Statistics of ImageNet (three channels) on gray images, one pair of numbers on images with an alpha
    channel, or a few gray files among RGB ones.

See also
    torchvision.transforms.Normalize, torchvision.transforms.Grayscale
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.axes import reshapes
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.images.channels import image_channels
from shapefault.faults.rewrite.images.clip_channels import clip_channels
from shapefault.faults.rewrite.images.permuted_later import permuted_later
from shapefault.faults.rewrite.images.statistics import entry_of_table
from shapefault.faults.rewrite.peek import shape_in
from shapefault.faults.rewrite.samples.collating import call_at
from shapefault.faults.rewrite.samples.samples import before_tensor, pipeline_of, tally_note, ways, where_text
from shapefault.faults.sf302_collate_channels import read_edits
from shapefault.model import Culprit, Edit, Fix, MathLine, Stage
from shapefault.observe.hooks import site_of
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.project import CallPlace, callee

_MODES = {1: "L", 3: "RGB", 4: "RGBA"}

_MOST_CHANNELS = 32
"""Above that it is no number of channels: a side, where those are last."""


class NormalizeChannels(Fault):
    """The statistics and the image differ in channels."""

    code = "SF306"
    name = "normalize-channels"
    title = "Normalize has statistics for another number of channels"
    rule = "len(mean) = C, or 1"
    example = """
        from torch.utils.data import DataLoader
        from torchvision import transforms as T
        from torchvision.datasets import FakeData

        tf = T.Compose([T.Grayscale(), T.ToTensor(), T.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))])
        data = FakeData(size=4, image_size=(3, 28, 28), transform=tf)
        for images, labels in DataLoader(data, batch_size=4):
            print(images.shape)
    """
    fixed = """
        from torch.utils.data import DataLoader
        from torchvision import transforms as T
        from torchvision.datasets import FakeData

        tf = T.Compose([T.Grayscale(), T.ToTensor(), T.Normalize((0.5,), (0.5,))])
        data = FakeData(size=4, image_size=(3, 28, 28), transform=tf)
        for images, labels in DataLoader(data, batch_size=4):
            print(images.shape)
    """
    expected = """
        error[SF306]: Normalize has statistics for 3 channels, the image has 1
    """

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The step that raised is ``Normalize`` on a tensor."""
        facts = trace.loader
        if facts is None:
            return self._called(trace)
        step = facts.samples[0].failed if facts is not None and facts.samples else None
        if step is None or step.name not in ("Normalize", "normalize"):
            return None
        before, call = step.before, call_at(step.site or step.call)
        if before is None or before.kind != "tensor" or before.shape is None or len(before.shape) < 3:
            return None
        got = before.shape[-3]
        want = _length(trace, call) if call is not None else None
        if want is None or want == got or want == 1:
            return None
        why = _for_channels(want)
        at = step.site or step.call
        return Cause(
            f"Normalize has {why}, the image has {got}",
            Stage.AUGMENTATION,
            Culprit(at, why) if at is not None else None,
            (MathLine("len(mean) = C", str(want), str(got)),),
            (),
            ways(facts, 1),
            (*tally_note(facts), f"{facts.failures} of {facts.scanned} samples that were tried fail"),
            0.95,
            where_text(facts),
            {"facts": facts, "step": step, "got": got, "want": want, "why": why, "call": call},
        )

    @staticmethod
    def _called(trace: Trace) -> Cause | None:
        """``normalize(picture, mean, std)`` or a pipeline of the library that the program calls outside of loaders."""
        if (found := _in_pipeline(trace)) is not None:
            return found
        user, node = trace.crash.user, trace.crash.expression
        source = user.site.source() if user is not None else None
        if user is None or source is None or not isinstance(node, ast.Call) or callee(node) != "normalize":
            return None
        if not any("torchvision" in frame.file for frame in trace.crash.frames[-2:]):
            return None
        call = CallPlace(source, node)
        given = shape_in(user, node.args[0]) if node.args else None
        want = _length(trace, call)
        if given is None or len(given) < 3 or want is None or want in (given[-3], 1):
            return None
        got, why = given[-3], _for_channels(want)
        return Cause(
            f"normalize has {why}, the image has {got}",
            Stage.DATA_LOADING,
            None,
            (MathLine("len(mean) = C", str(want), str(got)),),
            confidence=0.9,
            data={"facts": None, "step": None, "got": got, "want": want, "why": why, "call": call},
        )  # fmt: skip

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Statistics for the real channels; or images with the channels that the statistics have."""
        facts, step, got, want, why, call = (cause.data[k] for k in ("facts", "step", "got", "want", "why", "call"))
        if facts is None:
            yield from permuted_later(trace, 0.92)
            yield from image_channels(trace, got, want, 0.78)
            edits = _refit(trace, call, got) if got <= _MOST_CHANNELS else ()
            if edits:
                name, prior = callee(call.node), 0.8 if cause.stage is Stage.AUGMENTATION else 0.6
                yield fix(f"give {name} {got} mean and std value{'s' if got > 1 else ''}", edits, prior,
                          stage=Stage.AUGMENTATION, why=why)  # fmt: skip
            return
        clips = list(clip_channels(call, step.before.shape, want, 0.88))
        yield from clips
        mixed = facts.failures < facts.scanned
        edits = _refit(trace, call, got) if got <= _MOST_CHANNELS and not clips else ()
        if edits:
            yield fix(
                f"give Normalize {got} mean and std value{'s' if got > 1 else ''}", edits,
                0.3 if mixed else 0.8, stage=Stage.AUGMENTATION, why=why,
            )  # fmt: skip
        mode = _MODES.get(want)
        if mode is not None:
            for edit in read_edits(trace, facts, facts.samples[0], mode):
                yield fix(
                    f"open every image as {mode}", edit, 0.85 if mixed else 0.7, stage=Stage.DATA_LOADING,
                    why=f"opened as it is, with {got} channel{'s' if got > 1 else ''}",
                )  # fmt: skip
        pipeline = pipeline_of(trace, step)
        if pipeline is None or want not in (1, 3):
            return
        gray = pipeline.find("Grayscale")
        if gray is not None and want == 3:
            yield fix(
                "let Grayscale give three equal channels",
                pipeline.replace(gray, "Grayscale(num_output_channels=3)"), 0.66,
                stage=Stage.AUGMENTATION, why="Grayscale leaves one channel",
            )  # fmt: skip
        elif want == 3 and got == 1:
            yield fix(
                "repeat the gray channel three times",
                pipeline.insert(pipeline.index, "Lambda(lambda image: image.expand(3, -1, -1))"), 0.6,
                stage=Stage.AUGMENTATION, why="the images have one channel",
            )  # fmt: skip
        index = pipeline.find("ToTensor", "PILToTensor", "ToImage")
        if gray is None and index is not None:
            count = "num_output_channels=3" if want == 3 else ""
            yield fix(
                "make the images gray" + (", with three equal channels" if want == 3 else ""),
                pipeline.insert(before_tensor(pipeline), f"Grayscale({count})"), 0.45 if got == 1 else 0.35,
                stage=Stage.AUGMENTATION, why=f"the images have {got} channels",
            )  # fmt: skip


def _in_pipeline(trace: Trace) -> Cause | None:
    """``Normalize`` in a pipeline that the program calls itself, as for a single picture."""
    for frame in trace.crash.frames:
        step = frame.frame.f_locals.get("self")
        if type(step).__name__ != "Normalize" or not type(step).__module__.startswith("torchvision."):
            continue
        given = next((s for s in map(shape_of, frame.frame.f_locals.values()) if s and len(s) > 2), None)
        call = reshapes.call_at(site_of(step)) if given is not None else None
        want = _length(trace, call) if call is not None else None
        if given is None or call is None or want is None or want in (given[-3], 1):
            continue
        got, why = given[-3], _for_channels(want)
        return Cause(
            f"Normalize has {why}, the image has {got}",
            Stage.AUGMENTATION,
            Culprit(call.span, why),
            (MathLine("len(mean) = C", str(want), str(got)),),
            confidence=0.95,
            data={"facts": None, "step": None, "got": got, "want": want, "why": why, "call": call},
        )
    return None


def _for_channels(want: int) -> str:
    return f"statistics for {want} channel{'s' if want != 1 else ''}"


def _statistics(call: CallPlace) -> list[ast.expr]:
    named = {k.arg: k.value for k in call.node.keywords}
    skip = (
        1 if call.node.func and isinstance(call.node.func, ast.Attribute) and call.node.func.attr == "normalize" else 0
    )
    args = call.node.args[skip:]
    mean = args[0] if args else named.get("mean")
    std = args[1] if len(args) > 1 else named.get("std")
    return [node for node in (mean, std) if node is not None]


def _literal(trace: Trace, call: CallPlace, node: ast.expr) -> tuple[CallPlace | None, ast.expr] | None:
    """The written list behind an argument: itself, or what its name was assigned."""
    from shapefault.faults.rewrite.bench import bench_of

    if isinstance(node, ast.Name | ast.Attribute):
        found = bench_of(trace).resolver.definitions(call.source, node)
        found = found or [place for place in (entry_of_table(trace, call, node),) if place is not None]
        if not found:
            return None
        return CallPlace(found[0].source, call.node), found[0].node
    return call, node


def _values(node: ast.expr) -> list[str] | None:
    """The elements of a list as text; ``[0.5] * 3`` is multiplied out."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        left, right = node.left, node.right
        if isinstance(right, ast.List | ast.Tuple):
            left, right = right, left
        inner = _values(left)
        count = right.value if isinstance(right, ast.Constant) and type(right.value) is int else None
        return inner * count if inner is not None and count is not None else None
    if isinstance(node, ast.List | ast.Tuple):
        return [ast.unparse(e) for e in node.elts]
    return None


def _repeated(node: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    """The list of one and the number of ``[0.5] * 3``."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        for inner, count in ((node.left, node.right), (node.right, node.left)):
            if isinstance(inner, ast.List | ast.Tuple) and len(inner.elts) == 1 and isinstance(count, ast.Constant):
                return inner, count
    return None


def _length(trace: Trace, call: CallPlace) -> int | None:
    for node in _statistics(call):
        found = _literal(trace, call, node)
        values = _values(found[1]) if found is not None else None
        if values is not None:
            return len(values)
    return None


def _refit(trace: Trace, call: CallPlace, count: int) -> tuple[Edit, ...]:
    """Those of mean and std that have other than ``count`` values with so many.

    The first is kept, or all where they are of the same number.
    """
    edits = []
    for node in _statistics(call):
        found = _literal(trace, call, node)
        values = _values(found[1]) if found is not None else None
        if found is None or values is None or found[0] is None or not values:
            return ()
        if len(values) == count:
            continue
        if (again := _repeated(found[1])) is not None:  # the author's form is kept
            inner, times = again
            place, text = (times, str(count)) if count > 1 else (found[1], found[0].source.span(inner).text)
            edits.append(Edit(found[0].source.span(place), text))
            continue
        taken = values[:count] if len(values) >= count else values + [values[0]] * (count - len(values))
        if count == 1 and len(set(values)) > 1 and all(_number(v) for v in values):
            taken = [f"{sum(map(float, values)) / len(values):.4g}"]
        text = ", ".join(taken)
        square = isinstance(found[1], ast.List) or (isinstance(found[1], ast.BinOp) and "[" in ast.unparse(found[1]))
        text = f"[{text}]" if square else f"({text}{',' if count == 1 else ''})"
        edits.append(Edit(found[0].source.span(found[1]), text))
    return tuple(edits)


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
