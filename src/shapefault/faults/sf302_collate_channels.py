"""SF302: the images of a batch have different numbers of channels.

What it is
    Some files are gray, have an alpha channel, a palette, or four inks (CMYK), and are opened as they are.

Why it happens
    ``Image.open`` keeps the mode of the file; ``ToTensor`` gives L one channel, RGB three, RGBA and CMYK four.

Not this fault
    All images have the same number of channels and the model takes another: see SF102.

See also
    PIL.Image.Image.convert, torchvision.io.ImageReadMode
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.images.channels import opened_as_they_are
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.samples.collating import call_at
from shapefault.faults.rewrite.samples.samples import (
    before_tensor,
    chain_of_leaf,
    convert_edit,
    loader_label,
    misleading_note,
    opened,
    pipeline_of,
    sizes,
    tally_note,
    transforms,
    unequal,
    ways,
    where_text,
)
from shapefault.faults.sf301_collate_sizes import CollateSizes, image_pair
from shapefault.model import Culprit, Edit, Fix, Rejected, Shape, Stage
from shapefault.observe.loader.facts import LoaderFacts, Sample
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_MODE = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}


def channels_of(shape: Shape) -> int:
    """The channels of an image tensor or array; a matrix is one gray channel."""
    if len(shape) == 2:
        return 1
    return shape[0] if shape[0] <= 4 else shape[-1]


def read_edits(trace: Trace, facts: LoaderFacts, sample: Sample, mode: str) -> Iterator[Edit]:
    """Edits that make the reading call give images of ``mode``."""
    edit = convert_edit(trace, facts, sample, mode)
    if edit is not None:
        yield edit
        return
    for step in sample.steps:
        call = call_at(step.call) if step.kind == "call" else None
        if call is not None and step.name in ("read_image", "decode_image"):
            wanted = {"L": "GRAY", "RGB": "RGB", "RGBA": "RGB_ALPHA"}[mode]
            yield set_keyword(call, "mode", f'"{wanted}"')


class CollateChannels(Fault):
    """Gray, RGB and RGBA images in one batch."""

    code = "SF302"
    name = "collate-channels"
    title = "the images of a batch have different numbers of channels"
    rule = "all samples of a batch have the same C, H and W"
    example = """
        from PIL import Image
        from torch.utils.data import DataLoader, Dataset
        from torchvision import transforms as T

        to_tensor = T.ToTensor()

        class Photos(Dataset):
            def __len__(self):
                return 4

            def __getitem__(self, i):
                return to_tensor(Image.new("L" if i == 2 else "RGB", (40, 40)))

        for batch in DataLoader(Photos(), batch_size=4):
            print(batch.shape)
    """
    fixed = """
        from PIL import Image
        from torch.utils.data import DataLoader, Dataset
        from torchvision import transforms as T

        to_tensor = T.ToTensor()

        class Photos(Dataset):
            def __len__(self):
                return 4

            def __getitem__(self, i):
                return to_tensor(Image.new("L" if i == 2 else "RGB", (40, 40)).convert("RGB"))

        for batch in DataLoader(Photos(), batch_size=4):
            print(batch.shape)
    """
    expected = """
        error[SF302]: samples 0 and 2 differ in C (3 and 1), collate cannot stack them
    """

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The leaf that collate refused is an image, and its channels differ."""
        facts = trace.loader
        pair = image_pair(facts) if facts is not None else None
        if facts is None or pair is None:
            return None
        first, second, a, b = pair
        if len(a) == len(b) == 3 and facts.differing and (0 if a[0] <= 4 else 2) not in facts.differing:
            return None  # they were made equal before
        if not (2 <= len(a) <= 3 and 2 <= len(b) <= 3) or channels_of(a) == channels_of(b):
            return None
        counts = _counts(facts)
        usual = counts.most_common(1)[0][0] if counts else channels_of(a)
        odd = second if channels_of(a) == usual else first
        open_step = next(iter(opened(odd)[-1:]), None)
        calls = chain_of_leaf(trace, facts, odd)
        at = calls[-1].span if calls else None
        mode = open_step.after.mode if open_step is not None and open_step.after is not None else ""
        name = odd.file or f"sample {odd.index}"
        why = f"{name.rsplit('/', 1)[-1]} is opened as it is{f', as {mode}' if mode else ''}"
        return Cause(
            f"samples {first.index} and {second.index} differ in C ({channels_of(a)} and {channels_of(b)}), "
            "collate cannot stack them",
            Stage.DATA_LOADING,
            Culprit(at, why) if at is not None else None,
            (unequal(first, second, sizes(a), sizes(b)),),
            loader_label(facts, f"stacks {facts.batch_size or 'all'} samples: all must have the same C, H and W"),
            ways(facts),
            (*tally_note(facts), *misleading_note(facts)),
            0.96,
            where_text(facts),
            {"facts": facts, "odd": odd, "first": first, "usual": usual, "why": why, "shapes": (a, b)},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """One mode where the files are read; the usual one first."""
        facts, odd, usual, why = (cause.data[k] for k in ("facts", "odd", "usual", "why"))
        a, b = cause.data["shapes"]
        resized = a[-2:] != b[-2:] or any(axis > 0 for axis in facts.differing)
        modes = sorted({"RGB", "L"}, key=lambda m: (m != _MODE.get(usual, "RGB"), m != "RGB"))
        sizers: list[tuple[Edit, ...]] = [()]
        if resized:
            sizers = [f.edits for f in CollateSizes.one_size(trace, facts, cause.data["first"], 0.6)]
            sizers = sizers[:3] or [()]
        if {channels_of(a), channels_of(b)} == {1, 3}:
            yield from opened_as_they_are(trace, "L", 0.88)
        for rank, mode in enumerate(modes):
            for edit in read_edits(trace, facts, odd, mode):
                for sizer in sizers:
                    edits = _joined(edit, sizer)
                    yield fix(
                        f"open every image as {mode}", edits, 0.85 - 0.2 * rank,
                        stage=Stage.DATA_LOADING, why=why,
                    )  # fmt: skip
        steps = transforms(odd, facts)
        pipeline = next((p for s in steps if (p := pipeline_of(trace, s)) is not None), None)
        if pipeline is not None and pipeline.find("ToTensor", "ToImage", "PILToTensor") is not None:
            at = before_tensor(pipeline)
            for mode in modes[:1]:
                yield fix(
                    f"convert every image to {mode} before it becomes a tensor",
                    pipeline.insert(at, f'Lambda(lambda image: image.convert("{mode}"))'),
                    0.55, stage=Stage.AUGMENTATION, why=why,
                )  # fmt: skip
            yield fix(
                "make every image gray", pipeline.insert(at, "Grayscale()"), 0.35,
                stage=Stage.AUGMENTATION, why=why,
            )  # fmt: skip

    def rejected(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> tuple[Rejected, ...]:
        """A gray pipeline throws the colours of the other images away."""
        if cause.data["usual"] != 3:
            return ()
        return (Rejected("T.Grayscale()", "runs where the model takes one channel, but drops all colours"),)


def _joined(edit: Edit, sizer: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """Both edits; where they stand at one place, in this order in one edit."""
    same = [e for e in sizer if e.span == edit.span]
    others = [e for e in sizer if e.span != edit.span]
    return (Edit(edit.span, edit.content + "".join(e.content for e in same)), *others)


def _counts(facts: LoaderFacts) -> Counter[int]:
    counts: Counter[int] = Counter()
    for shape, n in facts.shapes:
        if 2 <= len(shape) <= 3:
            counts[channels_of(shape)] += n
    return counts
