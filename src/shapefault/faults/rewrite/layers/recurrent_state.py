"""The initial state of a recurrent layer: where its sizes are written, and what they should be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.bench import atom, before_bracket, bench_of, exchange, fix
from shapefault.faults.rewrite.layers.sequence import batch_expression
from shapefault.faults.rewrite.operands import places
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing, of_self, statement_of
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, Function, Place, bound_argument, callee, method_of
from shapefault.source.retarget import retarget

_FACTORIES = {
    "zeros", "ones", "rand", "randn", "empty", "full", "new_zeros", "new_ones", "new_empty", "new", "normal",
    "zeros_", "new_full",
}  # fmt: skip


@dataclass(frozen=True)
class Factory:
    """A call such as ``torch.zeros(layers, batch, hidden)`` with its size arguments."""

    call: CallPlace
    sizes: tuple[ast.expr, ...]


def factories(trace: Trace, mismatch: Mismatch, rank: int) -> list[Factory]:
    """The calls that make the state of the failing layer, the state itself first."""
    found: dict[int, Factory] = {}
    for role in ("hx", "h_0", "hx[1]", "c_0"):
        tensor = mismatch.tensor(role)
        for record in trace.journey(tensor) if tensor is not None else ():
            made = call_at(record.site)
            if made is not None and callee(made.node) in _FACTORIES:
                _add(trace, found, made.source, made.node, rank)
    if not found:
        for source, node in _written(trace):
            _add(trace, found, source, node, rank)
    if not found:  # handed in from outside of the model
        for place in places(trace, mismatch, next((r for r in ("hx", "h_0", "hx[0]") if r in mismatch.operands), "")):
            for source, node in _behind(trace, place.source, place.node, 1):
                _add(trace, found, source, node, rank)
    for factory in list(found.values()):
        around = enclosing(factory.call.node, ast.FunctionDef, ast.Module)
        for part in walk(around) if around is not None else ():
            if isinstance(part, ast.Call) and callee(part) in _FACTORIES:
                _add(trace, found, factory.call.source, part, rank)
    return list(found.values())


def _add(trace: Trace, found: dict[int, Factory], source: Source, node: ast.Call, rank: int) -> None:
    sizes = list(node.args)
    if sizes and isinstance(sizes[0], ast.Tuple | ast.List):
        sizes = list(sizes[0].elts)
    sizes = [part for size in sizes for part in _unpacked(trace, source, size)]
    if len(sizes) == rank:
        found.setdefault(id(node), Factory(CallPlace(source, node), tuple(sizes)))


def _unpacked(trace: Trace, source: Source, size: ast.expr) -> list[ast.expr]:
    """A size; of ``*size`` the parts that were written into it."""
    if not isinstance(size, ast.Starred):
        return [size]
    written = [place.node for place in bench_of(trace).resolver.definitions(source, size.value)]
    only = written[0] if len(written) == 1 else None
    return only.elts if isinstance(only, ast.Tuple | ast.List) else [size]


def _written(trace: Trace) -> Iterator[tuple[Source, ast.Call]]:
    """Factories behind the state's expression, by the text: ``self.hidden``, ``self.init_hidden()``, a name."""
    node, source = trace.crash.expression, trace.source()
    if not isinstance(node, ast.Call) or source is None or len(node.args) < 2:
        return
    yield from _behind(trace, source, node.args[1], 0)


def _behind(trace: Trace, source: Source, node: ast.expr, depth: int) -> Iterator[tuple[Source, ast.Call]]:
    if depth > 5:
        return
    if isinstance(node, ast.Tuple | ast.List):
        for item in node.elts:
            yield from _behind(trace, source, item, depth + 1)
    elif isinstance(node, ast.ListComp | ast.GeneratorExp):  # ``[each.data for each in h]``
        yield from _behind(trace, source, node.generators[0].iter, depth + 1)
    elif isinstance(node, ast.Attribute) and node.attr == "data":
        yield from _behind(trace, source, node.value, depth + 1)
    elif isinstance(node, ast.Call) and callee(node) in ("tuple", "list") and len(node.args) == 1:
        yield from _behind(trace, source, node.args[0], depth + 1)
    elif isinstance(node, ast.Call):
        if callee(node) in _FACTORIES:
            yield source, node
            return
        if isinstance(node.func, ast.Attribute) and callee(node) in ("to", "cuda", "detach", "requires_grad_", "type"):
            yield from _behind(trace, source, node.func.value, depth + 1)
            return
        for argument in node.args:
            if isinstance(argument, ast.Call) and callee(argument) in _FACTORIES:
                yield from _behind(trace, source, argument, depth + 1)
        for other, function in _called(trace, source, node):
            for part in walk(function):
                if isinstance(part, ast.Call) and callee(part) in _FACTORIES:
                    yield other, part
    else:
        for place in bench_of(trace).resolver.definitions(source, node)[:4]:
            yield from _behind(trace, place.source, place.node, depth + 1)


def _called(trace: Trace, source: Source, call: ast.Call) -> list[tuple[Source, Function]]:
    """What a call may mean; of ``self.init_hidden()`` only that of the class it stands in, where that has one."""
    cls = enclosing(call, ast.ClassDef) if of_self(call.func) else None
    own = method_of(cls, callee(call)) if isinstance(cls, ast.ClassDef) else None
    return [(source, own)] if own is not None else bench_of(trace).project.functions.get(callee(call), [])


def exchanged_sizes(made: list[Factory], prior: float) -> Iterator[Fix]:
    """The first two sizes of each state in the other order: ``zeros(layers, batch, hidden)``."""
    edits: list[Edit] = []
    for factory in made:
        edits += exchange(factory.call.source, *factory.sizes[:2])
    if edits:
        why = "the batch stands first here; batch_first is about the input, a state has the layers first"
        yield fix("give the state its layers first, then the batch", edits, prior, stage=Stage.LAYER_CONFIG, why=why)


def batch_fixes(trace: Trace, made: list[Factory], got: int, want: int, axis: int, prior: float) -> Iterator[Fix]:
    """The state's batch taken from the tensor at hand, not from a constant."""
    if not made:
        return
    first = made[0]
    node, source = first.sizes[axis], first.call.source
    text = source.span(node).text
    same = [f for f in made if f.call.source.path == source.path and _text(f, axis) == text]
    why = f"{text} stands for the batch size, this batch has {want}"
    frame = _frame_of(trace, first.call)
    expression = batch_expression(trace, frame, want, _line(first.call)) if frame is not None else None
    if expression is None:
        expression = _from_parameter(first.call, want, trace)
    if expression is not None and expression != text:
        yield fix(
            "take the batch size of the state from the input",
            [Edit(f.call.source.span(f.sizes[axis]), expression) for f in same],
            prior,
            stage=Stage.LAYER_CONFIG,
            why=why,
        )
    function = enclosing(first.call.node, ast.FunctionDef)
    if isinstance(function, ast.FunctionDef) and isinstance(node, ast.Name):
        yield from _by_calls(trace, function, node.id, want, prior, why)
    if isinstance(function, ast.FunctionDef) and expression is None:
        yield from _new_parameter(trace, function, same, axis, want, prior, why)


def _text(factory: Factory, axis: int) -> str:
    return factory.call.source.span(factory.sizes[axis]).text


def _line(call: CallPlace) -> int:
    statement = statement_of(call.node)
    return statement.lineno if statement is not None else call.node.lineno


def _frame_of(trace: Trace, call: CallPlace) -> Frame | None:
    function = enclosing(call.node, ast.FunctionDef)
    name = function.name if isinstance(function, ast.FunctionDef) else "<module>"
    return next((f for f in trace.user_frames() if f.file == call.source.path and f.name == name), None)


def _from_parameter(call: CallPlace, want: int, trace: Trace) -> str | None:
    """In a helper that was given the tensor: ``init_hidden(self, x)`` can say ``x.size(0)``."""
    function = enclosing(call.node, ast.FunctionDef)
    if not isinstance(function, ast.FunctionDef):
        return None
    for frame in trace.user_frames():
        source = frame.site.source()
        for node in source.nodes if source is not None else ():
            if isinstance(node, ast.Call) and callee(node) == function.name:
                for parameter in (a.arg for a in function.args.args):
                    given = bound_argument(node, function, parameter)
                    value = frame.frame.f_locals.get(given.id) if isinstance(given, ast.Name) else None
                    shape = tuple(getattr(value, "shape", ()))
                    for axis in (0, 1):
                        if len(shape) > axis and shape[axis] == want:
                            return f"{parameter}.size({axis})"
    return None


def _by_calls(trace: Trace, function: Function, parameter: str, want: int, prior: float, why: str) -> Iterator[Fix]:
    """Give the helper's batch parameter the size of a tensor where it is called."""
    made = 0
    for frame in trace.user_frames():
        source = frame.site.source()
        if source is None:
            continue
        for call in bench_of(trace).project.calls.get(function.name, []):
            if call.source.path != source.path or _frame_of(trace, call) is not frame:
                continue
            given = bound_argument(call.node, function, parameter)
            expression = batch_expression(trace, frame, want, _line(call))
            if given is None or expression is None or source.span(given).text == expression:
                continue
            made += 1
            yield fix(
                "take the batch size of the state from the input",
                Edit(source.span(given), expression),
                prior - 0.02 * made,
                stage=Stage.LAYER_CONFIG,
                why=why,
            )


def _new_parameter(
    trace: Trace, function: Function, same: list[Factory], axis: int, want: int, prior: float, why: str
) -> Iterator[Fix]:
    """A helper that knows no tensor gets the batch size as an argument from the call in a running frame."""
    if function.name in ("__init__", "forward") or not function.args.args:
        return
    calls = bench_of(trace).project.calls.get(function.name, [])
    edits: list[Edit] = []
    for call in calls:
        frame = _frame_of(trace, call)
        expression = batch_expression(trace, frame, want, _line(call)) if frame is not None else None
        if expression is None or call.node.keywords:
            return
        separator = ", " if call.node.args else ""
        edits.append(before_bracket(call.source, call.node, f"{separator}{expression}"))
    if not edits:
        return
    source = same[0].call.source
    last = source.span(function.args.args[-1])
    sizes = [Edit(f.call.source.span(f.sizes[axis]), "batch_size") for f in same]
    yield fix(
        "give the batch size of the input to where the state is made",
        [*sizes, Edit(Span(last.file, last.end, last.end), ", batch_size"), *edits],
        prior - 0.04,
        stage=Stage.LAYER_CONFIG,
        why=why,
    )


def size_fixes(
    trace: Trace, made: list[Factory], axis: int, got: int, want: int, prior: float, hint: str = ""
) -> Iterator[Fix]:
    """Another number of layers or features in the state that the program makes."""
    if not made:
        return
    first = made[0]
    source, node = first.call.source, first.sizes[axis]
    text = source.span(node).text
    same = [f for f in made if f.call.source.path == source.path and _text(f, axis) == text]
    why = f"the layer wants {want} here, the state has {got}"
    if got and want % got == 0 and not isinstance(node, ast.Constant):
        factor = want // got
        yield fix(
            f"make the state {factor} times as large{hint}",
            [Edit(f.call.source.span(f.sizes[axis]), f"{atom(source, node)} * {factor}") for f in same],
            prior,
            stage=Stage.LAYER_CONFIG,
            why=why,
        )
    if got > want > 0 and (factor_out := _without(source, node, got, want)) is not None:
        yield fix(
            f"make the state {got // want} times as small{hint}",
            [Edit(f.call.source.span(f.sizes[axis]), factor_out) for f in same],
            prior,
            stage=Stage.LAYER_CONFIG,
            why=why,
        )
    if isinstance(node, ast.Constant):
        yield fix(
            f"make the state with {want}{hint}",
            [Edit(f.call.source.span(f.sizes[axis]), str(want)) for f in same],
            prior,
            stage=Stage.LAYER_CONFIG,
            why=why,
        )
    else:
        for target in retarget(bench_of(trace).resolver, source, node, got, want)[:3]:
            yield fix(
                f"make the state with {want}{hint}",
                target.edits,
                prior - 0.06 - 0.03 * target.hops,
                stage=Stage.LAYER_CONFIG,
                why=why,
            )


def _without(source: Source, node: ast.expr, got: int, want: int) -> str | None:
    """``layers`` for ``layers * 2`` or ``2 * layers``, where that factor is what is too much."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
        return None
    for factor, kept in ((node.right, node.left), (node.left, node.right)):
        if isinstance(factor, ast.Constant) and type(factor.value) is int and factor.value * want == got:
            return source.span(kept).text
    return None


def axis_fixes(trace: Trace, made: list[Factory], axis: int, prior: float) -> Iterator[Fix]:
    """``x.size(0)`` where the batch is axis 1, or the other way round."""
    if not made:
        return
    edits: list[Edit] = []
    for factory in made:
        source, node = factory.call.source, factory.sizes[axis]
        places = [Place(source, node), *bench_of(trace).resolver.definitions(source, node)]
        other = next((e for p in places if (e := other_axis(p.source, p.node)) is not None), None)
        if other is not None and other not in edits:
            edits.append(other)
    if edits:
        yield fix(
            "take the batch size of the state from the axis where the layer reads it",
            edits,
            prior,
            stage=Stage.LAYER_CONFIG,
            why="this is the length of the sequence, not the batch",
        )


def other_axis(source: Source, node: ast.expr) -> Edit | None:
    """``x.size(0)`` -> ``x.size(1)``, ``x.shape[1]`` -> ``x.shape[0]``, ``len(x)`` -> ``x.size(1)``."""
    if isinstance(node, ast.Call) and callee(node) == "size" and len(node.args) == 1:
        return _flip(source, node.args[0])
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
        return _flip(source, node.slice)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len" and node.args:
        return Edit(source.span(node), f"{source.span(node.args[0]).text}.size(1)")
    return None


def _flip(source: Source, node: ast.expr) -> Edit | None:
    if isinstance(node, ast.Constant) and node.value in (0, 1):
        return Edit(source.span(node), "0" if node.value else "1")
    return None
