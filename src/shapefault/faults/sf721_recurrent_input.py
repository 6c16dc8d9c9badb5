"""SF721: a recurrent layer is built for another number of features.

What it is
    The last axis of the input of an LSTM, GRU or RNN (or of a cell) is not the layer's ``input_size``.

Why it happens
    The layer before it is bidirectional or joined with something else and gives more features; the width of an
    encoder was changed; or features and time are in the other order.

Not this fault
    The initial state does not fit: see SF722. The input has too many axes: see SF723.

See also
    torch.nn.LSTM, torch.nn.GRU
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault import ops
from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import last_dim_owner, operand_sizes, want_label
from shapefault.faults.rewrite.as_it_came import as_it_came
from shapefault.faults.rewrite.axes.regrouped import regrouped
from shapefault.faults.rewrite.bench import bench_of
from shapefault.faults.rewrite.images.input_axes import exchanged_axes
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.layers.recurrent_input import by_features_name, in_terms
from shapefault.faults.rewrite.layers.sequence import RECURRENT
from shapefault.faults.rewrite.layers.swapped import swapped
from shapefault.faults.rewrite.numbers.counted_switches import counted_switches
from shapefault.faults.rewrite.numbers.naming import counts_steps
from shapefault.faults.rewrite.samples.named_twice import named_twice
from shapefault.faults.rewrite.shapes import Template, permutations, structural
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


class RecurrentInput(Fault):
    """``input_size`` is not what arrives."""

    code = "SF721"
    name = "recurrent-input"
    title = "a recurrent layer is built for another number of features"
    ops = RECURRENT
    rule = "H_in = input_size"
    example = """
        words = torch.rand(5, 8, 80)
        decoder = nn.GRU(40, 16)
        decoder(words)
    """
    fixed = """
        words = torch.rand(5, 8, 80)
        decoder = nn.GRU(80, 16)
        decoder(words)
    """
    expected = """
        error[SF721]: gru got 80 features, it is built for 40
    """
    near_misses = ("nn.GRU(80, 16)(torch.rand(5, 8, 80))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The last axis of the input is not ``input_size``."""
        broken, shape = mismatch.broken, mismatch.shape("input")
        if broken is None or shape is None or broken.kind != "features" or broken.operand != "input":
            return None
        got, want = broken.got_value, broken.want_value
        if got is None or want is None:
            return None
        return Cause(
            f"{mismatch.op} got {got} features, it is built for {want}",
            None,
            None,
            (MathLine("H_in = input_size", str(got), str(want)),),
            want_label(mismatch, "input_size", f"takes H_in={want}"),
            confidence=0.8,
            primary_label=operand_sizes(mismatch, "input"),
            data={"got": got, "want": want},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The layer's own number; what gives the features; the order of the axes."""
        got, want = cause.data["got"], cause.data["want"]
        shape = mismatch.operands["input"].shape
        project = bench_of(trace).project
        # an axis that is as long as the program's own window is the time, whatever else is that number
        steps = counts_steps(project, want) and not counts_steps(project, got)
        order = want in shape[:-1] and want > 1 and not steps
        yield from regrouped(trace, want, 0.84)
        yield from exchanged_axes(trace, 0.86)
        yield from named_twice(trace, 0.84)
        yield from counted_switches(trace, want, got, 0.8)
        owner = last_dim_owner(trace, mismatch, "input", -1)
        layer = mismatch.layer
        if layer is not None:
            made = owner is not None
            yield from by_features_name(trace, layer, want, got, 0.88)
            yield from in_terms(trace, layer, "input_size", want, got, 0.8, _joined(trace, mismatch), of_layers=made)
            yield from set_argument(trace, layer, "input_size", want, got, 0.6 if order else 0.74, far=0.01)
            yield from swapped(trace, layer, "input_size", got, 0.86)
        if owner is not None:
            yield from swapped(trace, *owner, want, 0.86)
            yield from set_argument(trace, owner[0], owner[1], got, want, 0.58)
        templates = list(permutations(len(shape), 0.62 if order else 0.4))
        if order and len(shape) == 3 and shape[1] == want:
            axes, why = ("transpose(1, 2)", "features are axis 1") if _batch_first(mismatch) else _TIME_FIRST
            templates.insert(0, Template(f"{{}}.{axes}", 0.78, "put the features last", why))
        if want == 1:
            templates.insert(0, Template("{}.unsqueeze(-1)", 0.86, "add the axis of features", "one number a step"))
        if len(shape) == 2 and got % want == 0 and want > 1:
            templates.append(
                Template(f"{{}}.unflatten(1, (-1, {want}))", 0.5, "split the features into steps", "steps are joined")
            )
        stage = Stage.DATA_LOADING if as_it_came(trace, mismatch) else Stage.RESHAPE
        yield from structural(trace, mismatch, "input", templates, stage=stage, limit=8)


_TIME_FIRST = ("permute(2, 0, 1)", "features are axis 1 and time is axis 2")


def _batch_first(mismatch: Mismatch) -> bool:
    return bool(mismatch.params.get("batch_first"))


def _joined(trace: Trace, mismatch: Mismatch) -> tuple[int, ...]:
    """The sizes that a ``cat`` along the last axis joined to the features."""
    tensor = mismatch.tensor("input")
    for record in trace.journey(tensor)[:6] if tensor is not None else ():
        if ops.canonical(record.name) == "cat" and record.args and isinstance(record.args[0], list | tuple):
            return tuple(int(t.shape[-1]) for t in record.args[0] if hasattr(t, "shape") and t.dim())
    return ()
