"""SF801: a classification loss is given targets of another form than its predictions ask for.

What it is
    ``cross_entropy`` and ``nll_loss`` take predictions (N, C) or (N, C, d1, ...) and class indices (N) or
    (N, d1, ...): the batch sizes agree, and the class axis is axis 1.

Why it happens
    Labels repeated or one-hot encoded, a channel axis left on a segmentation mask, sequence logits as (N, L, C),
    or a model whose output has another batch size because a view mixed it.

Not this fault
    Losses that compare two tensors of one shape: see SF803.

See also
    torch.nn.CrossEntropyLoss
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.outputs import output_journeys
from shapefault.faults.rewrite.shapes import Template, flattens, permutations, squeezes, structural
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.trace import Mismatch, Trace


class ClassTargets(Fault):
    """Predictions and class targets do not belong together."""

    code = "SF801"
    name = "class-targets"
    title = "a classification loss is given targets of another form than its predictions ask for"
    ops = ("cross_entropy", "nll_loss")
    rule = "input (N, C, d1, ...), target (N, d1, ...)"
    example = """
        logits, labels = torch.rand(8, 6), torch.zeros(8, 1, dtype=torch.long)
        F.cross_entropy(logits, labels)
    """
    fixed = """
        logits, labels = torch.rand(8, 6), torch.zeros(8, 1, dtype=torch.long)
        F.cross_entropy(logits, labels.squeeze(1))
    """
    expected = """
        error[SF801]: cross_entropy got predictions (8, 6) and targets (8, 1)
    """
    near_misses = ("F.cross_entropy(torch.rand(8, 6), torch.zeros(8, dtype=torch.long))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """Input and target shapes do not fit; class indices out of range are another fault."""
        first, second = mismatch.shape("input"), mismatch.shape("target")
        if first is None or second is None:
            return None
        if len(first) >= 2 and second == (first[0], *first[2:]):
            return None
        return Cause(
            f"{mismatch.op} got predictions {_text(first)} and targets {_text(second)}",
            Stage.LOSS_TARGET,
            None,
            (MathLine("target.shape = (N, d1, ...) of input (N, C, d1, ...)", _text(second), _text((first[0], *first[2:]))),),
            confidence=0.8,
            primary_label=f"{operand_sizes(mismatch, 'input')} against {operand_sizes(mismatch, 'target')}",
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Bring the target, or the prediction, into the form that the loss takes."""
        first, second = mismatch.operands["input"].shape, mismatch.operands["target"].shape
        stage = Stage.LOSS_TARGET
        targets: list[Template] = list(squeezes(second, 0.84))
        if len(second) == len(first) and len(first) >= 2:
            if second == first or second[-1] == first[1]:
                targets.append(Template("{}.argmax(1)", 0.74, "class indices from the one-hot targets", "the targets are one-hot"))
                targets.append(Template("{}.argmax(-1)", 0.7, "class indices from the one-hot targets", "the targets are one-hot"))
            elif len(second) == 2:
                targets.append(Template("{}[:, 0]", 0.78, "take the label once", "the label is there several times"))
            targets.append(Template("{}[:, 0]", 0.5, "take the first channel of the mask", "the mask has a channel axis"))
        if len(second) == len(first) + 1 or len(second) == 4:
            targets.append(Template("{}.argmax(1)", 0.66, "class indices from the one-hot targets", "the targets are one-hot"))
            targets.append(Template("{}.argmax(-1)", 0.6, "class indices from the one-hot targets", "the targets are one-hot"))
        yield from structural(trace, mismatch, "target", targets, stage=stage)
        inputs: list[Template] = []
        if len(first) == 3:
            inputs.append(Template("{}.transpose(1, 2)", 0.76, "put the classes on axis 1", "the classes are the last axis"))
            inputs.append(Template("{}[:, -1]", 0.6, "take the last step", "one label for a whole sequence"))
            inputs.append(Template("{}.mean(1)", 0.5, "average over the sequence", "one label for a whole sequence"))
        if len(first) == 4:
            inputs.append(Template("{}.permute(0, 3, 1, 2)", 0.6, "put the classes on axis 1", "the classes are the last axis"))
            inputs.append(Template("{}.flatten(2).mean(2)", 0.45, "average the maps", "one label for a whole map"))
        inputs += [*squeezes(first, 0.72), *permutations(len(first), 0.5)]
        yield from structural(trace, mismatch, "input", inputs, stage=stage)
        if math.prod(first[:-1]) == math.prod(second):
            yield from _flatten_both(trace, mismatch, first, second)
        for t in flattens(len(second), 0.5):
            yield from structural(trace, mismatch, "target", [t], stage=stage)
        yield from output_journeys(trace, mismatch, first, (second[0], first[1] if len(first) > 1 else 1, *second[1:]), 0.6)


def _flatten_both(
    trace: Trace, mismatch: Mismatch, first: tuple[int, ...], second: tuple[int, ...]
) -> Iterator[Fix]:
    from shapefault.faults.rewrite.bench import fix
    from shapefault.faults.rewrite.operands import places

    inputs, targets = places(trace, mismatch, "input")[:1], places(trace, mismatch, "target")[:1]
    if not inputs or not targets:
        return
    edits = []
    if len(first) > 2:
        edits.append(inputs[0].edit(f"{{}}.flatten(0, {len(first) - 2})"))
    if len(second) > 1:
        edits.append(targets[0].edit("{}.flatten()"))
    if edits:
        yield fix(
            "one row for each prediction",
            edits,
            0.72,
            stage=Stage.LOSS_TARGET,
            why="each position has its own label, the loss takes one axis of them",
        )


def _text(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))})"
