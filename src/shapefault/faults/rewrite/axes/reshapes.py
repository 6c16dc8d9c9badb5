"""Change a reshaping call that the program makes itself: its constants, its order, or leave it out."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import atom, bench_of, fix, removed
from shapefault.faults.rewrite.numbers.defaults import parameter_of
from shapefault.faults.rewrite.numbers.naming import own_name
from shapefault.model import Edit, Fix, Shape, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing, parent, scope_around
from shapefault.source.frames import Frame, Site, function_node
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee
from shapefault.source.retarget import Retarget, retarget
from shapefault.source.scalars import evaluate


def call_at(site: Site | None) -> CallPlace | None:
    """The call that an instruction makes."""
    if site is None:
        return None
    source, node = site.source(), site.node()
    return CallPlace(source, node) if source is not None and isinstance(node, ast.Call) else None


def receiver(call: CallPlace) -> tuple[ast.expr, list[ast.expr]] | None:
    """The tensor of ``x.view(a, b)`` or ``torch.reshape(x, (a, b))``, and its size arguments."""
    function, args = call.node.func, list(call.node.args)
    args += [keyword.value for keyword in call.node.keywords if keyword.arg in ("shape", "size")]
    if not isinstance(function, ast.Attribute):
        return None
    base = ast.unparse(function.value)
    if base in ("torch", "np", "numpy", "F", "einops"):
        if not args:
            return None
        return args[0], _listed(args[1:], call)
    return function.value, _listed(args, call)


def without_copy(node: ast.expr) -> ast.expr:
    """``x`` of ``x.contiguous()``, which only a view needs."""
    while isinstance(node, ast.Call) and callee(node) == "contiguous" and isinstance(node.func, ast.Attribute):
        node = node.func.value
    return node


def _listed(args: list[ast.expr], call: CallPlace) -> list[ast.expr]:
    if len(args) == 1 and isinstance(args[0], ast.Name):
        sizes = _assigned_list(args[0].id, call)
        return list(sizes.elts) if sizes is not None else args
    if len(args) == 1 and isinstance(args[0], ast.Tuple | ast.List):
        return list(args[0].elts)
    return args


def _assigned_list(name: str, call: CallPlace) -> ast.List | ast.Tuple | None:
    """The list of sizes that a name of the same function stands for, if it is bound once."""
    function = enclosing(call.node, ast.FunctionDef)
    bound = [
        part.value
        for part in (walk(function) if function is not None else ())
        if isinstance(part, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in part.targets)
    ]
    only = bound[0] if len(bound) == 1 else None
    return only if isinstance(only, ast.List | ast.Tuple) else None


def source_text(source: Source, node: ast.expr) -> str:
    """The text of an expression."""
    return source.span(node).text


def replaced(call: CallPlace, text: str) -> Edit:
    """Another expression in place of the whole call."""
    return Edit(call.span, text)


def without(call: CallPlace) -> Edit | None:
    """The edit that leaves a method call out: ``x.unsqueeze(0)`` -> ``x``; a line that would be ``x = x`` goes."""
    if (statement := _idle_without(call)) is not None:
        return removed(call.source, statement)
    function = call.node.func
    if not isinstance(function, ast.Attribute):
        return None
    base = function.value
    if ast.unparse(base) in ("torch", "np", "F"):
        if not call.node.args:
            return None
        return Edit(call.span, _operand_text(call))
    end = call.source.span(base).end
    span = call.span
    return Edit(Span(span.file, end, span.end, call.source.between(end, span.end)), "")


def _idle_without(call: CallPlace) -> ast.stmt | None:
    """The statement ``x = x.call()`` on a line of its own, if others stand beside it."""
    statement, function = parent(call.node), call.node.func
    if not isinstance(statement, ast.Assign) or not isinstance(function, ast.Attribute) or len(statement.targets) != 1:
        return None
    target, line = statement.targets[0], call.source.lines[statement.lineno - 1]
    same = isinstance(target, ast.Name) and isinstance(function.value, ast.Name) and target.id == function.value.id
    alone = statement.lineno == statement.end_lineno and line.strip() == call.source.span(statement).text
    around = parent(statement)
    blocks: list[list[ast.stmt]] = [getattr(around, name, None) or [] for name in ("body", "orelse")]
    beside = next((block for block in blocks if statement in block), [])
    return statement if same and alone and len(beside) > 1 else None


def _operand_text(call: CallPlace) -> str:
    """The first argument, in parentheses where what stands around the call would take it apart."""
    inner, around = call.node.args[0], parent(call.node)
    loose = isinstance(inner, ast.BinOp | ast.UnaryOp | ast.Compare | ast.BoolOp | ast.IfExp | ast.Lambda)
    tight = isinstance(around, ast.BinOp | ast.UnaryOp | ast.Compare | ast.Attribute | ast.Subscript)
    text = source_text(call.source, inner)
    return f"({text})" if loose and tight else text


def size_edits(
    trace: Trace, call: CallPlace, shape: Shape, sizes: tuple[int, ...], prior: float, stage: Stage = Stage.RESHAPE
) -> Iterator[Fix]:
    """Change the constants of ``x.view(a, b, c)`` so that they fit a tensor of ``shape``."""
    found = receiver(call)
    if found is None:
        return
    tensor, nodes = found
    if any(isinstance(n, ast.Starred) for n in nodes) or len(nodes) != len(sizes):
        return
    numel = math.prod(shape)
    name = source_text(call.source, tensor)
    batch = shape[0] if shape else 1
    rest = numel // batch if batch else 0
    simple = isinstance(tensor, ast.Name | ast.Attribute)
    # A constant stands where the batch size belongs.
    others = math.prod(s for s in sizes[1:] if s != -1)
    if sizes[0] not in (-1, batch) and (-1 in sizes[1:] or (others and rest == others)):
        text = f"{name}.shape[0]" if simple else "-1"
        if -1 in sizes[1:] and not simple:
            text = ""
        if text:
            yield fix(
                "take the batch size from the tensor",
                Edit(call.source.span(nodes[0]), text),
                prior + (0.1 if batch > 1 or sizes[0] < 1 else -0.1),  # one of them may be read for each of the batch
                stage=stage,
                why=f"{sizes[0]} stands for the batch size, this batch has {batch}",
                applicability="safe",
            )
    known = math.prod(s for s in sizes if s != -1)
    for index, (node, size) in enumerate(zip(nodes, sizes, strict=True)):
        if size == -1 or not size:
            continue
        others = known // size
        if -1 in sizes:
            continue
        shared = 0.12 if _used_elsewhere(call, node) else 0.0
        if others and numel % others == 0 and numel // others != size and isinstance(node, ast.Name) and index:
            own = index < len(shape) and shape[index] == numel // others
            if own:
                yield fix(
                    "take this size from the tensor itself",
                    Edit(call.source.span(node), f"{name}.shape[{index}]" if simple else "-1"),
                    prior + 0.06 - shared,
                    stage=stage,
                    why=f"{node.id} is {size}, the tensor has {numel // others} here",
                    applicability="safe",
                )
        if others and numel % others == 0 and numel // others != size and isinstance(node, ast.Constant):
            for measured in measured_names(trace.crash.user, call.source, numel // others)[:1]:
                yield fix(
                    f"take this size from {measured}",
                    Edit(call.source.span(node), measured),
                    prior + 0.08,
                    stage=stage,
                    why=f"{size} is right for some inputs only, {numel // others} arrive",
                    applicability="safe",
                )
        if others and numel % others == 0 and numel // others != size and index > 0:
            new = numel // others
            if not isinstance(node, ast.Constant) and sizes[index:] != shape[index - len(sizes) :]:
                yield fix(
                    "let torch count this size",
                    Edit(call.source.span(node), "-1"),
                    prior - 0.22,
                    stage=stage,
                    why=f"{ast.unparse(node)} is {size}, the numbers are enough for {new}",
                )
            for target in retarget(bench_of(trace).resolver, call.source, node, size, new):
                yield fix(
                    f"give the view {new} where it has {size}",
                    target.edits,
                    prior + shared - 0.05 - (0.05 - shared / 6) * target.hops - _formula(target, new),
                    stage=_counting(target, call, stage),
                    why=f"{size} here, {new} arrive",
                )
        elif others and numel % others == 0 and index == 0 and size != batch:
            yield fix(
                "leave the batch size open",
                Edit(call.source.span(node), "-1"),
                prior - 0.02,
                stage=stage,
                why=f"{size} stands for the batch size",
            )
    if -1 in sizes and sizes.index(-1) == 0 and len(sizes) == 2:
        yield fix(
            "flatten all but the batch axis, whatever their size",
            replaced(call, f"{atom(call.source, tensor)}.flatten(1)"),
            prior - 0.04,
            stage=stage,
            why=f"{sizes[1]} features are written here, {rest} arrive",
        )


def _used_elsewhere(call: CallPlace, node: ast.expr) -> bool:
    """Whether other statements of the scope use the name, too: then it is wrong where it is bound, not here."""
    scope = scope_around(call.node)
    if not isinstance(node, ast.Name):
        return False
    inside = {id(n) for n in walk(call.node)}
    uses = [n for n in walk(scope) if isinstance(n, ast.Name) and n.id == node.id and isinstance(n.ctx, ast.Load)]
    return sum(id(n) not in inside for n in uses) > 1


_FORMULA = 0.12
"""What it loses where the number is a summand beside a name: ``classes + 5`` counts what a box has."""
_PARTS = re.compile(r"class|channel|filter|head|hidden|feature|width|embed|planes|vocab|anchor")
"""Names of numbers that layers are built with; sizes of pictures and steps are rather the reshape's own affair."""
_BUILT = 3
"""Uses of a parameter: of one that is read so often, layers are built."""


def _counting(target: Retarget, call: CallPlace, stage: Stage) -> Stage:
    """The stage: what layers are built with, where the number counts channels or classes and stands elsewhere."""
    literal = target.literal
    if literal is None or enclosing(literal.node, ast.FunctionDef) is enclosing(call.node, ast.FunctionDef):
        return stage
    return Stage.LAYER_CONFIG if _PARTS.search(own_name(literal)) else stage


def _formula(target: Retarget, new: int) -> float:
    found = parameter_of(target.literal) if target.literal is not None and target.value != new else None
    if found is not None:  # the view has a half of it, say: what is built of the whole would change with it
        function, name = found
        read = [n for n in walk(function) if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)]
        return _FORMULA if len(read) >= _BUILT else 0.0
    around = parent(target.literal.node) if target.literal is not None else None
    if not isinstance(around, ast.BinOp) or not isinstance(around.op, ast.Add | ast.Sub):
        return 0.0
    return 0.0 if isinstance(around.left, ast.Constant) and isinstance(around.right, ast.Constant) else _FORMULA


def per_sample_sizes(
    trace: Trace, call: CallPlace, shape: Shape, sizes: tuple[int, ...], prior: float, stage: Stage
) -> Iterator[Fix]:
    """``x.view(-1, 5, 2)`` of rows of 48: the one size that is wrong, by the owner's own number where it has one."""
    found = receiver(call)
    rest = math.prod(shape[1:])
    if found is None or len(found[1]) != len(sizes) or sizes[0] != -1 or -1 in sizes[1:] or len(shape) < 2:
        return
    known = math.prod(sizes[1:])
    for index, (node, size) in enumerate(zip(found[1], sizes, strict=True)):
        if not index or not size or not isinstance(node, ast.Constant) or not known or rest % (known // size):
            continue
        new = rest // (known // size)
        if new == size:
            continue
        why = f"{size} is written here, each of the {shape[0]} rows has {new}"
        span = call.source.span(node)
        for name in own_numbers(trace.crash.user, new)[:2]:
            yield fix(f"take this size from {name}", Edit(span, name), prior + 0.1, stage=stage, why=why)
        yield fix(f"give the view {new} where it has {size}", Edit(span, str(new)), prior - 0.1, stage=stage, why=why)


def own_numbers(frame: Frame | None, value: int) -> list[str]:
    """The attributes of a method's object that are this integer."""
    owner = frame.frame.f_locals.get("self") if frame is not None else None
    own = getattr(owner, "__dict__", {})
    return [f"self.{name}" for name, held in own.items() if type(held) is int and held == value and name[:1] != "_"]


def measured_names(frame: Frame | None, source: Source, value: int) -> list[str]:
    """The local names with this value that a running function read off a tensor's shape."""
    function = function_node(source, frame.site.code) if frame is not None else None
    if frame is None or function is None or frame.file != source.path:
        return []
    found: list[str] = []
    for part in walk(function):
        if not isinstance(part, ast.Assign) or part.lineno >= frame.lineno:
            continue
        text = ast.unparse(part.value)
        if ".shape" not in text and ".size(" not in text and "len(" not in text:
            continue
        for target in part.targets:
            found += [n.id for n in walk(target) if isinstance(n, ast.Name) and n.id != "_"]
    values = frame.frame.f_locals
    return [name for name in found if type(values.get(name)) is int and values[name] == value]


def constant_value(trace: Trace, source: Source, node: ast.expr) -> int | None:
    """The value of an integer expression, where its literals tell it."""
    for term in bench_of(trace).resolver.resolve(source, node):
        value = evaluate(term)
        if value is not None:
            return value
    return None
