"""SF301: the images of a batch have different heights or widths.

What it is
    The default collate stacks the samples of a batch into one tensor: all must have one H and one W.

Why it happens
    ``Resize(256)`` with one number sets the short side and keeps the ratio; or there is no resize at
    all, and each image keeps the size of its file. In a worker torch may word it as "Trying to resize
    storage that is not resizable".

Not this fault
    Images with another number of channels: see SF302. Sequences of different lengths: see SF303.

See also
    torchvision.transforms.Resize, torchvision.transforms.CenterCrop
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.images.computed_sizes import computed_sizes
from shapefault.faults.rewrite.images.odd_margins import odd_margins
from shapefault.faults.rewrite.images.own_rescale import own_rescale
from shapefault.faults.rewrite.images.several_times import several_times
from shapefault.faults.rewrite.images.sizing_calls import transform_calls
from shapefault.faults.rewrite.images.sometimes_cut import sometimes_cut
from shapefault.faults.rewrite.images.square_sides import squared
from shapefault.faults.rewrite.images.switched_off import switched_off
from shapefault.faults.rewrite.images.turned import quarter_turns
from shapefault.faults.rewrite.images.twin_statements import cut_alike
from shapefault.faults.rewrite.keywords import given, set_keyword
from shapefault.faults.rewrite.samples.collating import call_at
from shapefault.faults.rewrite.samples.cut_while_training import cut_while_training
from shapefault.faults.rewrite.samples.samples import (
    Pipeline,
    before_tensor,
    chain_of_leaf,
    divergence,
    insert_below,
    loader_label,
    made_by,
    misleading_note,
    pipeline_around,
    pipeline_of,
    resize_edits,
    sizes,
    tally_note,
    transforms,
    unequal,
    wanted_sizes,
    ways,
    where_text,
)
from shapefault.faults.rewrite.samples.slices_past_end import late_starts
from shapefault.faults.rewrite.samples.spectra import of_sound
from shapefault.model import Culprit, Fix, MathLine, Rejected, Shape, Stage
from shapefault.observe.loader.facts import LoaderFacts, Sample
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.transforms import Step

_INT = "an int sets the short side, the other keeps the ratio"


def image_pair(facts: LoaderFacts) -> tuple[Sample, Sample, Shape, Shape] | None:
    """Two samples whose leaf is an image each, and the leaf's shapes; None for anything else."""
    conflict = facts.conflict
    if conflict is None or conflict.reason not in ("shape", "rank") or len(facts.samples) < 2:
        return None
    first, second = facts.samples[:2]
    a, b = first.leaf(conflict.path), second.leaf(conflict.path)
    if conflict.axes[:1] == (0,) and a is not None and a.shape is not None and len(a.shape) == 3:
        # where channels differ anywhere in the batch, the pair is one that differs in them
        for sample in facts.samples[1:]:
            other = sample.leaf(conflict.path)
            if other is not None and other.shape is not None and other.shape[0] != a.shape[0]:
                second, b = sample, other
                break
    if a is None or b is None or a.shape is None or b.shape is None or min(len(a.shape), len(b.shape)) < 2:
        return None
    seen = [s.after for sample in (first, second) for s in sample.steps if s.after is not None]
    from_image = any(v.kind == "image" for v in seen)
    in_planes = len(a.shape) == len(b.shape) == 3 and {a.shape[0], b.shape[0]} <= {1, 3, 4}
    if not from_image and not in_planes and not _channels_last(a.shape, b.shape):
        return None
    return first, second, a.shape, b.shape


def _one_apart(a: Shape, b: Shape) -> bool:
    """Whether the sizes that differ do so by one."""
    return {abs(x - y) for x, y in zip(a, b, strict=False)} <= {0, 1}


def _channels_last(a: Shape, b: Shape) -> bool:
    """Whether both are pictures with their colours last."""
    return len(a) == len(b) == 3 and a[2] == b[2] in (3, 4) and min(*a[:2], *b[:2]) > 4


def resized_by_int(steps: list[Step]) -> Step | None:
    """The ``Resize`` with one number that a sample went through."""
    for step in steps:
        call = call_at(step.site)
        if step.name != "Resize" or call is None:
            continue
        node = given(call.node, 0, "size")
        if isinstance(node, ast.Tuple | ast.List) and len(node.elts) != 1:
            continue
        before, after = step.before, step.after
        if before is None and after is None and isinstance(node, ast.Constant | ast.List | ast.Name | ast.Attribute):
            return step  # not replayed: only the argument tells
        if before is not None and after is not None and before.shape and after.shape:
            old, new = before.shape[-2:], after.shape[-2:]
            if old[0] == old[1] or new[0] != new[1]:
                return step
    return None


class CollateSizes(Fault):
    """Images of different sizes cannot be stacked."""

    code = "SF301"
    name = "collate-sizes"
    title = "the images of a batch have different heights or widths"
    rule = "all samples of a batch have the same C, H and W"
    example = """
        from PIL import Image
        from torch.utils.data import DataLoader, Dataset
        from torchvision import transforms as T

        tf = T.Compose([T.Resize(32), T.ToTensor()])

        class Photos(Dataset):
            def __len__(self):
                return 4

            def __getitem__(self, i):
                return tf(Image.new("RGB", (60, 40) if i else (40, 60)))

        for batch in DataLoader(Photos(), batch_size=4):
            print(batch.shape)
    """
    fixed = """
        from PIL import Image
        from torch.utils.data import DataLoader, Dataset
        from torchvision import transforms as T

        tf = T.Compose([T.Resize(32), T.CenterCrop(32), T.ToTensor()])

        class Photos(Dataset):
            def __len__(self):
                return 4

            def __getitem__(self, i):
                return tf(Image.new("RGB", (60, 40) if i else (40, 60)))

        for batch in DataLoader(Photos(), batch_size=4):
            print(batch.shape)
    """
    expected = """
        error[SF301]: samples 0 and 1 differ in H and W, collate cannot stack them
    """

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The leaf that collate refused is an image, and its channels are equal."""
        facts = trace.loader
        pair = image_pair(facts) if facts is not None else None
        if facts is None or pair is None or facts.conflict is None or of_sound(trace, facts):
            return None
        first, second, a, b = pair
        if len(a) != len(b) or len(a) < 2 or (len(a) == 3 and 0 in facts.differing and not _channels_last(a, b)):
            return None
        order = ("H", "W", "C") if _channels_last(a, b) else ("C", "H", "W")
        names = order[-len(a) :] if len(a) <= 3 else tuple(f"axis {i}" for i in range(len(a)))
        axes = " and ".join(names[i] for i in range(len(a)) if a[i] != b[i])
        steps = (resized_by_int(transforms(first)), resized_by_int(transforms(second)))
        step = steps[0] or steps[1] or resized_by_int(list(facts.transforms))
        split = divergence(first, second)
        at, why, stage = None, "", Stage.AUGMENTATION
        if step is not None:
            at, why = step.site, _INT
        elif known := transforms(first, facts):
            last = split[0] if split is not None and split[0].kind == "transform" else known[-1]
            at = last.container or last.site
            why = f"{last.name} leaves other sizes" if last.after and last is not known[-1] else ""
            why = why or "no step gives the images one size"
        elif calls := chain_of_leaf(trace, facts, first):
            at, why, stage = calls[-1].span, "the images keep the sizes of their files", Stage.DATA_LOADING
        elif (made := made_by(first, facts.leaf)) is not None:
            at, why, stage = made.call, "gives images of different sizes", Stage.DATA_LOADING
        return Cause(
            f"samples {first.index} and {second.index} differ in {axes}, collate cannot stack them",
            stage,
            Culprit(at, why) if at is not None else None,
            _math((first, second), steps) or (unequal(first, second, sizes(a), sizes(b)),),
            loader_label(facts, f"stacks {facts.batch_size or 'all'} samples: all must have the same C, H and W"),
            ways(facts),
            (*tally_note(facts), *misleading_note(facts)),
            0.95,
            where_text(facts),
            {"facts": facts, "first": first, "step": step, "shapes": (a, b)},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Both sides in the resize, a crop behind it, or a resize where there is none."""
        facts, first, step = cause.data["facts"], cause.data["first"], cause.data["step"]
        if step is not None:
            yield from self._of_int(trace, step)
        a, b = cause.data["shapes"]
        yield from own_rescale(trace, 0.86)
        yield from quarter_turns(trace, a, b, 0.8)
        yield from several_times(trace, a, b, 0.82)
        yield from cut_alike(trace, facts.leaf, 0.82)
        if _one_apart(a, b):
            yield from odd_margins(trace, 0.88)
        yield from late_starts(trace, 0.86, Stage.AUGMENTATION)
        yield from cut_while_training(trace, 0.82)
        yield from sometimes_cut(trace, 0.86)
        yield from switched_off(trace, facts, 0.84)
        if step is None:
            yield from _cropped_back(trace, facts)
            yield from computed_sizes(trace, facts, 0.6)
        yield from self.one_size(trace, facts, first, 0.62 if step is None else 0.3)
        yield from self._of_tensor(facts, first)

    @staticmethod
    def _of_int(trace: Trace, step: Step) -> Iterator[Fix]:
        call = call_at(step.site)
        if call is None:
            return
        pipeline = pipeline_of(trace, step)
        if pipeline is not None and pipeline.find("CenterCrop", "RandomCrop", "RandomResizedCrop"):
            pipeline = None
        yield from squared(call, pipeline, 0.78, 0.8, _INT)

    @staticmethod
    def one_size(trace: Trace, facts: LoaderFacts, sample: Sample, prior: float) -> Iterator[Fix]:
        """A resize to each size that the program may mean."""
        steps = transforms(sample, facts)
        pipeline: Pipeline | None = next((p for s in steps if (p := pipeline_of(trace, s)) is not None), None)
        why = "no step gives the images one size"
        # where no step decides any size, the sizes are those of the files
        stage = Stage.AUGMENTATION if transform_calls(trace) else Stage.DATA_LOADING
        if pipeline is not None:
            yield from _without_expand(pipeline)
        built = bench_of(trace).project.calls.get("ToTensor", [])
        alone = pipeline is None and len(built) == 1  # a step that the data set's own code builds and calls
        for text, size, weight in wanted_sizes(trace, facts):
            if alone:
                around = pipeline_around(built[0])
                yield fix(
                    f"resize the images to {text.strip('()').replace(', ', '×')}",
                    around.insert(around.index, f"Resize({text})"), prior * weight + 0.12, stage=stage, why=why,
                )  # fmt: skip
            if pipeline is not None:
                yield fix(
                    f"resize the images to {text.strip('()').replace(', ', '×')}",
                    pipeline.insert(before_tensor(pipeline), f"Resize({text})"),
                    prior * weight + 0.1, stage=stage, why=why,
                )  # fmt: skip
            elif size is not None:
                edits = resize_edits(trace, facts, sample, f"({size[1]}, {size[0]})")
                if edits:
                    yield fix(
                        f"resize the images to {size[0]}×{size[1]}", edits, prior * weight + 0.1,
                        stage=Stage.DATA_LOADING, why="the images keep the sizes of their files",
                    )  # fmt: skip

    @staticmethod
    def _of_tensor(facts: LoaderFacts, sample: Sample) -> Iterator[Fix]:
        """One size for a tensor that the data set's own code makes."""
        made = made_by(sample, facts.leaf)
        shapes = [shape for shape, _ in facts.shapes if len(shape) == 3]
        if made is None or made.after is None or made.after.kind != "tensor" or not shapes:
            return
        name, (_, h, w) = made.name, shapes[0]
        low = [min(shape[i] for shape in shapes) for i in (1, 2)]
        high = [max(shape[i] for shape in shapes) for i in (1, 2)]
        scaled = f"torch.nn.functional.interpolate({name}[None], size=({h}, {w}))[0]"
        pad = f"(0, {high[1]} - {name}.shape[-1], 0, {high[0]} - {name}.shape[-2])"
        candidates = [(f"resize {name} to {h}×{w}", scaled, 0.42)]
        if facts.scanned == facts.total:
            candidates.append(
                (f"crop {name} to the smallest, {low[0]}×{low[1]}", f"{name}[..., :{low[0]}, :{low[1]}]", 0.4)
            )
            padded = f"torch.nn.functional.pad({name}, {pad})"
            candidates.append((f"pad {name} to the largest, {high[0]}×{high[1]}", padded, 0.41))
        for title, text, prior in candidates:
            edit = insert_below(made, f"{name} = {text}")
            if edit is not None:
                yield fix(title, edit, prior, stage=Stage.DATA_LOADING, why="gives images of different sizes")

    def rejected(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> tuple[Rejected, ...]:
        """One sample a batch avoids the stacking, and trains on something else."""
        return (Rejected("batch_size=1", "runs, but every step then sees one image, of another size each time"),)


_ONE_SIZE = ("CenterCrop", "RandomCrop", "RandomResizedCrop", "FiveCrop", "TenCrop")


def _cropped_back(trace: Trace, facts: LoaderFacts) -> Iterator[Fix]:
    """Behind the transform that changes the size by chance: a crop, or a filling up, to what it was given."""
    steps = [s for s in facts.samples[0].steps if s.kind == "transform" and s.container is not None]
    known = [(s, p) for s in steps if (p := pipeline_of(trace, s)) is not None and s.before and s.after]
    for place, (step, pipeline) in enumerate(known):
        before, after = step.before, step.after
        changed, given = None, None
        if place and known[place - 1][1].elements == pipeline.elements:
            given = known[place - 1][0].after
            if pipeline.index - known[place - 1][1].index == 2 and given and before and given.shape != before.shape:
                changed = pipeline.index - 1  # a transform of the program's own stands between the two
        if changed is None and step.name.startswith("Random") and step.name not in _ONE_SIZE:
            given = before
            changed = pipeline.index if before and after and before.shape != after.shape else None
        shape = given.shape if given is not None else None
        later = [pipeline.name(i) for i in range((changed or 0) + 1, len(pipeline.elements))]
        if changed is None or shape is None or len(shape) < 2 or any(n in (*_ONE_SIZE, "Resize") for n in later):
            continue
        name = pipeline.name(changed) or "this transform"
        yield fix(
            f"cut or fill up to {shape[-2]}×{shape[-1]} again behind {name}",
            pipeline.append_after(changed, f"CenterCrop(({shape[-2]}, {shape[-1]}))"),
            0.84, stage=Stage.AUGMENTATION, why=f"{name} leaves other sizes",
        )  # fmt: skip


def _without_expand(pipeline: Pipeline) -> Iterator[Fix]:
    from shapefault.source.project import CallPlace

    for node in pipeline.elements:
        if isinstance(node, ast.Call) and any(
            k.arg == "expand" and isinstance(k.value, ast.Constant) and k.value.value is True for k in node.keywords
        ):
            yield fix(
                "rotate without growing the image",
                set_keyword(CallPlace(pipeline.source, node), "expand", "False"),
                0.7, stage=Stage.AUGMENTATION, why="expand=True makes the size depend on the random angle",
            )  # fmt: skip


def _math(samples: tuple[Sample, Sample], steps: tuple[Step | None, Step | None]) -> tuple[MathLine, ...]:
    """The first side in which the two differ, each from the picture that the step was given."""
    resized: list[tuple[Shape, Shape]] = []
    for step in steps:
        before, after = (step.before, step.after) if step is not None else (None, None)
        if before is None or after is None or not before.shape or not after.shape:
            return ()
        resized.append((before.shape[-2:], after.shape[-2:]))
    axis = next((i for i in (0, 1) if resized[0][1][i] != resized[1][1][i]), None)
    if axis is None:
        return ()
    (left, a), (right, b) = ((_long_side(before, after, axis), after[axis]) for before, after in resized)
    first, second = (f"{'HW'[axis]} of sample {sample.index}" for sample in samples)
    return (
        MathLine(f"{first} = {second}", f"{left} = {a}" if left else str(a), f"{b} = {right}" if right else str(b)),
    )


def _long_side(before: Shape, after: Shape, axis: int) -> str:
    """How a resize of the short side comes to the other; "" for the side that was set."""
    long, short = max(before), min(before)
    return f"floor({min(after)}·{long}/{short})" if before[axis] == long else ""
