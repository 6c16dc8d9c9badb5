"""SF711: an embedding is asked for a row that its table does not have.

What it is
    ``nn.Embedding(n, d)`` has rows 0 to n - 1; an index is negative or at least n. On a GPU this fault is seen as a
    device-side assert, somewhere later.

Why it happens
    The vocabulary has more words than the table rows: numbers from 1, special tokens added later, another
    tokenizer. Or a sequence is longer than the table of positions. Or padding is -1 or -100.

Not this fault
    Class numbers in a loss: see SF804.

See also
    torch.nn.Embedding (num_embeddings, padding_idx)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes, taken_next, want_label
from shapefault.faults.rewrite.elsewhere.exchanged_numbers import exchanged_numbers
from shapefault.faults.rewrite.elsewhere.fitted_on import fitted_on
from shapefault.faults.rewrite.layers.constructor import argument, constructor, outer_constructor
from shapefault.faults.rewrite.layers.swapped import exchanged
from shapefault.faults.rewrite.layers.tables import computed, in_comprehension, listed, rows
from shapefault.faults.rewrite.losses.indices import counted_from_one, in_loop, is_positions, last_places, padded_with
from shapefault.faults.rewrite.numbers.counted_kinds import largest_of_all
from shapefault.faults.rewrite.numbers.counted_of_other import counted_of_other
from shapefault.faults.rewrite.numbers.program import constants
from shapefault.faults.rewrite.numbers.read_off import counted_too_early
from shapefault.faults.rewrite.peek import real_operand
from shapefault.faults.rewrite.samples.rarely_counted import rarely_counted
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.project import callee


class EmbeddingRange(Fault):
    """An index is out of the table's range."""

    code = "SF711"
    name = "embedding-range"
    title = "an embedding is asked for a row that its table does not have"
    ops = ("embedding", "embedding_bag")
    rule = "0 <= index < num_embeddings"
    example = """
        words = torch.tensor([[3, 10, 7]])
        table = nn.Embedding(10, 4)
        table(words)
    """
    fixed = """
        words = torch.tensor([[3, 10, 7]])
        table = nn.Embedding(11, 4)
        table(words)
    """
    expected = """
        error[SF711]: embedding got index 10, its table has rows 0 to 9
    """
    near_misses = ("nn.Embedding(10, 4)(torch.tensor([[3, 9, 7]]))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The smallest or the largest index has no row."""
        weight = mismatch.shape("weight") or shape_of(getattr(mismatch.layer, "weight", None))
        found = _extremes(trace, mismatch)
        if weight is None or found is None:
            return None
        low, high = found
        if low >= 0 and high < weight[0]:
            return None
        worst = high if high >= weight[0] else low
        positions = is_positions(trace, mismatch)
        return Cause(
            f"{mismatch.op} got index {worst}, its table has rows 0 to {weight[0] - 1}",
            Stage.LAYER_CONFIG if low >= 0 else Stage.DATA_LOADING,
            None,
            (MathLine("0 <= index < num_embeddings", str(worst), f"0 to {weight[0] - 1}"),),
            want_label(mismatch, "num_embeddings", f"{weight[0]} rows"),
            confidence=0.9,
            primary_label=f"{operand_sizes(mismatch, 'input')}: {low} to {high}",
            data={"low": low, "high": high, "rows": weight[0], "width": weight[1], "positions": positions},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """More rows where their number is decided; indices brought into range where they are made."""
        low, high, count = cause.data["low"], cause.data["high"], cause.data["rows"]
        positions = cause.data["positions"]
        if low < 0:
            yield from padded_with(trace, low, 0.76)
        if high < count:
            return
        yield from exchanged_numbers(trace, count, 0.88)
        yield from largest_of_all(trace, 0.86)
        yield from fitted_on(trace, 0.84)
        yield from counted_of_other(trace, count, 0.86)
        layer = mismatch.layer
        call = constructor(layer) if layer is not None else None
        node = argument(call, layer, "num_embeddings") if call is not None else None
        need = _round(high + 1) if positions else high + 1
        step = high + 1 - count
        why = f"the table has {count} rows, index {high} is asked for"
        if call is not None and node is not None:
            if not positions and not isinstance(node, ast.Constant):
                yield from counted_too_early(trace, 0.82)
            if high < cause.data["width"]:
                agreed = taken_next(trace, layer) == count != cause.data["width"]
                worth = 0.88 if agreed else 0.84 if high + 1 == cause.data["width"] else 0.7
                yield from exchanged(trace, layer, "num_embeddings", "embedding_dim", worth)
            yield from rows(trace, layer, call, node, count, need, 0.8, why=why)
            if in_comprehension(node):
                yield from listed(trace, layer, count, need, 0.78, why=why)
            elif not isinstance(node, ast.Constant) and step <= 8:
                yield from computed(trace, layer, call, node, step, 0.7 if step <= 4 else 0.5, why=why)
        yield from _of_given_table(trace, layer, count, high + 1, why)
        yield from rarely_counted(trace, 0.84)
        if positions:
            yield from last_places(trace, count, 0.84 if in_loop(trace) else 0.4)
            now = high + 1
            yield from constants(trace, now, count, 0.5, stage=Stage.DATA_LOADING, limit=3)
        elif low >= 1 and step == 1:
            yield from counted_from_one(trace, mismatch, 0.66)
        elif step == 1:
            yield from counted_from_one(trace, mismatch, 0.3 if low == 0 else 0.5)


def _of_given_table(trace: Trace, layer: Any, count: int, need: int, why: str) -> Iterator[Fix]:
    """``from_pretrained(sinusoids(n + 1, width))``: a table that a function of the program is told to make."""
    call = outer_constructor(layer) if layer is not None else None
    if call is None or callee(call.node) != "from_pretrained" or not call.node.args:
        return
    table = call.node.args[0]
    for part in table.args if isinstance(table, ast.Call) else ():
        yield from rows(trace, layer, call, part, count, need, 0.78, why=why)


def _extremes(trace: Trace, mismatch: Mismatch) -> tuple[int, int] | None:
    real = real_operand(trace, mismatch, "input")
    try:
        return (int(real.min()), int(real.max())) if real is not None and real.numel() else None
    except Exception:
        return None


def _round(need: int) -> int:
    """The next power of two, the usual size of a table of positions."""
    return 1 << (need - 1).bit_length()
