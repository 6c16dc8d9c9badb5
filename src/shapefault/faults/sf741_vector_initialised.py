"""SF741: a vector is given to an initialisation that is made for matrices.

What it is
    ``xavier_uniform_``, ``kaiming_normal_``, ``orthogonal_`` work with the inputs and outputs of a weight: it has two
    axes at least.

Why it happens
    A loop over all parameters, or over all layers, comes to a bias, or to the weight of a norm.

Not this fault
    A weight of another size in a checkpoint: see SF901.

See also
    torch.nn.init
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of, shape_text
from shapefault.source.files import statement_of


class VectorInitialised(Fault):
    """The tensor has one axis, or none."""

    code = "SF741"
    name = "vector-initialised"
    title = "a vector is given to an initialisation that is made for matrices"
    ops = ("init",)
    rule = "the tensor has at least 2 axes"
    example = """
        net = nn.Sequential(nn.Linear(8, 4), nn.ReLU(), nn.Linear(4, 2))
        for parameter in net.parameters():
            nn.init.xavier_uniform_(parameter)
    """
    fixed = """
        net = nn.Sequential(nn.Linear(8, 4), nn.ReLU(), nn.Linear(4, 2))
        for parameter in net.parameters():
            if parameter.dim() > 1:
                nn.init.xavier_uniform_(parameter)
    """
    expected = """
        error[SF741]: xavier_uniform_ got a tensor of shape (4), it takes two axes at least
    """
    near_misses = ("nn.init.zeros_(torch.rand(4))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """One axis at most where torch asks for two."""
        given = _given(trace)
        if given is None:
            return None
        name, shape = given
        return Cause(
            f"{name} got a tensor of shape {shape_text(shape)}, it takes two axes at least",
            Stage.LAYER_CONFIG,
            None,
            (MathLine("axes ≥ 2", str(len(shape)), "2"),),
            confidence=0.9,
            primary_label=shape_text(shape),
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Only what has two axes is initialised so."""
        source, call = trace.source(), trace.crash.expression
        statement = statement_of(call) if isinstance(call, ast.Call) and call.args else None
        if source is None or not isinstance(call, ast.Call) or not isinstance(statement, ast.Expr):
            return
        tensor = source.span(call.args[0]).text
        whole = source.span(statement)
        indent = source.lines[statement.lineno - 1][: whole.start[1] - 1]
        if "\n" in whole.text or indent.strip():
            return
        yield fix(
            "initialise so only what has two axes",
            Edit(whole, f"if {tensor}.dim() > 1:\n{indent}    {whole.text}"), 0.9,
            stage=Stage.LAYER_CONFIG, why=f"{tensor} may be a vector: a bias, the weight of a norm",
        )  # fmt: skip


def _given(trace: Trace) -> tuple[str, tuple[int, ...]] | None:
    """The function of ``torch.nn.init`` that was running, and the shape that it was given."""
    for frame in trace.running_in("torch/nn/init.py"):
        shape = shape_of(frame.frame.f_locals.get("tensor"))
        if shape is not None and len(shape) < 2:
            return frame.name, shape
    return None
