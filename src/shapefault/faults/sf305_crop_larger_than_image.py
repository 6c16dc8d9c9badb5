"""SF305: a crop is larger than the image.

What it is
    ``RandomCrop`` cuts a window out of the image and refuses an image that is smaller than the window.

Why it happens
    A few images are small, nothing resizes before the crop, or the crop stands before the resize.

See also
    torchvision.transforms.RandomCrop (pad_if_needed), torchvision.transforms.RandomResizedCrop
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.samples.collating import call_at
from shapefault.faults.rewrite.samples.samples import pipeline_of, tally_note, ways, where_text
from shapefault.model import Culprit, Fix, MathLine, Rejected, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_MESSAGE = re.compile(
    r"[Rr]equired crop size \(?\(?(\d+), (\d+)\)?\)? is larger than (?:padded )?input image size \(?\(?(\d+), (\d+)"
)


class CropLargerThanImage(Fault):
    """The window of a crop does not fit into the image."""

    code = "SF305"
    name = "crop-larger-than-image"
    title = "a crop is larger than the image"
    rule = "crop H ≤ image H and crop W ≤ image W"
    example = """
        from torch.utils.data import DataLoader
        from torchvision import transforms as T
        from torchvision.datasets import FakeData

        tf = T.Compose([T.RandomCrop(32), T.ToTensor()])
        data = FakeData(size=4, image_size=(3, 28, 40), transform=tf)
        for images, labels in DataLoader(data, batch_size=4):
            print(images.shape)
    """
    fixed = """
        from torch.utils.data import DataLoader
        from torchvision import transforms as T
        from torchvision.datasets import FakeData

        tf = T.Compose([T.RandomCrop(32, pad_if_needed=True), T.ToTensor()])
        data = FakeData(size=4, image_size=(3, 28, 40), transform=tf)
        for images, labels in DataLoader(data, batch_size=4):
            print(images.shape)
    """
    expected = """
        error[SF305]: RandomCrop takes a window of H=32 W=32, the image has H=28 W=40
    """

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """A crop said so itself."""
        facts = trace.loader
        found = _MESSAGE.search(facts.message) if facts is not None else None
        if facts is None or found is None or not facts.samples:
            return None
        ch, cw, h, w = map(int, found.groups())
        step = facts.samples[0].failed
        name = step.name if step is not None and step.kind == "transform" else "the crop"
        at = (step.site or step.call) if step is not None else facts.samples[0].error_at
        short = [(n, c, i) for n, c, i in (("H", ch, h), ("W", cw, w)) if c > i]
        return Cause(
            f"{name} takes a window of H={ch} W={cw}, the image has H={h} W={w}",
            Stage.AUGMENTATION,
            Culprit(at, "no step before makes the image as large as the window") if at is not None else None,
            tuple(MathLine(f"crop {n} ≤ image {n}", str(c), str(i)) for n, c, i in short),
            (),
            ways(facts, 1),
            (*tally_note(facts), f"{facts.failures} of {facts.scanned} samples that were tried fail"),
            0.95,
            where_text(facts),
            {"facts": facts, "crop": (ch, cw), "step": step},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Resize first, pad, or a crop that scales."""
        step, (ch, cw) = cause.data["step"], cause.data["crop"]
        call = call_at(step.site) if step is not None else None
        if step is None or call is None:
            return
        pipeline = pipeline_of(trace, step)
        why = "no step before makes the image as large as the window"
        if pipeline is not None:
            later = pipeline.find("Resize")
            if later is not None and later > pipeline.index:
                yield fix(
                    "resize before the crop", pipeline.swap(pipeline.index, later), 0.85,
                    stage=Stage.AUGMENTATION, why="the crop stands before the resize",
                )  # fmt: skip
            size = call.source.span(call.node.args[0]).text if call.node.args else str(max(ch, cw))
            text = size if ch == cw and not size.startswith(("(", "[")) else str(max(ch, cw))
            if later is None:
                yield fix(
                    "resize the short side to the window first (scales small images up, and large ones down)",
                    pipeline.insert(pipeline.index, f"Resize({text})"), 0.7,
                    stage=Stage.AUGMENTATION, why=why,
                )  # fmt: skip
            elif later < pipeline.index:
                yield from self._earlier(pipeline, later, max(ch, cw), text)
        yield fix(
            "pad small images to the window", set_keyword(call, "pad_if_needed", "True"), 0.74,
            stage=Stage.AUGMENTATION, why=why,
        )  # fmt: skip
        if pipeline is not None and call.node.args and not call.node.keywords and len(call.node.args) == 1:
            text = call.source.span(call.node.args[0]).text
            yield fix(
                "crop a part of the image and scale it to the window",
                pipeline.replace(pipeline.index, f"RandomResizedCrop({text})"), 0.5,
                stage=Stage.AUGMENTATION, why=why,
            )  # fmt: skip

    @staticmethod
    def _earlier(pipeline: object, later: int, largest: int, text: str) -> Iterator[Fix]:
        from shapefault.faults.rewrite.samples.samples import Pipeline

        if isinstance(pipeline, Pipeline):
            yield fix(
                "resize to at least the window", pipeline.replace(later, f"Resize({text})"), 0.72,
                stage=Stage.AUGMENTATION, why=f"the resize leaves images smaller than {largest}",
            )  # fmt: skip

    def rejected(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> tuple[Rejected, ...]:
        """``CenterCrop`` pads with black without a word."""
        ch, _ = cause.data["crop"]
        return (Rejected(f"CenterCrop({ch})", "runs, but pads with black and crops always the same part"),)
