"""SF810: a distribution is asked about values of another shape than it draws.

What it is
    ``dist.log_prob(value)`` wants values whose last axes are the distribution's ``event_shape`` and whose axes before
    broadcast with its ``batch_shape``: for ``MultivariateNormal`` over (N, A) a value of (N, A).

Why it happens
    A ``squeeze()`` took the axis of the only action, or of the only latent number, along with another of size 1; or
    the actions of a rollout were stacked in another form than the policy gives them.

Not this fault
    Two tensors that are compared by a loss: see SF803.

See also
    torch.distributions: batch_shape and event_shape
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.axes.mixing import squeezed
from shapefault.faults.rewrite.axes.squeezing import bare_squeezes
from shapefault.faults.rewrite.forms import exactly, reformed
from shapefault.faults.rewrite.losses.loss_forms import equal_to
from shapefault.faults.rewrite.operands import places, returned
from shapefault.model import Fix, MathLine, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_text

_DROPPED = "squeeze() drops every axis of size 1, that of the only number with the others"


class DistributionValues(Fault):
    """A value is not of the form that a distribution draws."""

    code = "SF810"
    name = "distribution-values"
    title = "a distribution is asked about values of another shape than it draws"
    ops = ("log_prob",)
    rule = "value.shape broadcasts with batch_shape + event_shape and ends with event_shape"
    example = """
        means, actions = torch.zeros(5, 1), torch.rand(5)
        dist = torch.distributions.MultivariateNormal(means, torch.eye(1))
        dist.log_prob(actions)
    """
    fixed = """
        means, actions = torch.zeros(5, 1), torch.rand(5)
        dist = torch.distributions.MultivariateNormal(means, torch.eye(1))
        dist.log_prob(actions.unsqueeze(1))
    """
    expected = """
        error[SF810]: log_prob got values (5), the distribution draws (5, 1)
    """
    near_misses = ("torch.distributions.Normal(torch.zeros(5), 1.0).log_prob(torch.rand(3, 5))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The distribution refused the value for its shape."""
        value = mismatch.shape("value")
        if value is None or "event_shape" not in mismatch.params:
            return None
        batch, event = mismatch.params["batch_shape"], mismatch.params["event_shape"]
        return Cause(
            f"log_prob got values {shape_text(value)}, the distribution draws {shape_text(batch + event)}",
            Stage.RESHAPE,
            None,
            (
                MathLine(
                    "value.shape = batch_shape + event_shape",
                    shape_text(value),
                    f"{shape_text(batch)} + {shape_text(event)}",
                ),
            ),
            confidence=0.8,
            primary_label=operand_sizes(mismatch, "value"),
            data={"want": batch + event},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The squeeze that dropped more than it should; another form of the value."""
        want: Shape = cause.data["want"]
        yield from _kept(trace, mismatch, want, 0.88)
        yield from reformed(trace, mismatch, "value", equal_to(want, "target"), exactly(want), stage=Stage.RESHAPE)


def _kept(trace: Trace, mismatch: Mismatch, want: Shape, prior: float) -> Iterator[Fix]:
    """A bare ``squeeze()`` that is told the axis under which the value keeps the axes of the distribution."""
    seen: set[int] = set()
    for place in places(trace, mismatch, "value"):
        for end in (place, *returned(trace, place)):
            for call in bare_squeezes(end.source, end.node):
                if id(call.node) in seen:
                    continue
                seen.add(id(call.node))
                before = getattr(mismatch.value("value"), "_base", None)
                shape = tuple(before.shape) if before is not None else None
                for axis in range(len(want) + 1):
                    if (
                        shape is not None
                        and shape[axis : axis + 1] == (1,)
                        and (*shape[:axis], *shape[axis + 1 :]) == want
                    ):
                        yield replace(squeezed(call, axis, prior), why=_DROPPED)
                        break
                else:
                    yield replace(squeezed(call, 1, prior - 0.1), why=_DROPPED)
