"""SF405: a table was reshaped with two axes exchanged before it became the model's input.

What it is
    ``Z.reshape((m, -1, k))`` reads the numbers of each sample as features × steps; where they are stored step by step
    it must be ``Z.reshape((m, k, -1))``. Both run, the sizes of the two axes are exchanged.

Why it happens
    The order of the axes of a flat file is not written anywhere, the reshape decides it.

Not this fault
    A tensor in the right order whose axes a layer wants exchanged: a transpose in the model, see SF101 and SF721.

See also
    numpy.reshape, torch.reshape
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import last_dim_owner, operand_sizes
from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import bench_of, exchange, fix
from shapefault.model import Edit, Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.project import CallPlace


class DataInOtherOrder(Fault):
    """A reshape on the way in has its -1 on the other of two axes."""

    code = "SF405"
    name = "data-in-other-order"
    title = "a table was reshaped with two axes exchanged before it became the model's input"
    ops = ("conv1d", "linear", "lstm", "gru", "rnn_tanh")
    rule = "features = in_channels"
    example = """
        table = torch.rand(4, 10 * 3)
        series = table.reshape(4, -1, 10)
        nn.Linear(3, 8)(series)
    """
    fixed = """
        table = torch.rand(4, 10 * 3)
        series = table.reshape(4, 10, -1)
        nn.Linear(3, 8)(series)
    """
    expected = """
        error[SF405]: linear got 10 features, it takes 3, which stand on another axis
    """
    near_misses = ("nn.Linear(3, 8)(torch.rand(4, 10 * 3).reshape(4, 10, -1))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """Features do not fit, and the program reshapes data with an open axis outside its modules."""
        broken, shape = mismatch.broken, mismatch.shape("input")
        if broken is None or shape is None or len(shape) != 3 or broken.kind not in ("channels", "features", "inner"):
            return None
        if any(last_dim_owner(trace, mismatch, "input", axis) is not None for axis in (1, 2)):
            return None  # a layer made these axes
        calls = _open_reshapes(trace)
        if not calls:
            return None
        return Cause(
            f"{mismatch.op} got {broken.got_value} features, it takes {broken.want_value}, which stand on another axis"
            if broken.want_value in shape
            else f"{mismatch.op} got {broken.got_value} features, it takes {broken.want_value}",
            Stage.DATA_LOADING,
            None,
            (MathLine(broken.formula, broken.got, broken.want),),
            confidence=0.7 if broken.want_value in shape else 0.3,
            primary_label=operand_sizes(mismatch, "input"),
            data={"calls": calls},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Exchange the two sizes, in all such calls of a function, then in each alone."""
        calls: list[CallPlace] = cause.data["calls"]
        groups: dict[int, list[Edit]] = {}
        for call in calls:
            groups.setdefault(id(enclosing(call.node, ast.FunctionDef, ast.Module)), []).extend(_exchanged(call))
        wanted = [tuple(edits) for edits in groups.values()]
        wanted += [tuple(_exchanged(call)) for call in calls]
        for rank, edits in enumerate(dict.fromkeys(wanted)):
            yield fix(
                "read the table in the other order",
                edits,
                0.8 - 0.03 * rank,
                stage=Stage.DATA_LOADING,
                why="the numbers are stored step by step, this reads them feature by feature",
            )


def _open_reshapes(trace: Trace) -> list[CallPlace]:
    """Calls such as ``x.reshape(m, -1, k)`` outside the program's modules."""
    found = []
    for name in ("reshape", "view"):
        for call in bench_of(trace).project.calls.get(name, []):
            function = enclosing(call.node, ast.FunctionDef)
            parts = receiver(call)
            if getattr(function, "name", "") == "forward" or parts is None or len(parts[1]) != 3:
                continue
            texts = [ast.unparse(p) for p in parts[1]]
            if texts.count("-1") == 1 and texts[0] != "-1" and texts[1] != texts[2]:
                found.append(call)
    return found[:4]


def _exchanged(call: CallPlace) -> list[Edit]:
    parts = receiver(call)
    if parts is None:
        return []
    return [*exchange(call.source, *parts[1][1:])]
