"""SF902: an optimizer goes on with the state of other parameters.

What it is
    ``optimizer.load_state_dict`` does not compare sizes. Its buffers (momentum, averages of gradients) meet the
    parameters at the next ``step()``, and differ from them there.

Why it happens
    A head was replaced for other classes, or the model is built otherwise than in the run that saved the optimizer;
    or the parameters are handed over in another order.

Not this fault
    A checkpoint whose own entries differ from the model's: see SF901.

See also
    torch.optim.Optimizer.load_state_dict
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import without_argument
from shapefault.faults.rewrite.numbers.related import related_numbers
from shapefault.faults.rewrite.state.parameter_order import in_model_order
from shapefault.faults.rewrite.state.same_order import same_order
from shapefault.model import Culprit, Edit, Fix, MathLine, Span, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, parent, statement_of
from shapefault.source.frames import Frame
from shapefault.source.project import CallPlace, callee


class OptimizerState(Fault):
    """The buffers of a restored optimizer differ from the parameters."""

    code = "SF902"
    name = "optimizer-state"
    title = "an optimizer goes on with the state of other parameters"
    rule = "each buffer has the shape of its parameter"
    example = """
        old = nn.Linear(8, 80)
        before = torch.optim.SGD(old.parameters(), lr=0.1, momentum=0.9)
        old(torch.rand(2, 8)).sum().backward()
        before.step()
        head = nn.Linear(8, 3)
        optimizer = torch.optim.SGD(head.parameters(), lr=0.1, momentum=0.9)
        optimizer.load_state_dict(before.state_dict())
        head(torch.rand(2, 8)).sum().backward()
        optimizer.step()
    """
    fixed = """
        old = nn.Linear(8, 80)
        before = torch.optim.SGD(old.parameters(), lr=0.1, momentum=0.9)
        old(torch.rand(2, 8)).sum().backward()
        before.step()
        head = nn.Linear(8, 3)
        optimizer = torch.optim.SGD(head.parameters(), lr=0.1, momentum=0.9)
        head(torch.rand(2, 8)).sum().backward()
        optimizer.step()
    """
    expected = """
        error[SF902]: the optimizer's state has sizes 80 and 8, its parameter has 3 and 8
    """
    near_misses = (
        """
        head = nn.Linear(8, 3)
        one = torch.optim.SGD(head.parameters(), lr=0.1, momentum=0.9)
        two = torch.optim.SGD(head.parameters(), lr=0.1, momentum=0.9)
        two.load_state_dict(one.state_dict())
        head(torch.rand(2, 8)).sum().backward()
        two.step()
        """,
    )

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The crash is inside ``step`` of an optimizer whose state was loaded, and a buffer differs."""
        step = next((f for f in reversed(trace.crash.frames) if f.name == "step" and "self" in f.frame.f_locals), None)
        unequal = _unequal(step) if step is not None else None
        if step is None or unequal is None:
            return None
        loads, keepers = _loads(trace), _keepers(trace, step.frame.f_locals["self"])
        if not (loads or keepers):
            return None
        buffer, parameter = unequal
        return Cause(
            f"the optimizer's state has sizes {_listed(buffer)}, its parameter has {_listed(parameter)}",
            Stage.STATE_DICT,
            Culprit((loads or [call for call, _ in keepers])[0].span, "the state belongs to parameters of other sizes"),
            (MathLine("state.shape = parameter.shape", f"({_text(buffer)})", f"({_text(parameter)})"),),
            confidence=0.93,
            data={"loads": loads, "keepers": keepers, "buffer": buffer, "parameter": parameter},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Start the optimizer anew; else make the parameters as they were."""
        for place, call in enumerate(cause.data["loads"]):
            edit = _without(call)
            if edit is not None:
                yield fix("start the optimizer without the state of the other run", edit, 0.86 - 0.02 * place,
                          stage=Stage.STATE_DICT, why="the state belongs to parameters of other sizes")  # fmt: skip
        for call, given in cause.data["keepers"]:
            edit = without_argument(call.source, call.node, given)
            yield fix("leave the optimizer out of what is restored", edit, 0.84,
                      stage=Stage.STATE_DICT, why="its state belongs to parameters of other sizes")  # fmt: skip
        yield from same_order(trace, 0.9)
        yield from in_model_order(trace, 0.9)
        for a, b in zip(cause.data["parameter"], cause.data["buffer"], strict=False):
            if a != b:
                yield from related_numbers(trace, a, b, 0.5)


def _unequal(step: Frame) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """The first buffer of an optimizer that has as many axes as its parameter, and other sizes."""
    groups, state = (getattr(step.frame.f_locals["self"], n, None) for n in ("param_groups", "state"))
    if not isinstance(groups, list) or state is None:
        return None
    for parameter in [p for g in groups for p in g.get("params", ())]:
        own = tuple(parameter.shape)
        for value in state[parameter].values() if parameter in state else ():
            shape = tuple(getattr(value, "shape", ()))
            if shape and shape != own:
                return shape, own
    return None


def _loads(trace: Trace) -> list[CallPlace]:
    """The program's calls that restore an optimizer: by the name of what they are called on, or of what is loaded."""
    calls = bench_of(trace).project.calls.get("load_state_dict", [])
    return [c for c in calls if "opt" in c.span.text.lower() and callee(c.node)]


def _keepers(trace: Trace, optimizer: object) -> list[tuple[CallPlace, ast.keyword | ast.expr]]:
    """The calls that hand the optimizer to a class of the program's which restores states, each with the argument."""
    project = bench_of(trace).project
    owners = [enclosing(call.node, ast.ClassDef) for call in project.calls.get("load_state_dict", [])]
    restoring = {owner.name for owner in owners if isinstance(owner, ast.ClassDef)}
    found: list[tuple[CallPlace, ast.keyword | ast.expr]] = []
    for frame in trace.user_frames():
        for call in (c for name in restoring for c in project.calls.get(name, [])):
            if call.source.path == frame.file and enclosing(call.node, ast.FunctionDef) is frame.function():
                given: list[ast.keyword | ast.expr] = [k for k in call.node.keywords if k.arg is not None]
                for one in given or call.node.args[-1:]:
                    value = one.value if isinstance(one, ast.keyword) else one
                    if isinstance(value, ast.Name) and frame.names.get(value.id) is optimizer:
                        found.append((call, one))
    return found


def _without(call: CallPlace) -> Edit | None:
    """The statement taken out, with its line; ``pass`` where it stands alone."""
    statement = statement_of(call.node)
    block = parent(statement) if statement is not None else None
    if statement is None or not isinstance(statement, ast.Expr):
        return None
    span = call.source.span(statement)
    body = getattr(block, "body", [])
    if len(body) == 1 or span.start[0] >= len(call.source.lines):
        return Edit(span, "pass")
    first, last = (span.start[0], 1), (span.end[0] + 1, 1)
    return Edit(Span(span.file, first, last, call.source.between(first, last)), "")


def _text(shape: tuple[int, ...]) -> str:
    return ", ".join(map(str, shape))


def _listed(shape: tuple[int, ...]) -> str:
    return " and ".join(map(str, shape)) if len(shape) < 3 else f"({_text(shape)})"
