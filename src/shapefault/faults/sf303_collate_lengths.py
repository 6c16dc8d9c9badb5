"""SF303: the sequences of a batch have different lengths.

What it is
    The default collate stacks samples; texts, recordings and lists of labels of different lengths do not stack.

Why it happens
    Nothing pads or cuts the sequences to one length, in the data set or in a ``collate_fn``.

Not this fault
    Images of different sizes: see SF301.

See also
    torch.nn.utils.rnn.pad_sequence
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.images.turned import quarter_turns
from shapefault.faults.rewrite.samples.collating import apart_body, call_at, collate_edits, loader_call
from shapefault.faults.rewrite.samples.counted_too_many import counted_too_many
from shapefault.faults.rewrite.samples.cut_steps import as_many_as_told
from shapefault.faults.rewrite.samples.cut_while_training import cut_while_training
from shapefault.faults.rewrite.samples.kept_apart import kept_apart
from shapefault.faults.rewrite.samples.many_labels import column_for_each_class
from shapefault.faults.rewrite.samples.padded_lists import padded_lists
from shapefault.faults.rewrite.samples.padded_tables import padded_tables
from shapefault.faults.rewrite.samples.same_length import stretched_and_left
from shapefault.faults.rewrite.samples.samples import (
    insert_below,
    loader_label,
    made_by,
    misleading_note,
    returned_sample,
    sizes,
    tally_note,
    unequal,
    ways,
    where_text,
)
from shapefault.faults.rewrite.samples.set_last import set_last
from shapefault.faults.rewrite.samples.short_cuts import padded_cuts
from shapefault.faults.rewrite.samples.short_windows import whole_windows
from shapefault.faults.rewrite.samples.slices_before_start import early_starts
from shapefault.faults.rewrite.samples.slices_past_end import late_starts
from shapefault.faults.rewrite.samples.spectra import of_sound
from shapefault.faults.rewrite.samples.taken_apart import taken_apart
from shapefault.faults.rewrite.samples.tensors_of_lists import padded_rows
from shapefault.faults.rewrite.samples.uncut import uncut
from shapefault.faults.rewrite.samples.unlimited import unlimited
from shapefault.faults.rewrite.samples.unsaid_cut import unsaid_cut
from shapefault.faults.sf301_collate_sizes import image_pair
from shapefault.model import Culprit, Edit, Fix, Rejected, Shape, Span, Stage
from shapefault.observe.loader.facts import LoaderFacts, Sample
from shapefault.observe.loader.values import Conflict, Value
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_PAD = "torch.nn.utils.rnn.pad_sequence"
_JOIN = "torch.utils.data.default_collate"


class CollateLengths(Fault):
    """Sequences of different lengths cannot be stacked."""

    code = "SF303"
    name = "collate-lengths"
    title = "the sequences of a batch have different lengths"
    rule = "all samples of a batch have the same length"
    example = """
        from torch.utils.data import DataLoader, Dataset

        class Texts(Dataset):
            def __len__(self):
                return 4

            def __getitem__(self, i):
                return torch.arange(3 + i), i % 2

        for tokens, label in DataLoader(Texts(), batch_size=4):
            print(tokens.shape)
    """
    fixed = """
        from torch.utils.data import DataLoader, Dataset

        class Texts(Dataset):
            def __len__(self):
                return 4

            def __getitem__(self, i):
                return torch.arange(3 + i), i % 2

        def pad_batch(batch):
            part0, part1 = zip(*batch)
            return torch.nn.utils.rnn.pad_sequence(part0, batch_first=True), torch.utils.data.default_collate(part1)


        for tokens, label in DataLoader(Texts(), batch_size=4, collate_fn=pad_batch):
            print(tokens.shape)
    """
    expected = """
        error[SF303]: samples 0 and 1 have 3 and 4 steps in [0], collate cannot stack them
    """

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The leaf that collate refused differs in size and is no image."""
        facts = trace.loader
        if facts is None or facts.conflict is None or facts.conflict.reason not in ("shape", "length"):
            return None
        if len(facts.samples) < 2 or (image_pair(facts) is not None and not of_sound(trace, facts)):
            return None
        first, second = facts.samples[:2]
        a, b = _value(facts.conflict, first), _value(facts.conflict, second)
        if a is None or b is None or a.shape is None or b.shape is None:
            return None
        differ = [i for i in range(min(len(a.shape), len(b.shape))) if a.shape[i] != b.shape[i]]
        axis = next((i for i in (*facts.conflict.axes, *differ) if i in differ), 0)
        leaf = f" in {facts.leaf}" if facts.leaf else ""
        at = _made_at(first, facts)
        many = "entries" if a.kind in ("list", "tuple") else ("rows" if len(a.shape) == 2 and axis == 0 else "steps")
        return Cause(
            f"samples {first.index} and {second.index} have {a.shape[axis]} and {b.shape[axis]} {many}{leaf}, "
            "collate cannot stack them",
            Stage.DATA_LOADING,
            Culprit(at, "nothing pads these to one length") if at is not None else None,
            (unequal(first, second, sizes(a.shape), sizes(b.shape)),),
            loader_label(facts, f"stacks {facts.batch_size or 'all'} samples: all must have one length"),
            ways(facts),
            (*tally_note(facts), *misleading_note(facts)),
            0.92,
            where_text(facts),
            {"facts": facts, "axis": axis, "longest": _longest(facts, axis), "empty": 0 in (*a.shape, *b.shape)},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Pad in the collate function that is there, else in a new one; pad where the sample is made."""
        facts, axis = cause.data["facts"], cause.data["axis"]
        why = "nothing pads these to one length"
        yield from quarter_turns(trace, *_differing(facts), 0.78)
        yield from late_starts(trace, 0.84)
        yield from whole_windows(trace, 0.83)
        yield from cut_while_training(trace, 0.86)
        yield from counted_too_many(trace, facts, axis, 0.86)
        yield from uncut(trace, 0.87)
        yield from unsaid_cut(trace, 0.85)
        yield from set_last(trace, 0.82)
        yield from stretched_and_left(trace, 0.8)
        yield from kept_apart(trace, 0.9)
        yield from unlimited(trace, facts, axis, 0.9)
        yield from as_many_as_told(trace, 0.82)
        yield from padded_cuts(trace, facts, axis, cause.data["longest"], 0.8)
        if cause.data["empty"]:
            yield from early_starts(trace, 0.82)
        yield from column_for_each_class(trace, facts, 0.9)
        yield from _own_stack(facts, why)
        call = loader_call(facts)
        if call is not None and facts.conflict.reason == "shape":
            body = _body(facts, axis)
            edits = collate_edits(call, "pad_batch", body) if body else None
            if edits is not None:
                yield fix("pad the sequences of a batch to its longest", edits, 0.7, stage=Stage.DATA_LOADING, why=why)
        elif call is not None:
            body = _body(facts, 0)
            edits = collate_edits(call, "pad_batch", body) if body else None
            if edits is not None:
                yield fix("pad the lists of a batch to its longest", edits, 0.7, stage=Stage.DATA_LOADING, why=why)
        boxes = axis == 0 and _boxes(facts)
        body = apart_body(facts.leaf)
        edits = collate_edits(call, "join_batch", body) if call is not None and body is not None else None
        if edits is not None:
            part = facts.leaf.partition("]")[0] + "]"
            apart = call is not None and taken_apart(call.source, part)
            worth = 0.78 if apart or boxes else 0.58
            yield fix(f"keep {part} as a list, join the rest", edits, worth, stage=Stage.DATA_LOADING, why=why)
        edits = collate_edits(call, "keep_apart", "    return tuple(zip(*batch))\n") if call is not None else None
        if edits is not None and "[" in facts.leaf:
            nested = facts.leaf.count("[") > 1
            yield fix(
                "keep the samples of a batch apart, as tuples", edits,
                (0.8 if boxes else 0.6) if nested else 0.3,
                stage=Stage.DATA_LOADING, why=why,
            )  # fmt: skip
        yield from padded_lists(trace, facts, cause.data["longest"], 0.72)
        yield from _pad_there(facts, axis, cause.data["longest"], why)

    def rejected(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> tuple[Rejected, ...]:
        """One sample a batch avoids the stacking, and is slow and noisy."""
        return (Rejected("batch_size=1", "runs, but trains on one sequence at a time"),)


def _differing(facts: LoaderFacts) -> tuple[Shape, Shape]:
    """The sizes of two samples on the axes that collate could not join."""
    values = facts.conflict.values if facts.conflict is not None else ()
    one, other = (
        tuple((values[i].shape or ())[axis] for axis in facts.differing)
        for i in (facts.conflict.pair() if facts.conflict is not None else (0, 0))
    )
    return one, other


def _boxes(facts: LoaderFacts) -> bool:
    """Whether each row has the four numbers of a box, or those and a class: a row of zeros would be a box as well."""
    shapes = [value.shape for value in (facts.conflict.values if facts.conflict is not None else ())]
    return all(shape is not None and len(shape) == 2 and shape[1] in (4, 5) for shape in shapes)


def _value(conflict: Conflict, sample: Sample) -> Value | None:
    position = sample.position
    if position is None or position >= len(conflict.values):
        return sample.leaf(conflict.path)
    return conflict.values[position]


def _longest(facts: LoaderFacts, axis: int) -> int:
    shapes = [shape for shape, _ in facts.shapes if len(shape) > axis]
    return max((shape[axis] for shape in shapes), default=0)


def _made_at(sample: Sample, facts: LoaderFacts) -> Span | None:
    """The assignment in ``__getitem__`` that last made something of the leaf's shape; else its ``return``."""
    step = made_by(sample, facts.leaf)
    return step.call if step is not None else _returned(facts)


def _returned(facts: LoaderFacts) -> Span | None:
    found = returned_sample(facts)
    return found[0].span(found[1]) if found is not None else None


def _own_stack(facts: LoaderFacts, why: str) -> Iterator[Fix]:
    """``torch.stack(xs)`` in the user's collate function becomes ``pad_sequence(xs, batch_first=True)``."""
    call = call_at(facts.samples[0].error_at) if facts.collate else None
    if call is None or not isinstance(call.node.func, ast.Attribute) or not call.node.args:
        return
    yield from padded_rows(call, 0.88, why)
    if call.node.func.attr == "stack" and isinstance(call.node.func.value, ast.Name):
        yield from padded_tables(call, facts, 0.87)
        listed = call.source.span(call.node.args[0]).text
        yield fix(
            "pad where the batch is stacked", Edit(call.span, f"{_PAD}({listed}, batch_first=True)"), 0.85,
            stage=Stage.DATA_LOADING, why=why,
        )  # fmt: skip


def _pad_there(facts: LoaderFacts, axis: int, longest: int, why: str) -> Iterator[Fix]:
    """Pad in ``__getitem__``, behind the assignment that made the tensor, to the longest that was seen."""
    step = made_by(facts.samples[0], facts.leaf)
    if facts.scanned != facts.total or step is None or step.after is None or step.after.kind != "tensor":
        return
    after = len(step.after.shape or ()) - 1 - axis
    pads = "0, 0, " * after + f"0, {longest} - {step.name}.shape[{axis}]"
    edit = insert_below(step, f"{step.name} = torch.nn.functional.pad({step.name}, ({pads}))")
    if edit is not None:
        yield fix(
            f"pad {step.name} to {longest}, the longest of the data set", edit, 0.72,
            stage=Stage.DATA_LOADING, why=why,
        )  # fmt: skip


def _joined(value: Value, name: str, varies: bool, axis: int) -> str:
    if not varies:
        return f"{_JOIN}({name})"
    if value.kind in ("list", "tuple"):
        return f"{_PAD}([torch.tensor(part) for part in {name}], batch_first=True)"
    part = "part" if value.kind == "tensor" else "torch.as_tensor(part)"
    if axis:
        listed = f"[{part}.transpose(0, {axis}) for part in {name}]"
        return f"{_PAD}({listed}, batch_first=True).transpose(1, {axis + 1})"
    listed = name if value.kind == "tensor" else f"[{part} for part in {name}]"
    return f"{_PAD}({listed}, batch_first=True)"


def _body(facts: LoaderFacts, axis: int) -> str | None:
    """The body of a collate function that pads every leaf whose size differs, for flat samples."""
    sample, other = facts.samples[0], facts.samples[1]
    by_path = {leaf.path: leaf.value for leaf in other.leaves}
    leaves = [(leaf.path, leaf.value, by_path.get(leaf.path)) for leaf in sample.leaves]
    if facts.conflict is not None and facts.conflict.reason == "length" and facts.leaf == "":
        return f"    return {_PAD}([torch.tensor(part) for part in batch], batch_first=True)\n"
    if len(leaves) == 1 and leaves[0][0] == "":
        return f"    return {_joined(leaves[0][1], 'batch', True, axis)}\n"
    if any(path.count("[") != 1 for path, _, _ in leaves):
        return None
    parts = []
    for path, value, counterpart in leaves:
        varies = counterpart is None or counterpart.shape != value.shape or path == facts.leaf
        differs = axis if path == facts.leaf else 0
        parts.append((path, _joined(value, "{}", varies, differs)))
    if leaves[0][0].startswith("[0"):
        names = [f"part{i}" for i in range(len(parts))]
        joined = ", ".join(text.replace("{}", name) for name, (_, text) in zip(names, parts, strict=True))
        return f"    {', '.join(names)} = zip(*batch)\n    return {joined}\n"
    lines = [
        f"        {path[1:-1]}: {text.replace('{}', f'[sample{path} for sample in batch]')}," for path, text in parts
    ]
    return "    return {\n" + "\n".join(lines) + "\n    }\n"
