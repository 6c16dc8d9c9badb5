"""SF000: a call fails by the shapes it was given.

What it is
    An op refused its operands because of their sizes, their number of axes, or an index out of range.

Why it happens
    Two places of the program decided the same number differently. The journey shows where each comes from.

Not this fault
    Faults with a name of their own have their own pages.

See also
    docs/faults/index.md
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace

from shapefault.calls.moves import moves
from shapefault.faults.base import Cause, Fault, unless_it_fails
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.axes.merged_order import merged_order
from shapefault.faults.rewrite.axes.reduced_axis import reduced_axes
from shapefault.faults.rewrite.axes.reduced_batch import reduced_batch
from shapefault.faults.rewrite.axes.slice_bounds import other_bounds
from shapefault.faults.rewrite.axes.split_samples import split_samples
from shapefault.faults.rewrite.axes.upstream import otherwise
from shapefault.faults.rewrite.axes.written_sizes import written_sizes
from shapefault.faults.rewrite.elsewhere.left_out import left_out_elsewhere
from shapefault.faults.rewrite.elsewhere.likewise import as_elsewhere
from shapefault.faults.rewrite.elsewhere.likewise_named import as_the_others
from shapefault.faults.rewrite.elsewhere.other_class import other_classes
from shapefault.faults.rewrite.elsewhere.other_number import other_number
from shapefault.faults.rewrite.elsewhere.twin_lines import as_the_training_line
from shapefault.faults.rewrite.elsewhere.unread import unread_of_model
from shapefault.faults.rewrite.everywhere import of_numbers, of_operands, of_program
from shapefault.faults.rewrite.images.near import nearest_images
from shapefault.faults.rewrite.images.other_pipelines import as_other_pipelines, numbers_of_other_pipelines
from shapefault.faults.rewrite.layers.carried_width import carried_width
from shapefault.faults.rewrite.layers.default_classes import default_classes
from shapefault.faults.rewrite.layers.gated import gated_width
from shapefault.faults.rewrite.layers.odd_windows import odd_windows
from shapefault.faults.rewrite.layers.other_attribute import other_attribute
from shapefault.faults.rewrite.layers.other_backbone import other_backbone
from shapefault.faults.rewrite.layers.parameter_sizes import parameter_sizes
from shapefault.faults.rewrite.layers.scaled_widths import scaled_widths
from shapefault.faults.rewrite.layers.square_matrices import square_matrices
from shapefault.faults.rewrite.losses.own_loss import in_own_loss
from shapefault.faults.rewrite.numbers.choices import choices, variants
from shapefault.faults.rewrite.numbers.equal_sizes import equal_sizes
from shapefault.faults.rewrite.numbers.factor_lists import factor_lists
from shapefault.faults.rewrite.numbers.flag_terms import flag_terms
from shapefault.faults.rewrite.numbers.idle_summand import idle_summand
from shapefault.faults.rewrite.numbers.left_default import left_at_default
from shapefault.faults.rewrite.numbers.left_text import text_left_at_default
from shapefault.faults.rewrite.numbers.listed_sums import listed_sums
from shapefault.faults.rewrite.numbers.name_lists import name_lists
from shapefault.faults.rewrite.numbers.nearly_round import nearly_round
from shapefault.faults.rewrite.numbers.precedence import precedence
from shapefault.faults.rewrite.numbers.products import factor_too_many
from shapefault.faults.rewrite.numbers.related import related_numbers
from shapefault.faults.rewrite.numbers.summands import summands
from shapefault.faults.rewrite.numbers.told_by_word import told_by_word
from shapefault.faults.rewrite.numbers.twin_defaults import twin_defaults
from shapefault.faults.rewrite.numbers.twin_lists import twin_lists
from shapefault.faults.rewrite.numbers.whole_numbers import whole_numbers
from shapefault.faults.rewrite.samples.lengths import input_lengths
from shapefault.faults.rewrite.samples.mixed_down import mixed_down
from shapefault.faults.rewrite.samples.padded_to_other import padded_to_other
from shapefault.faults.rewrite.samples.shifted_pair import shifted_pair
from shapefault.faults.rewrite.samples.slices_over_end import slices_over_end
from shapefault.faults.rewrite.samples.told_lengths import told_lengths
from shapefault.faults.rewrite.shapes import Template, structural, turns_one
from shapefault.model import Fix, MathLine, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.ops import Requirement

_LOOSE = (
    "mse_loss",
    "l1_loss",
    "smooth_l1_loss",
    "huber_loss",
    "binary_cross_entropy_with_logits",
    "kl_div",
    "add",
    "sub",
    "mul",
)
"""Ops that broadcast: a new axis silences them and computes something else."""

_READ_AS_MAPS = ("grid_sample", "view", "reshape", "max_unpool1d", "max_unpool2d", "max_unpool3d")
"""Ops in which a size that was rounded on its way meets one that was worked out."""


class General(Fault):
    """Any op, any requirement: the smallest changes of the operands that make the call succeed."""

    code = "SF000"
    name = "shape-mismatch"
    title = "a call fails by the shapes it was given"
    rule = "what the op requires of its operands"
    example = """
        a, b = torch.rand(4, 3), torch.rand(5, 3)
        torch.cdist(a.unsqueeze(0), b.unsqueeze(0)[..., :2])
    """
    expected = """
        error[SF000]
    """

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """Always, with the least confidence."""
        broken = mismatch.broken
        given = ", ".join(f"{o.role} {operand_sizes(mismatch, r)}" for r, o in list(mismatch.operands.items())[:3])
        if broken is not None:
            message = _in_words(mismatch, broken)
        elif given:
            message = f"{mismatch.op} does not take {given}"
        else:
            message = f"{mismatch.op} failed: {_first_line(trace.crash.message)}"
        parsed = trace.parsed
        notes: tuple[str, ...] = ()
        if broken is None:
            notes = (f"torch says: {_first_line(trace.crash.message)}",)
        math: tuple[MathLine, ...] = ()
        if broken is None and parsed is not None and parsed.math:
            math = (MathLine(parsed.rule, parsed.math, ""),)
        elif broken is None and parsed is not None and parsed.rule:
            notes = (f"what is required: {parsed.rule}", *notes)
        return Cause(message, None, None, math, notes=notes, confidence=0.05)

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Numbers that stand in a relation to the sizes, sizes of the inputs, structural changes of the operands."""
        for found in _rules(mismatch, trace):
            yield from unless_it_fails(found)


def _rules(mismatch: Mismatch, trace: Trace) -> Iterator[Iterator[Fix]]:
    """What each rule finds, the rules in the order in which they are asked."""
    broken = mismatch.broken
    stage = Stage.LOSS_TARGET if in_own_loss(trace) else Stage.RESHAPE
    yield of_program(trace)
    yield of_operands(trace, mismatch)
    yield left_out_elsewhere(trace, 0.84, stage=stage)
    if trace.crash.module is None and "target" in mismatch.operands:
        yield unread_of_model(trace, mismatch, 0.9)
    if mismatch.op in _READ_AS_MAPS:
        yield nearest_images(trace, 0.72)
    yield other_classes(trace, 0.6, stage=Stage.LOSS_TARGET if "target" in mismatch.operands else stage)
    yield as_other_pipelines(trace, 0.96 if trace.loader is not None else 0.84)
    placed = _placed(trace, stage)
    yield merged_order(trace, 0.9, placed)
    yield precedence(trace, 0.98, placed)
    yield told_lengths(trace, 0.94, placed)
    yield whole_numbers(trace, 0.94, stage)
    yield reduced_batch(trace, mismatch, 0.9, stage=stage)
    yield reduced_axes(trace, mismatch, 0.86, stage=stage)
    if mismatch.layer is None or (broken is not None and broken.kind == "rank"):
        yield otherwise(trace, mismatch, 0.62, stage=stage)
    yield as_elsewhere(trace, 0.88, stage=stage)
    yield as_the_others(trace, 0.88, stage=stage)
    if broken is not None and broken.got_value and broken.want_value:
        yield of_numbers(trace, broken.got_value, broken.want_value)
        yield other_attribute(trace, mismatch, broken.got_value, broken.want_value, 0.9)
        yield other_number(trace, mismatch, broken.got_value, broken.want_value, 0.86)
        yield shifted_pair(
            trace,
            broken.got_value,
            broken.want_value,
            0.93,
            stage=Stage.LOSS_TARGET if _of_loss(mismatch, trace) else Stage.DATA_LOADING,
        )
        yield slices_over_end(trace, 0.9)
        yield padded_to_other(trace, 0.9)
        yield other_bounds(trace, mismatch, broken.got_value, broken.want_value, 0.85, stage=stage)
        yield told_by_word(trace, 0.9)
        met = Stage.LOSS_TARGET if _of_loss(mismatch, trace) else Stage.LAYER_CONFIG
        worth = 0.94 if met is Stage.LOSS_TARGET else 0.66  # else features are wanted, and no classes
        yield default_classes(trace, broken.got_value, broken.want_value, worth, met)
        yield as_the_training_line(trace, 0.94)
        yield twin_defaults(trace, 0.7)
        yield mixed_down(trace, 0.9, (broken.got_value, broken.want_value))
        yield factor_lists(trace, mismatch, broken.got_value, broken.want_value, 0.94)
        if broken.kind != "rank":
            yield from _parts(trace, mismatch, broken.got_value, broken.want_value)
        # Outside the model a number on which prediction and target disagree is the target's, or both share it.
        if not _askew(mismatch):
            yield _met(related_numbers(trace, broken.got_value, broken.want_value, 0.5), mismatch, trace)
        yield _met(choices(trace, broken.got_value, broken.want_value, 0.5), mismatch, trace)
    else:
        yield variants(trace, 0.7)
    yield _met(text_left_at_default(trace, 0.7), mismatch, trace)
    if broken is None or broken.kind != "channels":
        yield odd_windows(trace, 0.88)
    if mismatch.op in ("bmm", "matmul"):
        yield square_matrices(trace, mismatch, 0.84)
    sizes = (broken.got_value or 0, broken.want_value or 0) if broken is not None else (0, 0)
    yield nearly_round(trace, *sizes, 0.5)
    if broken is not None and broken.got_value and broken.want_value and broken.kind != "rank":
        yield written_sizes(trace, broken.got_value, broken.want_value, 0.7)
    if trace.crash.model_calls:
        yield input_lengths(trace, 0.46)
    for role, operand in list(mismatch.operands.items())[:3]:
        if role in ("weight", "bias", "running_mean", "running_var"):
            continue
        others = [o.shape for r, o in mismatch.operands.items() if r != role]
        templates = [*_flattened(operand.shape, others), *_templates(mismatch.op, operand.shape)]
        if broken is not None and broken.kind == "broadcast":
            other = next((o.shape for r, o in mismatch.operands.items() if r != role), ())
            templates = [t for t in templates if not turns_one(t.text, operand.shape, other)]
        if trace.parsed is not None and trace.parsed.kind == "index-range":
            # A longer axis made of two has the place, but another thing stands there.
            templates = [t for t in templates if "flatten" not in t.text]
        yield structural(trace, mismatch, role, templates, limit=8)


def _met(found: Iterable[Fix], mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
    """The fixes, of the loss and its target where prediction and target met."""
    for one in found:
        yield replace(one, stage=Stage.LOSS_TARGET) if _of_loss(mismatch, trace) else one


def _placed(trace: Trace, stage: Stage) -> Stage:
    """The stage of what a module does that is no part of the model, and has nothing to learn."""
    module = trace.root.module if trace.root is not None else None
    try:
        learns = module is None or next(iter(module.parameters()), None) is not None
    except Exception:
        learns = True
    return stage if learns else Stage.AUGMENTATION


def _flattened(shape: Shape, others: list[Shape]) -> Iterator[Template]:
    """Maps (N, H, W) beside rows (M, H·W)."""
    row = math.prod(shape[1:])
    if len(shape) > 2 and any(len(other) == 2 and other[1] == row != shape[-1] for other in others):
        yield Template("{}.flatten(1)", 0.84, "flatten all but the batch axis", f"the other rows have {row} numbers")


def _parts(trace: Trace, mismatch: Mismatch, got: int, want: int) -> Iterator[Iterator[Fix]]:
    """Where a part of a size is decided: by a flag, a default, a summand, a name, another list of steps."""
    yield carried_width(trace, mismatch, 0.93)
    yield scaled_widths(trace, mismatch, got, want, 0.69)
    yield other_backbone(trace, got, want, 0.6)
    yield gated_width(trace, mismatch, want, 0.92)
    yield split_samples(trace, mismatch, ("input",), 0.9)
    yield flag_terms(trace, got, want, 0.92)
    yield left_at_default(trace, got, want, 0.99)
    yield listed_sums(trace, got, want, 0.66)
    yield summands(trace, got, want, 0.88)
    yield idle_summand(trace, got, want, 0.8)
    yield equal_sizes(trace, got, want, 0.6)
    yield factor_too_many(trace, got, want, 0.7)
    yield parameter_sizes(trace, got, want, 0.95)
    yield numbers_of_other_pipelines(trace, 0.74)
    yield twin_lists(trace, got, want, 0.9, Stage.LAYER_CONFIG)
    yield twin_lists(trace, want, got, 0.86, Stage.LAYER_CONFIG)
    # Beside targets, which the data have as they are, the names are wrong that the predictions are counted by.
    lists = Stage.LOSS_TARGET if "target" in mismatch.operands and trace.crash.module is None else Stage.LAYER_CONFIG
    predicted = (mismatch.shape("input") or (0,))[-1]
    for now, wanted in ((got, want), (want, got)):
        worth = 0.86 if lists is Stage.LOSS_TARGET and now == predicted else 0.8
        yield name_lists(trace, now, wanted, worth, lists)


def _templates(op: str, shape: Shape) -> list[Template]:
    """The same changes of an operand that ``explain_call`` tries, as source."""
    wanted = [m for m in moves(shape) if m.kind != "select" and not (m.kind == "unsqueeze" and op in _LOOSE)]
    # A little more than 0.3 to a little less: the cheapest first, below all that has evidence of its own.
    return [Template(m.text, 0.3 - 0.2 * (m.cost - 0.85), m.title) for m in sorted(wanted, key=lambda m: m.cost)]


def _in_words(mismatch: Mismatch, broken: Requirement) -> str:
    """``grid_sample got 3 on axis 3 of grid, it takes 2``."""
    op, got, want, role = mismatch.op, broken.got, broken.want, broken.operand
    operand = mismatch.operands.get(role)
    if broken.kind == "rank" and got.isdigit():
        return f"{op} got {role} with {got} {'axis' if got == '1' else 'axes'}, it takes {want}"
    if broken.kind == "parameter" and got not in ("given", "[]", "()"):
        return f"{op} got {role} = {got}, it takes {want}"
    if (
        operand is not None
        and broken.axis is not None
        and broken.got_value is not None
        and got == str(broken.got_value)
    ):
        names = operand.axes
        axis = names[broken.axis] if len(names) > broken.axis and not names[broken.axis].startswith("dim ") else ""
        return f"{op} got {axis or f'axis {broken.axis}'}={got} of {role}, it takes {want}"
    return f"{op} got {got}, it takes {want}"


def _of_loss(mismatch: Mismatch, trace: Trace) -> bool:
    return trace.crash.module is None and "target" in mismatch.operands and "input" in mismatch.operands


def _askew(mismatch: Mismatch) -> bool:
    """Whether the samples of the target were laid on another axis of the prediction: no number is wrong then."""
    first, second = mismatch.shape("input"), mismatch.shape("target")
    return bool(first and second) and len(first or ()) != len(second or ()) and (first or ())[:1] == (second or ())[:1]


def _first_line(text: str) -> str:
    line = next((part for part in text.splitlines() if part.strip()), "")
    return line if len(line) <= 160 else f"{line[:157]}..."
