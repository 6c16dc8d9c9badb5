"""What is asked of every fault, whatever failed: the rules that look at the program, the operands, the two numbers.

Each table is of rules of one form, with what their edits are worth. A rule finds nothing where it does not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from shapefault.faults.base import unless_it_fails
from shapefault.faults.rewrite.axes.array_squeeze import array_squeeze
from shapefault.faults.rewrite.axes.bare_number import bare_number
from shapefault.faults.rewrite.axes.bare_squeezes import bare_squeezes
from shapefault.faults.rewrite.axes.batch_of_one import batch_of_one
from shapefault.faults.rewrite.axes.count_of_other import count_of_other
from shapefault.faults.rewrite.axes.each_with_each import each_with_each
from shapefault.faults.rewrite.axes.exchanged_names import exchanged_names
from shapefault.faults.rewrite.axes.first_columns import first_columns
from shapefault.faults.rewrite.axes.first_of_batch import first_of_batch
from shapefault.faults.rewrite.axes.first_of_shape import first_of_shape
from shapefault.faults.rewrite.axes.flattened_batch import flattened_batch
from shapefault.faults.rewrite.axes.flattened_statistics import flattened_statistics
from shapefault.faults.rewrite.axes.grouped_batch import grouped_batch
from shapefault.faults.rewrite.axes.heads_as_rows import heads_as_rows
from shapefault.faults.rewrite.axes.idle_squeezes import idle_squeezes
from shapefault.faults.rewrite.axes.index_elsewhere import index_elsewhere
from shapefault.faults.rewrite.axes.kept_last import kept_last, not_flattened
from shapefault.faults.rewrite.axes.last_axis_moved import last_axis_moved
from shapefault.faults.rewrite.axes.literals_for_size import literals_for_size
from shapefault.faults.rewrite.axes.one_axis_twice import one_axis_twice
from shapefault.faults.rewrite.axes.one_row import one_row
from shapefault.faults.rewrite.axes.outside_change import changed_outside
from shapefault.faults.rewrite.axes.permuted_otherwise import permuted_otherwise
from shapefault.faults.rewrite.axes.repeated import repeated_without_axis
from shapefault.faults.rewrite.axes.repeated_too_often import repeated_too_often
from shapefault.faults.rewrite.axes.root_of_tokens import root_of_tokens
from shapefault.faults.rewrite.axes.shape_of_other import shape_of_other
from shapefault.faults.rewrite.axes.sizes_on_the_way import sizes_on_the_way
from shapefault.faults.rewrite.axes.split_again import split_again
from shapefault.faults.rewrite.axes.split_beside import split_beside
from shapefault.faults.rewrite.axes.squeezed_in_list import squeezed_in_list
from shapefault.faults.rewrite.axes.turned_back import turned_back
from shapefault.faults.rewrite.axes.turned_once import turned_once
from shapefault.faults.rewrite.axes.unbatched import unbatched
from shapefault.faults.rewrite.axes.uneven_batches import repeated_rows
from shapefault.faults.rewrite.axes.unread_sizes import unread_sizes
from shapefault.faults.rewrite.axes.unsaid_axis import unsaid_axis
from shapefault.faults.rewrite.axes.view_of_width import view_of_width
from shapefault.faults.rewrite.axes.whole_sum import whole_sum
from shapefault.faults.rewrite.elsewhere.branch_word import branch_word
from shapefault.faults.rewrite.elsewhere.commented import commented_out
from shapefault.faults.rewrite.elsewhere.given_beside import given_beside
from shapefault.faults.rewrite.elsewhere.keys_of_twin import keys_of_twin
from shapefault.faults.rewrite.elsewhere.keyword_beside import keyword_beside
from shapefault.faults.rewrite.elsewhere.left_none import left_none
from shapefault.faults.rewrite.elsewhere.missing_keys import missing_keys
from shapefault.faults.rewrite.elsewhere.model_calls import as_other_model_calls
from shapefault.faults.rewrite.elsewhere.named_arguments import misordered
from shapefault.faults.rewrite.elsewhere.no_fstring import no_fstring
from shapefault.faults.rewrite.elsewhere.not_handed import not_handed
from shapefault.faults.rewrite.elsewhere.other_calls import as_other_calls
from shapefault.faults.rewrite.elsewhere.other_class import other_classes
from shapefault.faults.rewrite.elsewhere.other_import import other_imports
from shapefault.faults.rewrite.elsewhere.other_keys import other_keys
from shapefault.faults.rewrite.elsewhere.outvoted import outvoted
from shapefault.faults.rewrite.elsewhere.overruled import overruled
from shapefault.faults.rewrite.elsewhere.returned_order import returned_order
from shapefault.faults.rewrite.elsewhere.same_method import as_same_method
from shapefault.faults.rewrite.elsewhere.siblings import as_siblings
from shapefault.faults.rewrite.elsewhere.split_batches import split_batches
from shapefault.faults.rewrite.elsewhere.thrown_away import thrown_away
from shapefault.faults.rewrite.elsewhere.twin_functions import as_twin_function
from shapefault.faults.rewrite.elsewhere.unpassed import unpassed
from shapefault.faults.rewrite.elsewhere.unread import never_read, unread_parts
from shapefault.faults.rewrite.elsewhere.unread_step import unread_step
from shapefault.faults.rewrite.forms_of_ops import forms_of_ops
from shapefault.faults.rewrite.images.asked_size import asked_size
from shapefault.faults.rewrite.images.band_statistics import band_statistics
from shapefault.faults.rewrite.images.chosen_statistics import chosen_statistics
from shapefault.faults.rewrite.images.crop_beyond import crop_beyond
from shapefault.faults.rewrite.images.cut_opened import cut_opened
from shapefault.faults.rewrite.images.enlarged_input import enlarged_input
from shapefault.faults.rewrite.images.enlarged_too_often import enlarged_too_often
from shapefault.faults.rewrite.images.factor_for_size import factor_for_size
from shapefault.faults.rewrite.images.fixed_size import fixed_size
from shapefault.faults.rewrite.images.map_of_pair import map_of_pair
from shapefault.faults.rewrite.images.multiplied_batch import multiplied_batch
from shapefault.faults.rewrite.images.odd_channels import odd_channels
from shapefault.faults.rewrite.images.one_side_twice import one_side_twice
from shapefault.faults.rewrite.images.optional_crop import optional_crop
from shapefault.faults.rewrite.images.resized_other import resized_other
from shapefault.faults.rewrite.images.returned_as_is import returned_as_is
from shapefault.faults.rewrite.images.reversed_shape import reversed_shape
from shapefault.faults.rewrite.images.rounded_as_beside import rounded_as_beside
from shapefault.faults.rewrite.images.scaled_by import scaled_to
from shapefault.faults.rewrite.images.side_for_count import side_for_count
from shapefault.faults.rewrite.images.square_sides import square_sides
from shapefault.faults.rewrite.images.square_windows import square_windows
from shapefault.faults.rewrite.images.swapped_sides import swapped_sides
from shapefault.faults.rewrite.images.swapped_unpack import swapped_unpack
from shapefault.faults.rewrite.images.told_channels import told_channels
from shapefault.faults.rewrite.images.told_sizes import told_sizes
from shapefault.faults.rewrite.images.volume_axis import other_slices
from shapefault.faults.rewrite.layers.applied_again import applied_again
from shapefault.faults.rewrite.layers.assigned_twice import assigned_twice
from shapefault.faults.rewrite.layers.auxiliary import without_auxiliary
from shapefault.faults.rewrite.layers.carried_value import carried_value
from shapefault.faults.rewrite.layers.chained_children import chained_children
from shapefault.faults.rewrite.layers.chunked import factor_of_parts
from shapefault.faults.rewrite.layers.compared_width import compared_width
from shapefault.faults.rewrite.layers.divisors import fitting_blocks
from shapefault.faults.rewrite.layers.empty_part import empty_part
from shapefault.faults.rewrite.layers.fixed_shortcut import fixed_shortcut
from shapefault.faults.rewrite.layers.in_row import out_of_row
from shapefault.faults.rewrite.layers.joined_directions import joined_directions
from shapefault.faults.rewrite.layers.last_state import last_state
from shapefault.faults.rewrite.layers.looped_windows import looped_windows
from shapefault.faults.rewrite.layers.odd_halves import odd_halves
from shapefault.faults.rewrite.layers.odd_strides import even_differences
from shapefault.faults.rewrite.layers.own_padding import own_padding
from shapefault.faults.rewrite.layers.padded_width import padded_width
from shapefault.faults.rewrite.layers.reduced_weight import reduced_weight
from shapefault.faults.rewrite.layers.set_attributes import set_attributes
from shapefault.faults.rewrite.layers.told_beside import told_beside
from shapefault.faults.rewrite.layers.two_maps import two_maps
from shapefault.faults.rewrite.layers.unsaid_layout import unsaid_layout
from shapefault.faults.rewrite.losses.binary_weights import binary_weights
from shapefault.faults.rewrite.losses.chosen_by_axes import chosen_by_axes
from shapefault.faults.rewrite.losses.counted_in_part import counted_in_part
from shapefault.faults.rewrite.losses.flattened_classes import flattened_classes
from shapefault.faults.rewrite.losses.many_hot import all_classes
from shapefault.faults.rewrite.losses.one_map import one_map
from shapefault.faults.rewrite.losses.one_sample import one_sample
from shapefault.faults.rewrite.losses.own_input import own_input
from shapefault.faults.rewrite.losses.rounded_scores import rounded_scores
from shapefault.faults.rewrite.losses.rows_given import rows_given
from shapefault.faults.rewrite.losses.summed_density import summed_density
from shapefault.faults.rewrite.losses.turned_alone import turned_alone
from shapefault.faults.rewrite.losses.zipped import zipped
from shapefault.faults.rewrite.numbers.both_budgets import both_budgets
from shapefault.faults.rewrite.numbers.both_ends import both_ends
from shapefault.faults.rewrite.numbers.counted_maximum import counted_maximum
from shapefault.faults.rewrite.numbers.index_runs import index_runs
from shapefault.faults.rewrite.numbers.left_keys import keys_left_at_default
from shapefault.faults.rewrite.numbers.length_for_kind import length_for_kind
from shapefault.faults.rewrite.numbers.lists_of_names import lists_of_names
from shapefault.faults.rewrite.numbers.literal_for_setting import literal_for_setting
from shapefault.faults.rewrite.numbers.namesakes_apart import namesakes_apart
from shapefault.faults.rewrite.numbers.no_word import no_word
from shapefault.faults.rewrite.numbers.other_summand import other_summand
from shapefault.faults.rewrite.samples.all_pairs import all_pairs
from shapefault.faults.rewrite.samples.bare_arrays import bare_arrays
from shapefault.faults.rewrite.samples.batches_of_factor import batches_of_factor
from shapefault.faults.rewrite.samples.cat_of_lengths import cat_of_lengths
from shapefault.faults.rewrite.samples.column_statistics import column_statistics
from shapefault.faults.rewrite.samples.empty_tables import empty_rows
from shapefault.faults.rewrite.samples.given_batch import size_of_the_batch
from shapefault.faults.rewrite.samples.index_column import index_column
from shapefault.faults.rewrite.samples.kept_batch_size import kept_batch_size
from shapefault.faults.rewrite.samples.label_column import without_label_column
from shapefault.faults.rewrite.samples.labels_first import labels_first
from shapefault.faults.rewrite.samples.last_batch import without_last_batch
from shapefault.faults.rewrite.samples.listed_labels import listed_labels
from shapefault.faults.rewrite.samples.lost_column import lost_column
from shapefault.faults.rewrite.samples.marked_sequences import marked_alike
from shapefault.faults.rewrite.samples.mono_given import mono_given
from shapefault.faults.rewrite.samples.never_empty import never_empty
from shapefault.faults.rewrite.samples.off_by_few import off_by_few
from shapefault.faults.rewrite.samples.one_at_a_time import one_at_a_time
from shapefault.faults.rewrite.samples.one_by_one import one_by_one
from shapefault.faults.rewrite.samples.other_folders import other_folders
from shapefault.faults.rewrite.samples.own_batches import own_batches
from shapefault.faults.rewrite.samples.own_steps import own_steps
from shapefault.faults.rewrite.samples.raw_sizes import raw_sizes
from shapefault.faults.rewrite.samples.sampler_batch import sampler_batch
from shapefault.faults.rewrite.samples.short_at_first import short_at_first
from shapefault.faults.rewrite.samples.short_lists import short_lists
from shapefault.faults.rewrite.samples.short_returns import short_returns
from shapefault.faults.rewrite.samples.shorter_of_two import shorter_of_two
from shapefault.faults.rewrite.samples.side_loaders import side_loaders
from shapefault.faults.rewrite.samples.stacked_columns import stacked_columns
from shapefault.faults.rewrite.samples.stepped_windows import stepped_windows
from shapefault.faults.rewrite.samples.unpacked_shorter import unpacked_to_full_length
from shapefault.faults.rewrite.samples.unread_size import unread_size
from shapefault.faults.rewrite.samples.unsaid_limit import unsaid_limit
from shapefault.faults.rewrite.samples.whole_ends import whole_ends
from shapefault.faults.rewrite.samples.whole_pieces import whole_pieces
from shapefault.model import Fix
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_OF_PROGRAM: tuple[tuple[Callable[[Trace, float], Iterator[Fix]], float], ...] = (
    (swapped_sides, 0.98),
    (misordered, 0.98),
    (as_siblings, 0.98),
    (exchanged_names, 0.94),
    (index_runs, 0.92),
    (as_other_calls, 0.94),
    (as_other_model_calls, 0.94),
    (as_twin_function, 0.8),
    (given_beside, 0.86),
    (all_pairs, 0.86),
    (returned_order, 0.92),
    (set_attributes, 0.99),
    (unpacked_to_full_length, 0.9),
    (told_sizes, 0.66),
    (optional_crop, 0.84),
    (told_channels, 0.66),
    (other_folders, 0.72),
    (bare_arrays, 0.96),
    (padded_width, 0.95),
    (short_returns, 0.9),
    (scaled_to, 0.8),
    (own_steps, 0.95),
    (own_batches, 0.97),
    (split_again, 0.97),
    (two_maps, 0.97),
    (own_padding, 0.9),
    (carried_value, 0.84),
    (whole_ends, 0.96),
    (fixed_shortcut, 0.94),
    (compared_width, 0.96),
    (keys_of_twin, 0.96),
    (both_ends, 0.9),
    (batches_of_factor, 0.93),
    (own_input, 0.94),
    (reduced_weight, 0.96),
    (odd_halves, 0.96),
    (one_axis_twice, 0.86),
    (lists_of_names, 0.6),
    (other_slices, 0.9),
    (as_same_method, 0.94),
    (split_batches, 0.96),
    (keys_left_at_default, 0.9),
    (commented_out, 0.8),
    (even_differences, 0.9),
    (out_of_row, 0.94),
    (without_auxiliary, 0.95),
    (unbatched, 0.84),
    (outvoted, 0.8),
    (unread_sizes, 0.9),
    (never_read, 0.92),
    (unread_parts, 0.9),
    (unpassed, 0.94),
    (not_handed, 0.93),
    (missing_keys, 0.92),
    (zipped, 0.96),
    (turned_back, 0.9),
    (turned_once, 0.78),
    (shape_of_other, 0.96),
    (count_of_other, 0.96),
    (sizes_on_the_way, 0.78),
    (thrown_away, 0.97),
    (root_of_tokens, 0.94),
    (empty_part, 0.97),
    (no_fstring, 0.95),
    (first_columns, 0.9),
    (asked_size, 0.96),
    (left_none, 0.97),
    (bare_squeezes, 0.96),
    (kept_batch_size, 0.9),
    (branch_word, 0.94),
    (empty_rows, 0.97),
    (one_side_twice, 0.98),
    (repeated_too_often, 0.97),
    (square_windows, 0.99),
    (batch_of_one, 0.9),
    (bare_number, 0.96),
    (flattened_batch, 0.97),
    (length_for_kind, 0.97),
    (sampler_batch, 0.96),
    (one_at_a_time, 0.5),
    (squeezed_in_list, 0.9),
    (last_axis_moved, 0.95),
    (factor_of_parts, 0.96),
    (assigned_twice, 0.96),
    (other_keys, 0.8),
    (size_of_the_batch, 0.86),
    (without_last_batch, 0.72),
    (array_squeeze, 0.9),
    (flattened_classes, 0.9),
    (other_classes, 0.6),
    (other_imports, 0.86),
    (swapped_unpack, 0.98),
    (overruled, 0.88),
    (stepped_windows, 0.86),
    (shorter_of_two, 0.94),
    (rows_given, 0.72),
    (no_word, 0.7),
    (never_empty, 0.94),
    (heads_as_rows, 0.86),
    (applied_again, 0.84),
    (unread_step, 0.97),
    (split_beside, 0.94),
    (raw_sizes, 0.92),
    (rounded_as_beside, 0.9),
    (returned_as_is, 0.9),
    (labels_first, 0.96),
    (stacked_columns, 0.94),
    (keyword_beside, 0.86),
    (unsaid_axis, 0.84),
    (band_statistics, 0.92),
    (looped_windows, 0.92),
    (unsaid_layout, 0.84),
)
"""Rules that need nothing but the program and its frames."""
_OF_OPERANDS: tuple[tuple[Callable[[Trace, Mismatch, float], Iterator[Fix]], float], ...] = (
    (forms_of_ops, 0.94),
    (one_sample, 0.86),
    (column_statistics, 0.72),
    (reversed_shape, 0.9),
    (changed_outside, 0.86),
    (one_row, 0.96),
    (short_lists, 0.86),
    (side_loaders, 0.92),
    (enlarged_too_often, 0.8),
    (binary_weights, 0.9),
    (chosen_by_axes, 0.94),
    (multiplied_batch, 0.94),
    (marked_alike, 0.92),
    (idle_squeezes, 0.9),
    (repeated_without_axis, 0.94),
    (fitting_blocks, 0.9),
    (square_sides, 0.95),
    (index_elsewhere, 0.93),
    (listed_labels, 0.94),
    (crop_beyond, 0.92),
    (fixed_size, 0.98),
    (flattened_statistics, 0.94),
    (chained_children, 0.94),
    (rounded_scores, 0.92),
    (turned_alone, 0.88),
    (lost_column, 0.9),
    (permuted_otherwise, 0.84),
    (kept_last, 0.95),
    (one_by_one, 0.72),
    (not_flattened, 0.78),
    (grouped_batch, 0.9),
    (summed_density, 0.94),
    (whole_sum, 0.92),
    (each_with_each, 0.86),
    (whole_pieces, 0.86),
    (first_of_batch, 0.92),
    (resized_other, 0.94),
    (cat_of_lengths, 0.94),
    (unread_size, 0.96),
    (map_of_pair, 0.94),
    (enlarged_input, 0.96),
    (cut_opened, 0.92),
    (short_at_first, 0.9),
    (counted_in_part, 0.96),
)
"""Rules that look at what the failing op was given."""
_OF_NUMBERS: tuple[tuple[Callable[[Trace, int, int, float], Iterator[Fix]], float], ...] = (
    (all_classes, 0.9),
    (odd_channels, 0.86),
    (off_by_few, 0.82),
    (view_of_width, 0.99),
    (chosen_statistics, 0.96),
    (without_label_column, 0.97),
    (namesakes_apart, 0.8),
    (last_state, 0.92),
    (joined_directions, 0.95),
    (literals_for_size, 0.94),
    (one_map, 0.93),
    (told_beside, 0.94),
    (repeated_rows, 0.9),
    (side_for_count, 0.96),
    (other_summand, 0.97),
    (mono_given, 0.84),
    (unsaid_limit, 0.96),
    (first_of_shape, 0.88),
    (index_column, 0.9),
    (counted_maximum, 0.9),
    (both_budgets, 0.88),
    (factor_for_size, 0.96),
    (literal_for_setting, 0.92),
)
"""Rules about the size that came and the size that was required."""


def of_program(trace: Trace) -> Iterator[Fix]:
    """The edits of all rules of the first table."""
    for rule, worth in _OF_PROGRAM:
        yield from unless_it_fails(rule(trace, worth))


def of_operands(trace: Trace, mismatch: Mismatch) -> Iterator[Fix]:
    """The edits of all rules of the second table."""
    for rule, worth in _OF_OPERANDS:
        yield from unless_it_fails(rule(trace, mismatch, worth))


def of_numbers(trace: Trace, got: int, want: int) -> Iterator[Fix]:
    """The edits of all rules of the third table."""
    for rule, worth in _OF_NUMBERS:
        yield from unless_it_fails(rule(trace, got, want, worth))
