"""SF403: two tensors that should be combined elementwise have different sizes.

What it is
    Sizes must be equal, or 1, axis by axis from the last.

Why it happens
    A residual branch with another stride, position embeddings for another number of tokens, a decoder that gives
    back a row more or less, an axis missing on one side.

Not this fault
    A loss with its target: see SF803.

See also
    torch.broadcast_tensors
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import last_dim_owner, operand_sizes
from shapefault.faults.rewrite.axes.axis_numbers import other_axes
from shapefault.faults.rewrite.axes.cached_steps import cached_steps
from shapefault.faults.rewrite.axes.coarse_masks import coarse_masks
from shapefault.faults.rewrite.axes.counted import counted_in_expression
from shapefault.faults.rewrite.axes.doubled import doubled
from shapefault.faults.rewrite.axes.halves import uneven_halves
from shapefault.faults.rewrite.axes.joined_before import joined_otherwise
from shapefault.faults.rewrite.axes.outer import column_met_row
from shapefault.faults.rewrite.axes.pairs import every_pair
from shapefault.faults.rewrite.axes.repeated_for_all import repeated_for_all
from shapefault.faults.rewrite.axes.rows_for_each import rows_for_each
from shapefault.faults.rewrite.axes.split_samples import split_samples
from shapefault.faults.rewrite.axes.spread_over_mask import spread_over_mask
from shapefault.faults.rewrite.axes.state_first import batch_of_state_first
from shapefault.faults.rewrite.axes.unsplit import unsplit
from shapefault.faults.rewrite.elsewhere.turned_arguments import turned_arguments
from shapefault.faults.rewrite.images.channel_statistics import along_channels
from shapefault.faults.rewrite.images.channels import image_channels
from shapefault.faults.rewrite.images.crops import crop_both, resize_to_other
from shapefault.faults.rewrite.images.cut_with import cut_with_the_others
from shapefault.faults.rewrite.images.masks import COLOURS, colour_masks
from shapefault.faults.rewrite.images.near import nearest_images
from shapefault.faults.rewrite.images.near_outside import rounded_pictures
from shapefault.faults.rewrite.images.other_pipelines import as_other_pipelines
from shapefault.faults.rewrite.images.rounded_pair import cut_to_multiples
from shapefault.faults.rewrite.images.turned_back import turned_back
from shapefault.faults.rewrite.images.width_first import width_first
from shapefault.faults.rewrite.layers.chunked import whole_parts
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.layers.cut_behind import cut_behind
from shapefault.faults.rewrite.layers.dilated_padding import dilated_padding
from shapefault.faults.rewrite.layers.even_windows import even_windows
from shapefault.faults.rewrite.layers.fitting import fit_to_other, is_grown
from shapefault.faults.rewrite.layers.guards import widened_guards
from shapefault.faults.rewrite.layers.made_for_part import made_for_part
from shapefault.faults.rewrite.layers.meet import meeting
from shapefault.faults.rewrite.layers.short_tables import longer_tables, short_table, whole_tables
from shapefault.faults.rewrite.layers.squared_count import squared_count
from shapefault.faults.rewrite.layers.strided_twice import strided_twice
from shapefault.faults.rewrite.layers.swapped import swapped
from shapefault.faults.rewrite.layers.token_rows import rows_for_tokens
from shapefault.faults.rewrite.layers.turned_tables import turned_table
from shapefault.faults.rewrite.losses.two_models import cut_to_student
from shapefault.faults.rewrite.numbers.in_proportion import per_step
from shapefault.faults.rewrite.numbers.program import drop_last
from shapefault.faults.rewrite.operands import comes_in_batches
from shapefault.faults.rewrite.samples.batch_names import as_many_as_arrive
from shapefault.faults.rewrite.samples.cut_to_other import cut_to_other
from shapefault.faults.rewrite.samples.extra_entry import extra_entry
from shapefault.faults.rewrite.samples.near_lengths import nearest_lengths
from shapefault.faults.rewrite.samples.unequal_pair import padded_pair
from shapefault.faults.rewrite.samples.without_any import without_any
from shapefault.faults.rewrite.samples.wrapped_later import wrapped_before
from shapefault.faults.rewrite.shapes import Template, permutations, squeezes, structural, turns_one, unsqueezes
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of

_OPS = (
    "add", "sub", "mul", "div", "pow", "eq", "ne", "lt", "gt", "le", "ge", "where", "maximum", "minimum",
    "masked_fill", "expand", "broadcast_tensors", "logical_and", "logical_or", "bitwise_and", "copy",
    "lerp", "addcmul", "addcdiv", "remainder", "floor_divide", "atan2", "broadcast",
)  # fmt: skip


def _colours(trace: Trace, mismatch: Mismatch, roles: list[str]) -> Iterator[Fix]:
    """Pictures that meet statistics of three colours, (3, 1, 1), and have one channel or a fourth."""
    shapes = [mismatch.operands[role].shape for role in roles if role in mismatch.operands]
    for maps, statistics in itertools.permutations(shapes, 2):
        if len(maps) > 2 and statistics[-3:] == (3, 1, 1) and maps[-3] in (1, 4):
            yield from image_channels(trace, maps[-3], 3, 0.72)


def _empty_rows(trace: Trace, mismatch: Mismatch, roles: list[str]) -> Iterator[Fix]:
    """A list of rows that has none: ``torch.tensor([])`` of a picture without boxes has no axis for their numbers."""
    shapes = {role: mismatch.operands[role].shape for role in roles if role in mismatch.operands}
    for (role, empty), (_, other) in itertools.permutations(shapes.items(), 2):
        if empty == (0,) and other[-1:] != (0,):
            why = "a list without entries does not tell how long one would be"
            rows = Template(f"{{}}.reshape(-1, {other[-1]})", 0.86, "give the empty list the axis of its rows", why)
            yield from structural(trace, mismatch, role, [rows], stage=Stage.DATA_LOADING, definition=-0.04, limit=4)
            yield from without_any(trace, mismatch, role, 0.8)


_OUTER = ("mul", "div", "pow")
"""Of two rows of numbers a table is made by these."""


class Broadcast(Fault):
    """Two shapes that do not broadcast."""

    code = "SF403"
    name = "broadcast"
    title = "two tensors that should be combined elementwise have different sizes"
    ops = _OPS
    rule = "sizes are equal or 1, axis by axis from the last"
    example = """
        x, positions = torch.rand(2, 197, 64), torch.rand(1, 196, 64)
        x + positions
    """
    expected = """
        error[SF403]: add got sizes 197 and 196 on one axis
    """
    near_misses = ("torch.rand(2, 197, 64) + torch.rand(1, 197, 64)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The sizes of one axis differ and neither is 1."""
        broken = mismatch.broken
        if broken is None or broken.kind not in ("broadcast", "expand", "mask") or broken.got_value is None:
            return None
        roles = [broken.operand, broken.other or "other"]
        axis = broken.axis
        line = MathLine(broken.formula, broken.got, broken.want)
        return Cause(
            f"{mismatch.op} got sizes {broken.got_value} and {broken.want_value} on one axis",
            _stage(trace),
            None,
            (line,),
            confidence=0.6,
            primary_label=" and ".join(operand_sizes(mismatch, r) for r in roles if r in mismatch.operands),
            data={"a": broken.got_value, "b": broken.want_value, "axis": axis, "roles": roles},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """What either side is decided by; a crop where they differ by little; an axis added."""
        a, b, roles = cause.data["a"], cause.data["b"], cause.data["roles"]
        stage = cause.stage
        inside = trace.crash.module is not None
        if inside and all(len(mismatch.operands[r].shape) > 1 for r in roles if r in mismatch.operands):
            yield from widened_guards(trace, 0.82)
        if inside and _maps_differ(mismatch, roles):
            yield from as_other_pipelines(trace, 0.8)
        yield from _colours(trace, mismatch, roles)
        yield from along_channels(trace, mismatch, 0.84)
        yield from batch_of_state_first(trace, mismatch, 0.84)
        yield from colour_masks(trace, mismatch, roles, 0.84)
        yield from every_pair(trace, mismatch, 0.9, stage or Stage.RESHAPE)
        yield from column_met_row(trace, mismatch, 0.86, stage=stage or Stage.RESHAPE)
        yield from joined_otherwise(trace, mismatch, 0.86)
        if not inside and _maps_differ(mismatch, roles):
            yield from cut_with_the_others(trace, 0.84)
        yield from unsplit(trace, mismatch, roles, 0.84)
        yield from split_samples(trace, mismatch, roles, 0.8)
        yield from cached_steps(trace, mismatch, roles, 0.86)
        yield from cut_to_student(trace, mismatch, roles, 0.85)
        if inside:
            yield from strided_twice(trace, a, b, 0.84)
            yield from turned_arguments(trace, 0.8)
            yield from dilated_padding(trace, 0.86)
            yield from even_windows(trace, 0.8)
            yield from cut_behind(trace, 0.87)
        yield from whole_parts(trace, mismatch, roles, 0.86)
        yield from doubled(trace, mismatch, roles, 0.86)
        yield from made_for_part(trace, mismatch, roles, 0.78)
        yield from extra_entry(trace, a, b, 0.82, stage or Stage.RESHAPE)
        if (
            mismatch.op in _OUTER
            and abs(a - b) > 1
            and all(len(mismatch.operands[r].shape) == 1 for r in roles if r in mismatch.operands)
        ):
            outer = Template("{}.unsqueeze(1)", 0.82, "make it a column", "each of the one is combined with each other")
            for role in roles[::-1] if mismatch.op in ("div", "pow") else roles:
                yield from structural(trace, mismatch, role, [outer], stage=stage or Stage.RESHAPE, definition=0.03)
        yield from cut_to_other(trace, mismatch, 0.84)
        yield from width_first(trace, mismatch, 0.9)
        yield from coarse_masks(trace, a, b, 0.86)
        yield from spread_over_mask(trace, mismatch, 0.9)
        yield from _empty_rows(trace, mismatch, roles)
        for one, other in itertools.permutations([r for r in roles if r in mismatch.operands], 2):
            few, many = mismatch.operands[one].shape, mismatch.operands[other].shape
            yield from rows_for_each(trace, mismatch, one, few, many, 0.8)
            yield from repeated_for_all(trace, mismatch, other, few[0] if few else 0, 0.88)
        if len(known := [mismatch.operands[r].shape for r in roles if r in mismatch.operands]) > 1:
            yield from turned_back(trace, known[0], known[1], 0.88)
        if cause.data["axis"] == 0:
            made = list(as_many_as_arrive(trace, mismatch, roles, 0.84))
            yield from made
            yield from drop_last(trace, 0.6) if made else ()
        if inside and cause.data["axis"] != 0:
            yield from per_step(trace, a, b, 0.68)
        yield from uneven_halves(trace, mismatch, 0.84, stage or Stage.AUGMENTATION)
        if not inside:
            yield from wrapped_before(trace, 0.8)
            yield from padded_pair(trace, mismatch, 0.66)
            yield from cut_to_multiples(trace, mismatch, 0.8)
        yield from counted_in_expression(trace, mismatch, roles, (a, b), 0.72)
        yield from crop_both(trace, mismatch, 0.58 if inside or min(a, b) < 4 else 0.74, stage=stage, spread=True)
        batch = _batch_size(trace)
        for come, have in ((a, b), (b, a)):
            yield from squared_count(trace, come, have, 0.92)
        if inside and _rounded(mismatch, roles, 2) and is_grown(trace, mismatch, roles):
            yield from fit_to_other(trace, mismatch, tuple(roles[:2]), 0.78)
            yield from nearest_images(trace, 0.76)
            yield from rounded_pictures(trace, mismatch, tuple(roles[:2]), 0.82)
        yield from rows_for_tokens(trace, mismatch, 0.93)
        tables = list(turned_table(trace, 0.92))
        yield from tables
        short = short_table(trace, mismatch, (a, b))
        if short is not None and not (short[1] == batch and comes_in_batches(trace)):
            # the first axis of a loop's batch is the samples, of which no table has rows
            yield from longer_tables(trace, short, 0.86 if not tables else 0.4)
        elif batch is not None and batch in (a, b) and cause.data["axis"] == 0:
            rank = max(len(o.shape) for o in mismatch.operands.values())
            source = trace.source()
            yield from other_axes(trace, trace.crash.expression, source, 0.72, rank=rank, stage=Stage.RESHAPE)
        else:
            yield from meeting(trace, mismatch, roles, a, b, 0.7)
            yield from whole_tables(trace, mismatch, a, b, 0.8)
            if inside and _rounded(mismatch, roles):
                yield from nearest_images(trace, 0.72)
                yield from nearest_lengths(trace, 0.76)
        for role, old, new in ((roles[0], a, b), (roles[1], b, a)):
            if role not in mismatch.operands:
                continue
            shape = mismatch.operands[role].shape
            axis = mismatch.broken.axis if mismatch.broken is not None else None
            owner = last_dim_owner(trace, mismatch, role, axis if axis is not None else -1)
            if owner is not None:
                # no layer within a network gives as many maps as a picture has colours
                worth = 0.6 if new not in COLOURS or axis != 1 or old <= 2 * new else 0.3
                yield from set_argument(trace, owner[0], owner[1], old, new, worth)
                yield from swapped(trace, owner[0], owner[1], new, 0.92)
            ranks = [len(mismatch.operands[r].shape) for r in roles if r in mismatch.operands]
            other = next((mismatch.operands[r].shape for r in roles if r != role and r in mismatch.operands), ())
            turned = len(shape) > 2 and shape != other and sorted(shape) == sorted(other)  # only in another order
            moves = [t for t in permutations(len(shape), 0.8 if turned else 0.5) if not turns_one(t.text, shape, other)]
            templates = [*squeezes(shape, 0.55), *moves]
            if len(shape) < max(ranks):  # on equal ranks a new axis only silences the op
                templates += unsqueezes(len(shape), 0.52)
            yield from structural(trace, mismatch, role, templates, stage=stage or Stage.RESHAPE, limit=14)
        yield from resize_to_other(trace, mismatch, 0.45, stage=stage)


def _rounded(mismatch: Mismatch, roles: list[str], far: int = 1) -> bool:
    """Whether two maps differ by a row or column: an odd size was halved, and came back even; twice, two rows."""
    shapes = [mismatch.operands[r].shape for r in roles if r in mismatch.operands]
    if len(shapes) != 2 or len(shapes[0]) != len(shapes[1]) or len(shapes[0]) < 3:
        return False
    return all(abs(m - n) <= far for m, n in zip(shapes[0][2:], shapes[1][2:], strict=True))


def _maps_differ(mismatch: Mismatch, roles: list[str]) -> bool:
    """Whether two maps differ in height or width by more than rounding."""
    shapes = [mismatch.operands[r].shape for r in roles if r in mismatch.operands]
    if len(shapes) != 2 or len(shapes[0]) != 4 or len(shapes[1]) != 4:
        return False
    return shapes[0][2:] != shapes[1][2:] and not _rounded(mismatch, roles)


def _batch_size(trace: Trace) -> int | None:
    """The size of the batch axis of what the model was given."""
    root = trace.root
    shapes = [s for v in (root.args if root is not None else ()) if (s := shape_of(v)) is not None and len(s) > 1]
    return shapes[0][0] if shapes and shapes[0][0] > 1 else None


def _term(node: ast.AST) -> bool:
    """Whether an expression is the whole of its statement's value, or an operand of it."""
    around = getattr(node, "_shapefault_parent", None)
    while isinstance(around, ast.BinOp | ast.UnaryOp):
        around = getattr(around, "_shapefault_parent", None)
    return isinstance(around, ast.stmt)


def _stage(trace: Trace) -> Stage | None:
    if trace.crash.module is not None:
        return None
    deepest = True
    for frame in trace.user_frames():
        source, node = frame.site.source(), frame.site.node()
        line = source.lines[frame.lineno - 1] if source is not None and frame.lineno <= len(source.lines) else ""
        # further out the line counts only where the running call is a part of the sum, not what a model is given
        text = line if deepest or not isinstance(node, ast.Call) or _term(node) else ast.unparse(node.func)
        if "loss" in (frame.name + text).lower() or "criterion" in text:
            return Stage.LOSS_TARGET
        deepest = False
    return None
