"""SF307: an image is not yet, or already, what a step takes.

What it is
    Steps of torchvision take a Pillow image or a tensor; ``ToTensor`` takes a Pillow image or an H W C array;
    a batch takes tensors only.

Why it happens
    ``ToTensor`` is missing, or stands behind a step that needs a tensor (``Normalize``), or before one that
    has made a tensor already; the data set gives NumPy arrays to steps that know Pillow images and tensors.

See also
    torchvision.transforms.ToTensor, torchvision.transforms.ToPILImage
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.samples.collating import call_at
from shapefault.faults.rewrite.samples.samples import (
    Pipeline,
    loader_label,
    named_transform,
    opening_calls,
    pipeline_of,
    transforms,
    wanted_sizes,
    ways,
    where_text,
)
from shapefault.model import Culprit, Edit, Fix, Label, Span, Stage
from shapefault.observe.loader.facts import LoaderFacts
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_TO_TENSOR = ("ToTensor", "PILToTensor", "ToImage")
_NAMES = {"image": "a Pillow image", "ndarray": "a NumPy array", "tensor": "a tensor"}


class NotATensorYet(Fault):
    """A Pillow image or array where a tensor is needed, or the reverse."""

    code = "SF307"
    name = "not-a-tensor-yet"
    title = "an image is not yet, or already, what a step takes"
    rule = "a batch, and Normalize, take tensors; ToTensor takes a Pillow image or an H W C array"
    example = """
        from torch.utils.data import DataLoader
        from torchvision import transforms as T
        from torchvision.datasets import FakeData

        tf = T.Compose([T.Resize((28, 28))])
        data = FakeData(size=4, image_size=(3, 32, 32), transform=tf)
        for images, labels in DataLoader(data, batch_size=4):
            print(images.shape)
    """
    fixed = """
        from torch.utils.data import DataLoader
        from torchvision import transforms as T
        from torchvision.datasets import FakeData

        tf = T.Compose([T.Resize((28, 28)), T.ToTensor()])
        data = FakeData(size=4, image_size=(3, 32, 32), transform=tf)
        for images, labels in DataLoader(data, batch_size=4):
            print(images.shape)
    """
    expected = """
        error[SF307]: the samples hold a Pillow image at [0], collate takes tensors
    """

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """An image reached collate, or a step refused the kind of image that reached it."""
        facts = trace.loader
        if facts is None or not facts.samples:
            return None
        if facts.conflict is not None:
            return self._in_batch(facts, trace)
        step = facts.samples[0].failed
        before = step.before if step is not None else None
        if step is None or before is None or step.kind != "transform" or before.kind not in _NAMES:
            return None
        error = step.error
        kinds = ("Unexpected type", "should be PIL", "Tensor Image", "should be Tensor", "Got <class", "numpy.ndarray")
        rank = before.shape is not None and before.kind == "ndarray" and len(before.shape) not in (2, 3)
        if not rank and not any(k in error for k in kinds):
            return None
        at = step.site or step.call
        shown = _NAMES[before.kind]
        if rank:
            shown = f"an array with {len(before.shape or ())} axes"
        return Cause(
            f"{step.name} got {shown} of shape {before.shape}, it does not take that",
            Stage.AUGMENTATION,
            Culprit(at, f"does not take {shown}") if at is not None else None,
            (),
            (),
            ways(facts, 1),
            (f"torch says: {error.partition(': ')[2].splitlines()[0][:160]}",) if ": " in error else (),
            0.93,
            where_text(facts),
            {"facts": facts, "step": step, "kind": before.kind},
        )

    @staticmethod
    def _in_batch(facts: LoaderFacts, trace: Trace) -> Cause | None:
        conflict = facts.conflict
        if conflict is None or conflict.reason != "unsupported" or conflict.values[0].kind != "image":
            return None
        sample = facts.samples[0]
        steps = transforms(sample, facts)
        last = steps[-1] if steps else None
        at: Span | None = (last.container or last.site) if last is not None else facts.dataset_site
        if last is None and (calls := opening_calls(trace, facts, sample)):
            at = calls[-1].span
        stage = Stage.AUGMENTATION if last is not None or facts.getitem_where is None else Stage.DATA_LOADING
        label: tuple[Label, ...] = loader_label(facts, "stacks tensors")
        return Cause(
            f"the samples hold a Pillow image at {conflict.path or 'their top'}, collate takes tensors",
            stage,
            Culprit(at, "no step makes the image a tensor") if at is not None else None,
            (),
            label,
            ways(facts, 1),
            (),
            0.95,
            where_text(facts),
            {"facts": facts, "step": last, "kind": "batch"},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """``ToTensor`` where it is missing or in the wrong place; ``ToPILImage`` for arrays."""
        facts, step, kind = (cause.data[k] for k in ("facts", "step", "kind"))
        pipeline = pipeline_of(trace, step) if step is not None else None
        if kind == "batch":
            yield from _to_batch(trace, facts, pipeline)
        elif pipeline is not None:
            yield from _reordered(pipeline, kind)


def _to_batch(trace: Trace, facts: LoaderFacts, pipeline: Pipeline | None) -> Iterator[Fix]:
    why = "no step makes the image a tensor"
    if pipeline is not None:
        pipeline = pipeline.outermost()
        last = len(pipeline.elements) - 1 if pipeline.listed else 0
        yield fix(
            "make the image a tensor as the last step", pipeline.append_after(last, "ToTensor()"), 0.85,
            stage=Stage.AUGMENTATION, why=why,
        )  # fmt: skip
        return
    call = call_at(facts.dataset_site)
    if call is not None and facts.getitem_where is None:
        text, imports = named_transform(call.source, "ToTensor()")
        yield fix(
            "give the data set a transform that makes tensors", (set_keyword(call, "transform", text), *imports), 0.85,
            stage=Stage.AUGMENTATION, why=why,
        )  # fmt: skip
    calls = opening_calls(trace, facts, facts.samples[0])
    if calls:
        span = calls[-1].span
        text, imports = named_transform(calls[-1].source, "ToTensor()")
        shapes = {value.shape for value in facts.conflict.values} if facts.conflict is not None else set()
        sizes = [s for _, s, _ in wanted_sizes(trace, facts) if s is not None] if len(shapes) > 1 else []
        for i, size in enumerate([None, *sizes][: 3 if sizes else 1]):
            resize = f".resize(({size[1]}, {size[0]}))" if size is not None else ""
            yield fix(
                "make the image a tensor where it is opened" + (", of one size" if resize else ""),
                (Edit(span, f"{text}({span.text}{resize})"), *imports), 0.6 - 0.05 * i,
                stage=Stage.DATA_LOADING, why=why,
            )  # fmt: skip


def _reordered(pipeline: Pipeline, kind: str) -> Iterator[Fix]:
    index, name = pipeline.index, pipeline.name(pipeline.index)
    makes = pipeline.find(*_TO_TENSOR)
    if kind == "tensor" and name in _TO_TENSOR:
        if pipeline.listed and len(pipeline.elements) > 1:
            yield fix(
                f"leave {name} out, the image is a tensor already", pipeline.remove(index), 0.8,
                stage=Stage.AUGMENTATION, why="the image is a tensor already",
            )  # fmt: skip
        yield fix(
            "make the tensor a Pillow image first", pipeline.insert(index, "ToPILImage()"), 0.5,
            stage=Stage.AUGMENTATION, why="the image is a tensor already",
        )  # fmt: skip
        return
    if kind == "ndarray" and makes is None:
        for text, prior in (("ToTensor()", 0.75), ("ToPILImage()", 0.65)):
            yield fix(
                f"start with {text.removesuffix('()')}, the images are arrays", pipeline.insert(index, text), prior,
                stage=Stage.AUGMENTATION, why="the data set gives arrays, this step takes images or tensors",
            )  # fmt: skip
    elif kind == "ndarray" and makes is not None and makes > index:
        yield fix(
            "start with ToPILImage, the images are arrays", pipeline.insert(index, "ToPILImage()"), 0.75,
            stage=Stage.AUGMENTATION, why="the data set gives arrays, this step takes images or tensors",
        )  # fmt: skip
        yield fix(
            "make the tensor first", pipeline.swap(index, makes), 0.6,
            stage=Stage.AUGMENTATION, why="ToTensor stands behind a step that needs it",
        )  # fmt: skip
    elif kind == "image" and makes is not None and makes > index:
        yield fix(
            "make the tensor first", pipeline.swap(index, makes), 0.85,
            stage=Stage.AUGMENTATION, why="stands before the step that makes the tensor",
        )  # fmt: skip
    elif kind == "image":
        yield fix(
            "make the image a tensor first", pipeline.insert(index, "ToTensor()"), 0.85,
            stage=Stage.AUGMENTATION, why="no step before makes the image a tensor",
        )  # fmt: skip
