"""SF308: a multi-crop gives a tuple of images, the next step takes one.

What it is
    ``FiveCrop`` and ``TenCrop`` give 5 or 10 images for one; what follows must handle each of them.

Why it happens
    They stand in a list of transforms where a single crop would, or nothing stacks their images.

See also
    torchvision.transforms.FiveCrop, torchvision.transforms.Lambda
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.samples.samples import Pipeline, pipeline_of, transforms, ways, where_text
from shapefault.model import Culprit, Fix, Rejected, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.transforms import Step


class MultiCrop(Fault):
    """A step got all the images of a multi-crop at once."""

    code = "SF308"
    name = "multi-crop"
    title = "a multi-crop gives a tuple of images, the next step takes one"
    rule = "a step takes one image"
    example = """
        from torch.utils.data import DataLoader
        from torchvision import transforms as T
        from torchvision.datasets import FakeData

        tf = T.Compose([T.FiveCrop(24), T.ToTensor()])
        data = FakeData(size=4, image_size=(3, 32, 32), transform=tf)
        for images, labels in DataLoader(data, batch_size=4):
            print(images.flatten(0, -4).shape)
    """
    fixed = """
        from torch.utils.data import DataLoader
        from torchvision import transforms as T
        from torchvision.datasets import FakeData

        tf = T.Compose([T.CenterCrop(24), T.ToTensor()])
        data = FakeData(size=4, image_size=(3, 32, 32), transform=tf)
        for images, labels in DataLoader(data, batch_size=4):
            print(images.flatten(0, -4).shape)
    """
    expected = """
        error[SF308]: ToTensor got a tuple of 5 images from FiveCrop, it takes one
    """

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """A multi-crop ran, and the step behind it raised on its tuple, or collate met its images."""
        facts = trace.loader
        if facts is None or not facts.samples:
            return None
        steps = transforms(facts.samples[0])
        crop = next((s for s in steps if s.name in ("FiveCrop", "TenCrop") and s.many), None)
        if crop is None:
            return None
        failed = facts.samples[0].failed
        behind = steps[steps.index(crop) + 1 :]
        if failed is not None and (not behind or behind[0] is not failed):
            return None
        if failed is None and (facts.conflict is None or facts.conflict.reason != "unsupported"):
            return None
        name = failed.name if failed is not None else "collate"
        at = crop.site or crop.call
        return Cause(
            f"{name} got a tuple of {crop.many} images from {crop.name}, it takes "
            + ("one" if failed is not None else "tensors"),
            Stage.AUGMENTATION,
            Culprit(at, f"gives {crop.many} images for one") if at is not None else None,
            (),
            (),
            ways(facts, 1),
            (),
            0.97,
            where_text(facts),
            {"crop": crop, "failed": failed},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """One crop in place of many; or a stack of them all."""
        crop, failed = cause.data["crop"], cause.data["failed"]
        pipeline = pipeline_of(trace, crop)
        if pipeline is None:
            return
        why = f"gives {crop.many} images for one"
        size = pipeline.source.span(pipeline.element).text.partition("(")[2].rpartition(")")[0].split(", vertical")[0]
        yield fix(
            "take the crop in the middle", pipeline.replace(pipeline.index, f"CenterCrop({size})"), 0.62,
            stage=Stage.AUGMENTATION, why=why,
        )  # fmt: skip
        yield from _stacked(pipeline, failed, why)
        yield fix(
            "take one random crop", pipeline.replace(pipeline.index, f"RandomCrop({size})"), 0.5,
            stage=Stage.AUGMENTATION, why=why,
        )  # fmt: skip

    def rejected(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> tuple[Rejected, ...]:
        """Nothing tempting is known."""
        return ()


def _stacked(pipeline: Pipeline, failed: Step | None, why: str) -> Iterator[Fix]:
    following = pipeline.index + 1
    if failed is not None and following < len(pipeline.elements):
        inner = pipeline.source.span(pipeline.elements[following]).text
        yield fix(
            "stack the crops into one tensor (adds an axis: N, crops, C, H, W)",
            pipeline.replace(following, f"Lambda(lambda crops: torch.stack([{inner}(crop) for crop in crops]))"),
            0.6, stage=Stage.AUGMENTATION, why=why,
        )  # fmt: skip
    elif failed is None:
        to_tensor, _ = pipeline.new("ToTensor()")
        yield fix(
            "stack the crops into one tensor (adds an axis: N, crops, C, H, W)",
            pipeline.append_after(
                pipeline.index, f"Lambda(lambda crops: torch.stack([{to_tensor}(crop) for crop in crops]))"
            ),
            0.6, stage=Stage.AUGMENTATION, why=why,
        )  # fmt: skip
