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
from collections.abc import Iterator
from dataclasses import replace

from shapefault.calls.moves import moves
from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.axes.batch_of_one import batch_of_one
from shapefault.faults.rewrite.axes.exchanged_names import exchanged_names
from shapefault.faults.rewrite.axes.idle_squeezes import idle_squeezes
from shapefault.faults.rewrite.axes.last_axis_moved import last_axis_moved
from shapefault.faults.rewrite.axes.merged_order import merged_order
from shapefault.faults.rewrite.axes.one_axis_twice import one_axis_twice
from shapefault.faults.rewrite.axes.one_row import one_row
from shapefault.faults.rewrite.axes.outside_change import changed_outside
from shapefault.faults.rewrite.axes.reduced_axis import reduced_axes
from shapefault.faults.rewrite.axes.reduced_batch import reduced_batch
from shapefault.faults.rewrite.axes.repeated import repeated_without_axis
from shapefault.faults.rewrite.axes.root_of_tokens import root_of_tokens
from shapefault.faults.rewrite.axes.shape_of_other import shape_of_other
from shapefault.faults.rewrite.axes.slice_bounds import other_bounds
from shapefault.faults.rewrite.axes.split_again import split_again
from shapefault.faults.rewrite.axes.split_samples import split_samples
from shapefault.faults.rewrite.axes.turned_back import turned_back
from shapefault.faults.rewrite.axes.unbatched import unbatched
from shapefault.faults.rewrite.axes.uneven_batches import repeated_rows
from shapefault.faults.rewrite.axes.unread_sizes import unread_sizes
from shapefault.faults.rewrite.axes.upstream import otherwise
from shapefault.faults.rewrite.axes.view_of_width import view_of_width
from shapefault.faults.rewrite.axes.written_sizes import written_sizes
from shapefault.faults.rewrite.elsewhere.commented import commented_out
from shapefault.faults.rewrite.elsewhere.given_beside import given_beside
from shapefault.faults.rewrite.elsewhere.left_out import left_out_elsewhere
from shapefault.faults.rewrite.elsewhere.likewise import as_elsewhere
from shapefault.faults.rewrite.elsewhere.likewise_named import as_the_others
from shapefault.faults.rewrite.elsewhere.missing_keys import missing_keys
from shapefault.faults.rewrite.elsewhere.model_calls import as_other_model_calls
from shapefault.faults.rewrite.elsewhere.named_arguments import misordered
from shapefault.faults.rewrite.elsewhere.not_handed import not_handed
from shapefault.faults.rewrite.elsewhere.other_calls import as_other_calls
from shapefault.faults.rewrite.elsewhere.other_class import other_classes
from shapefault.faults.rewrite.elsewhere.other_keys import other_keys
from shapefault.faults.rewrite.elsewhere.other_number import other_number
from shapefault.faults.rewrite.elsewhere.outvoted import outvoted
from shapefault.faults.rewrite.elsewhere.returned_order import returned_order
from shapefault.faults.rewrite.elsewhere.same_method import as_same_method
from shapefault.faults.rewrite.elsewhere.siblings import as_siblings
from shapefault.faults.rewrite.elsewhere.split_batches import split_batches
from shapefault.faults.rewrite.elsewhere.thrown_away import thrown_away
from shapefault.faults.rewrite.elsewhere.twin_functions import as_twin_function
from shapefault.faults.rewrite.elsewhere.twin_lines import as_the_training_line
from shapefault.faults.rewrite.elsewhere.unpassed import unpassed
from shapefault.faults.rewrite.elsewhere.unread import never_read, unread_of_model, unread_parts
from shapefault.faults.rewrite.forms_of_ops import forms_of_ops
from shapefault.faults.rewrite.images.chosen_statistics import chosen_statistics
from shapefault.faults.rewrite.images.enlarged_too_often import enlarged_too_often
from shapefault.faults.rewrite.images.multiplied_batch import multiplied_batch
from shapefault.faults.rewrite.images.near import nearest_images
from shapefault.faults.rewrite.images.optional_crop import optional_crop
from shapefault.faults.rewrite.images.other_pipelines import as_other_pipelines, numbers_of_other_pipelines
from shapefault.faults.rewrite.images.reversed_shape import reversed_shape
from shapefault.faults.rewrite.images.scaled_by import scaled_to
from shapefault.faults.rewrite.images.square_sides import square_sides
from shapefault.faults.rewrite.images.swapped_sides import swapped_sides
from shapefault.faults.rewrite.images.told_channels import told_channels
from shapefault.faults.rewrite.images.told_sizes import told_sizes
from shapefault.faults.rewrite.images.volume_axis import other_slices
from shapefault.faults.rewrite.layers.assigned_twice import assigned_twice
from shapefault.faults.rewrite.layers.auxiliary import without_auxiliary
from shapefault.faults.rewrite.layers.carried_value import carried_value
from shapefault.faults.rewrite.layers.carried_width import carried_width
from shapefault.faults.rewrite.layers.chunked import factor_of_parts
from shapefault.faults.rewrite.layers.default_classes import default_classes
from shapefault.faults.rewrite.layers.divisors import fitting_blocks
from shapefault.faults.rewrite.layers.empty_part import empty_part
from shapefault.faults.rewrite.layers.fixed_shortcut import fixed_shortcut
from shapefault.faults.rewrite.layers.gated import gated_width
from shapefault.faults.rewrite.layers.in_row import out_of_row
from shapefault.faults.rewrite.layers.last_state import last_state
from shapefault.faults.rewrite.layers.odd_halves import odd_halves
from shapefault.faults.rewrite.layers.odd_strides import even_differences
from shapefault.faults.rewrite.layers.odd_windows import odd_windows
from shapefault.faults.rewrite.layers.other_attribute import other_attribute
from shapefault.faults.rewrite.layers.other_backbone import other_backbone
from shapefault.faults.rewrite.layers.own_padding import own_padding
from shapefault.faults.rewrite.layers.padded_width import padded_width
from shapefault.faults.rewrite.layers.parameter_sizes import parameter_sizes
from shapefault.faults.rewrite.layers.scaled_widths import scaled_widths
from shapefault.faults.rewrite.layers.set_attributes import set_attributes
from shapefault.faults.rewrite.layers.square_matrices import square_matrices
from shapefault.faults.rewrite.layers.two_maps import two_maps
from shapefault.faults.rewrite.losses.binary_weights import binary_weights
from shapefault.faults.rewrite.losses.chosen_by_axes import chosen_by_axes
from shapefault.faults.rewrite.losses.many_hot import all_classes
from shapefault.faults.rewrite.losses.one_sample import one_sample
from shapefault.faults.rewrite.losses.own_loss import in_own_loss
from shapefault.faults.rewrite.losses.zipped import zipped
from shapefault.faults.rewrite.numbers.choices import choices, variants
from shapefault.faults.rewrite.numbers.equal_sizes import equal_sizes
from shapefault.faults.rewrite.numbers.factor_lists import factor_lists
from shapefault.faults.rewrite.numbers.flag_terms import flag_terms
from shapefault.faults.rewrite.numbers.idle_summand import idle_summand
from shapefault.faults.rewrite.numbers.index_runs import index_runs
from shapefault.faults.rewrite.numbers.left_default import left_at_default
from shapefault.faults.rewrite.numbers.left_keys import keys_left_at_default
from shapefault.faults.rewrite.numbers.left_text import text_left_at_default
from shapefault.faults.rewrite.numbers.listed_sums import listed_sums
from shapefault.faults.rewrite.numbers.lists_of_names import lists_of_names
from shapefault.faults.rewrite.numbers.name_lists import name_lists
from shapefault.faults.rewrite.numbers.namesakes_apart import namesakes_apart
from shapefault.faults.rewrite.numbers.nearly_round import nearly_round
from shapefault.faults.rewrite.numbers.precedence import precedence
from shapefault.faults.rewrite.numbers.products import factor_too_many
from shapefault.faults.rewrite.numbers.related import related_numbers
from shapefault.faults.rewrite.numbers.summands import summands
from shapefault.faults.rewrite.numbers.told_by_word import told_by_word
from shapefault.faults.rewrite.numbers.twin_defaults import twin_defaults
from shapefault.faults.rewrite.numbers.twin_lists import twin_lists
from shapefault.faults.rewrite.numbers.whole_numbers import whole_numbers
from shapefault.faults.rewrite.samples.all_pairs import all_pairs
from shapefault.faults.rewrite.samples.bare_arrays import bare_arrays
from shapefault.faults.rewrite.samples.column_statistics import column_statistics
from shapefault.faults.rewrite.samples.given_batch import size_of_the_batch
from shapefault.faults.rewrite.samples.label_column import without_label_column
from shapefault.faults.rewrite.samples.last_batch import without_last_batch
from shapefault.faults.rewrite.samples.lengths import input_lengths
from shapefault.faults.rewrite.samples.marked_sequences import marked_alike
from shapefault.faults.rewrite.samples.mixed_down import mixed_down
from shapefault.faults.rewrite.samples.off_by_few import off_by_few
from shapefault.faults.rewrite.samples.other_folders import other_folders
from shapefault.faults.rewrite.samples.own_steps import own_steps
from shapefault.faults.rewrite.samples.padded_to_other import padded_to_other
from shapefault.faults.rewrite.samples.shifted_pair import shifted_pair
from shapefault.faults.rewrite.samples.short_lists import short_lists
from shapefault.faults.rewrite.samples.short_returns import short_returns
from shapefault.faults.rewrite.samples.side_loaders import side_loaders
from shapefault.faults.rewrite.samples.slices_over_end import slices_over_end
from shapefault.faults.rewrite.samples.told_lengths import told_lengths
from shapefault.faults.rewrite.samples.unpacked_shorter import unpacked_to_full_length
from shapefault.faults.rewrite.samples.whole_ends import whole_ends
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
        if broken is None and parsed is not None and parsed.rule:
            math = (MathLine(parsed.rule, parsed.math or "not so", "" if parsed.math else "so", not parsed.math),)
        return Cause(message, None, None, math, notes=notes, confidence=0.05)

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Numbers that stand in a relation to the sizes, sizes of the inputs, structural changes of the operands."""
        broken = mismatch.broken
        stage = Stage.LOSS_TARGET if in_own_loss(trace) else Stage.RESHAPE
        yield from forms_of_ops(trace, mismatch, 0.94)
        yield from swapped_sides(trace, 0.98)
        yield from misordered(trace, 0.98)
        yield from as_siblings(trace, 0.98)
        yield from exchanged_names(trace, 0.94)
        yield from index_runs(trace, 0.92)
        yield from as_other_calls(trace, 0.94)
        yield from as_other_model_calls(trace, 0.94)
        yield from as_twin_function(trace, 0.8)
        yield from given_beside(trace, 0.86)
        yield from left_out_elsewhere(trace, 0.84, stage=stage)
        yield from all_pairs(trace, 0.86)
        yield from one_sample(trace, mismatch, 0.86)
        if trace.crash.module is None and "target" in mismatch.operands:
            yield from unread_of_model(trace, mismatch, 0.9)
        if mismatch.op in _READ_AS_MAPS:
            yield from nearest_images(trace, 0.72)
        yield from returned_order(trace, 0.92)
        yield from set_attributes(trace, 0.99)
        yield from unpacked_to_full_length(trace, 0.9)
        yield from column_statistics(trace, mismatch, 0.72)
        yield from other_classes(trace, 0.6, stage=Stage.LOSS_TARGET if "target" in mismatch.operands else stage)
        yield from told_sizes(trace, 0.66)
        yield from optional_crop(trace, 0.84)
        yield from told_channels(trace, 0.66)
        yield from other_folders(trace, 0.72)
        yield from reversed_shape(trace, mismatch, 0.9)
        yield from bare_arrays(trace, 0.96)
        yield from padded_width(trace, 0.95)
        yield from short_returns(trace, 0.9)
        yield from scaled_to(trace, 0.8)
        yield from own_steps(trace, 0.95)
        yield from split_again(trace, 0.97)
        yield from as_other_pipelines(trace, 0.96 if trace.loader is not None else 0.84)
        yield from changed_outside(trace, mismatch, 0.86)
        yield from two_maps(trace, 0.97)
        placed = _placed(trace, stage)
        yield from merged_order(trace, 0.9, placed)
        yield from one_row(trace, mismatch, 0.96)
        yield from own_padding(trace, 0.9)
        yield from carried_value(trace, 0.84)
        yield from short_lists(trace, mismatch, 0.86)
        yield from precedence(trace, 0.98, placed)
        yield from whole_ends(trace, 0.96)
        yield from fixed_shortcut(trace, 0.94)
        yield from odd_halves(trace, 0.96)
        yield from one_axis_twice(trace, 0.86)
        yield from lists_of_names(trace, 0.6)
        yield from side_loaders(trace, mismatch, 0.92)
        yield from enlarged_too_often(trace, mismatch, 0.8)
        yield from binary_weights(trace, mismatch, 0.9)
        yield from chosen_by_axes(trace, mismatch, 0.94)
        yield from multiplied_batch(trace, mismatch, 0.94)
        yield from told_lengths(trace, 0.94, placed)
        yield from whole_numbers(trace, 0.94, stage)
        yield from reduced_batch(trace, mismatch, 0.9, stage=stage)
        yield from marked_alike(trace, mismatch, 0.92)
        yield from other_slices(trace, 0.9)
        yield from reduced_axes(trace, mismatch, 0.86, stage=stage)
        yield from idle_squeezes(trace, mismatch, 0.9)
        yield from repeated_without_axis(trace, mismatch, 0.94)
        if mismatch.layer is None or (broken is not None and broken.kind == "rank"):
            yield from otherwise(trace, mismatch, 0.62, stage=stage)
        yield from as_same_method(trace, 0.94)
        yield from as_elsewhere(trace, 0.88, stage=stage)
        yield from as_the_others(trace, 0.88, stage=stage)
        yield from split_batches(trace, 0.96)
        if broken is not None and broken.got_value and broken.want_value:
            yield from other_attribute(trace, mismatch, broken.got_value, broken.want_value, 0.9)
            yield from other_number(trace, mismatch, broken.got_value, broken.want_value, 0.86)
            yield from shifted_pair(
                trace,
                broken.got_value,
                broken.want_value,
                0.93,
                stage=Stage.LOSS_TARGET if _of_loss(mismatch, trace) else Stage.DATA_LOADING,
            )
            yield from slices_over_end(trace, 0.9)
            yield from all_classes(trace, broken.got_value, broken.want_value, 0.9)
            yield from padded_to_other(trace, 0.9)
            yield from off_by_few(trace, broken.got_value, broken.want_value, 0.82)
            yield from other_bounds(trace, mismatch, broken.got_value, broken.want_value, 0.85, stage=stage)
            yield from told_by_word(trace, 0.9)
            yield from view_of_width(trace, broken.got_value, broken.want_value, 0.99)
            yield from chosen_statistics(trace, broken.got_value, broken.want_value, 0.96)
            met = Stage.LOSS_TARGET if _of_loss(mismatch, trace) else Stage.LAYER_CONFIG
            worth = 0.94 if met is Stage.LOSS_TARGET else 0.66  # else features are wanted, and no classes
            yield from default_classes(trace, broken.got_value, broken.want_value, worth, met)
            yield from without_label_column(trace, broken.got_value, broken.want_value, 0.97)
            yield from as_the_training_line(trace, 0.94)
            yield from twin_defaults(trace, 0.7)
            yield from namesakes_apart(trace, broken.got_value, broken.want_value, 0.8)
            yield from mixed_down(trace, 0.9, (broken.got_value, broken.want_value))
            yield from last_state(trace, broken.got_value, broken.want_value, 0.92)
            yield from repeated_rows(trace, broken.got_value, broken.want_value, 0.9)
            yield from factor_lists(trace, mismatch, broken.got_value, broken.want_value, 0.94)
            if broken.kind != "rank":
                yield from _parts(trace, mismatch, broken.got_value, broken.want_value)
            for found in (
                *(related_numbers(trace, broken.got_value, broken.want_value, 0.5) if not _askew(mismatch) else ()),
                *choices(trace, broken.got_value, broken.want_value, 0.5),
            ):
                # outside the model a number on which prediction and target disagree is the target's, or both share it
                yield replace(found, stage=Stage.LOSS_TARGET) if _of_loss(mismatch, trace) else found
        else:
            yield from variants(trace, 0.7)
        for found in text_left_at_default(trace, 0.7):
            yield replace(found, stage=Stage.LOSS_TARGET) if _of_loss(mismatch, trace) else found
        yield from keys_left_at_default(trace, 0.9)
        yield from commented_out(trace, 0.8)
        yield from even_differences(trace, 0.9)
        yield from fitting_blocks(trace, mismatch, 0.9)
        if broken is None or broken.kind != "channels":
            yield from odd_windows(trace, 0.88)
        yield from out_of_row(trace, 0.94)
        yield from without_auxiliary(trace, 0.95)
        if mismatch.op in ("bmm", "matmul"):
            yield from square_matrices(trace, mismatch, 0.84)
        yield from unbatched(trace, 0.84)
        yield from outvoted(trace, 0.8)
        yield from unread_sizes(trace, 0.9)
        sizes = (broken.got_value or 0, broken.want_value or 0) if broken is not None else (0, 0)
        yield from nearly_round(trace, *sizes, 0.5)
        if broken is not None and broken.got_value and broken.want_value and broken.kind != "rank":
            yield from written_sizes(trace, broken.got_value, broken.want_value, 0.7)
        yield from never_read(trace, 0.92)
        yield from unread_parts(trace, 0.9)
        yield from unpassed(trace, 0.94)
        yield from not_handed(trace, 0.93)
        yield from missing_keys(trace, 0.92)
        yield from square_sides(trace, mismatch, 0.92)
        yield from zipped(trace, 0.96)
        yield from turned_back(trace, 0.9)
        yield from shape_of_other(trace, 0.96)
        yield from thrown_away(trace, 0.97)
        yield from root_of_tokens(trace, 0.94)
        yield from empty_part(trace, 0.97)
        yield from batch_of_one(trace, 0.9)
        yield from last_axis_moved(trace, 0.95)
        yield from factor_of_parts(trace, 0.96)
        yield from assigned_twice(trace, 0.96)
        yield from other_keys(trace, 0.8)
        yield from size_of_the_batch(trace, 0.86)
        yield from without_last_batch(trace, 0.72)
        if trace.crash.model_calls:
            yield from input_lengths(trace, 0.46)
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
            yield from structural(trace, mismatch, role, templates, limit=8)


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


def _parts(trace: Trace, mismatch: Mismatch, got: int, want: int) -> Iterator[Fix]:
    """Where a part of a size is decided: by a flag, a default, a summand, a name, another list of steps."""
    yield from carried_width(trace, mismatch, 0.93)
    yield from scaled_widths(trace, mismatch, got, want, 0.69)
    yield from other_backbone(trace, got, want, 0.6)
    yield from gated_width(trace, mismatch, want, 0.92)
    yield from split_samples(trace, mismatch, ("input",), 0.9)
    yield from flag_terms(trace, got, want, 0.92)
    yield from left_at_default(trace, got, want, 0.99)
    yield from listed_sums(trace, got, want, 0.66)
    yield from summands(trace, got, want, 0.88)
    yield from idle_summand(trace, got, want, 0.8)
    yield from equal_sizes(trace, got, want, 0.6)
    yield from factor_too_many(trace, got, want, 0.7)
    yield from parameter_sizes(trace, got, want, 0.95)
    yield from numbers_of_other_pipelines(trace, 0.74)
    yield from twin_lists(trace, got, want, 0.9, Stage.LAYER_CONFIG)
    yield from twin_lists(trace, want, got, 0.86, Stage.LAYER_CONFIG)
    # Beside targets, which the data have as they are, the names are wrong that the predictions are counted by.
    lists = Stage.LOSS_TARGET if "target" in mismatch.operands and trace.crash.module is None else Stage.LAYER_CONFIG
    predicted = (mismatch.shape("input") or (0,))[-1]
    for now, wanted in ((got, want), (want, got)):
        worth = 0.86 if lists is Stage.LOSS_TARGET and now == predicted else 0.8
        yield from name_lists(trace, now, wanted, worth, lists)


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
