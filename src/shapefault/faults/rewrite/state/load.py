"""Edits where a checkpoint is loaded: leave entries out, change a head after loading instead of before, adapt sizes."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, insert_after, insert_before, removed
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.state.loading import Loading, construction, heads, pairs
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, parent, statement_of
from shapefault.source.project import CallPlace


def without_entries(loading: Loading, prior: float) -> Iterator[Fix]:
    """Load all but the entries whose sizes differ; those parameters keep their first values."""
    call = loading.call
    if call is None or not call.node.args:
        return
    names = tuple(item.key for item in loading.keys)
    if len(names) > 6:
        return
    source = call.source
    given = source.span(call.node.args[0])
    listed = ", ".join(f'"{n}"' for n in names) + ("," if len(names) == 1 else "")
    text = f"{{k: v for k, v in {given.text}.items() if k not in ({listed})}}"
    edits = [Edit(given, text)]
    strict = next((k for k in call.node.keywords if k.arg == "strict"), None)
    if strict is not None:
        edits.append(Edit(source.span(strict.value), "False"))
    elif len(call.node.args) > 1:
        edits.append(Edit(source.span(call.node.args[1]), "False"))
    else:
        edits.append(Edit(Span(given.file, given.end, given.end), ", strict=False"))
    yield fix(
        "load all but the entries of the layer that is to be trained anew",
        edits,
        prior,
        stage=Stage.STATE_DICT,
        why=f"{names[0]} of the checkpoint belongs to another task",
    )


def load_before_replacing(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """Where a layer of the model was replaced before loading: replace it after loading."""
    for frame in trace.user_frames():
        source, node = frame.site.source(), frame.site.node()
        loads = statement_of(node) if node is not None else None
        names = [n for n, v in frame.frame.f_locals.items() if v is loading.model]
        if loading.call is not None and loading.call.node is node and isinstance(loading.call.node.func, ast.Attribute):
            names.append(ast.unparse(loading.call.node.func.value))
        if source is not None and loads is not None:
            for name in dict.fromkeys(names):
                yield from _replaced_above(source, loads, name, loading, prior)


def _replaced_above(source: Source, loads: ast.stmt, model: str, loading: Loading, prior: float) -> Iterator[Fix]:
    paths = {item.key.rpartition(".")[0] for item in loading.keys}
    block = parent(loads)
    body = next(
        (b for b in (getattr(block, n, None) for n in ("body", "orelse")) if isinstance(b, list) and loads in b), None
    )
    if body is None:
        return
    moved: list[ast.stmt] = []
    for statement in body[: body.index(loads)]:
        if isinstance(statement, ast.Assign) and any(_assigns(t, model, paths) for t in statement.targets):
            moved.append(statement)
    if not moved:
        return
    lines = [source.span(s).text for s in moved]
    edits = [insert_after(source, loads, "\n".join(_indented(source, loads, line) for line in lines).lstrip())]
    edits = [*(removed(source, s) for s in moved), *edits]
    yield fix(
        "replace the layer after loading, not before",
        edits,
        prior,
        stage=Stage.STATE_DICT,
        why="the checkpoint has the layer as it was before it is replaced here",
    )


def _indented(source: Source, statement: ast.stmt, text: str) -> str:
    line = source.lines[statement.lineno - 1]
    return line[: len(line) - len(line.lstrip())] + text


def _assigns(target: ast.expr, model: str, paths: set[str]) -> bool:
    """Whether ``model.fc = ...`` or ``model.classifier[6] = ...`` sets a module whose sizes differ."""
    text = ast.unparse(target).replace("[", ".").replace("]", "")
    if not text.startswith(f"{model}."):
        return False
    path = text[len(model) + 1 :]
    return any(p == path or p.startswith(f"{path}.") for p in paths)


def replace_head_after(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """Build the model with the checkpoint's classes and give it its own head after loading."""
    paths = heads(loading.model, loading.keys)
    if len(paths) != 1:
        return
    old, new = next(iter(pairs(loading.keys)))
    built = construction(trace, loading.model)
    outer = built[-1] if built else None
    statement = statement_of(outer.call.node) if outer is not None else None
    if outer is None or not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return
    target = statement.targets[0]
    module = loading.model.get_submodule(paths[0])
    if not isinstance(target, ast.Name | ast.Attribute) or type(module).__name__ != "Linear":
        return
    name = f"{ast.unparse(target)}.{_path(paths[0])}"
    for parameter in outer.names():
        node = outer.given(parameter)
        default = outer.default(parameter)
        if node is None and default != old:
            continue
        if node is not None and not _stands_for(trace, outer.call, node, old):
            continue
        source = outer.call.source
        size = source.span(node).text if node is not None else str(old)
        edit = Edit(source.span(node), str(new)) if node is not None else set_keyword(outer.call, parameter, str(new))
        line = f"{name} = {_nn(source)}.Linear({name}.in_features, {size})"
        yield fix(
            f"build the model with the checkpoint's {new} classes, then replace its head",
            [edit, insert_after(source, statement, line)],
            prior,
            stage=Stage.STATE_DICT,
            why=f"the checkpoint has a head for {new} classes, the model is built with {old} before loading",
        )


def _path(path: str) -> str:
    first, *rest = path.split(".")
    return first + "".join(f"[{p}]" if p.isdigit() else f".{p}" for p in rest)


def _nn(source: Source) -> str:
    for node in source.nodes:
        if isinstance(node, ast.Import) and any(a.name == "torch.nn" and a.asname for a in node.names):
            return next(a.asname for a in node.names if a.name == "torch.nn" and a.asname)
        if isinstance(node, ast.ImportFrom) and node.module == "torch" and any(a.name == "nn" for a in node.names):
            return next(a.asname or a.name for a in node.names if a.name == "nn")
    return "torch.nn"


def _stands_for(trace: Trace, call: CallPlace, node: ast.expr, value: int) -> bool:
    from shapefault.faults.rewrite.bench import bench_of
    from shapefault.source.scalars import evaluate

    return any(evaluate(term) == value for term in bench_of(trace).resolver.resolve(call.source, node))


def adapt_entries(loading: Loading, prior: float) -> Iterator[Fix]:
    """Same numbers in another layout: transposed weights, or axes of size 1 too many or too few."""
    call = loading.call
    if call is None or not call.node.args or not isinstance(call.node.func, ast.Attribute):
        return
    statement = statement_of(call.node)
    given = call.source.span(call.node.args[0])
    model = ast.unparse(call.node.func.value)
    if statement is None:
        return
    order = _order(loading)
    if order is not None:
        yield from _turned(call, given, order, prior + 0.14)
        return
    if all(item.model == item.checkpoint[::-1] and len(item.model) == 2 for item in loading.keys):
        change = "v.t()"
    elif all(_squeezed(item.model) == _squeezed(item.checkpoint) for item in loading.keys):
        change = "v.reshape(own[k].shape)"
    else:
        return
    moved = f"{change} if k in own and v.shape != own[k].shape else v"
    yield fix(
        "give the checkpoint's entries the layout that the model has",
        [
            insert_before(call.source, statement, f"own = {model}.state_dict()"),
            Edit(given, f"{{k: {moved} for k, v in {given.text}.items()}}"),
        ],
        prior,
        stage=Stage.STATE_DICT,
        why="the checkpoint has the same numbers in another layout",
    )


def _order(loading: Loading) -> tuple[int, ...] | None:
    """The one order of axes that brings every entry of the differing rank to the model's shape."""
    ranks = {len(item.model) for item in loading.keys} | {len(item.checkpoint) for item in loading.keys}
    rank = next(iter(ranks))
    if len(ranks) != 1 or rank < 3:
        return None
    own = loading.model.state_dict()
    pairs = [
        (tuple(v.shape), tuple(own[k].shape))
        for k, v in loading.state.items()
        if k in own and len(getattr(v, "shape", ())) == rank
    ]
    found = [
        order
        for order in itertools.permutations(range(rank))
        if all(tuple(old[i] for i in order) == new for old, new in pairs)
    ]
    # of several, the one that moves a single axis and keeps the others in their order
    found.sort(key=lambda order: sum(1 for a, b in itertools.pairwise(order) if b != a + 1))
    return found[0] if found and found[0] != tuple(range(rank)) else None


def _turned(call: CallPlace, given: Span, order: tuple[int, ...], prior: float) -> Iterator[Fix]:
    moved = f"v.permute({', '.join(map(str, order))}) if v.dim() == {len(order)} else v"
    yield fix(
        "move the axes of the checkpoint's entries to where the model has them",
        Edit(given, f"{{k: {moved} for k, v in {given.text}.items()}}"),
        prior,
        stage=Stage.STATE_DICT,
        why="the checkpoint has its axes in another order",
    )


def resampled(loading: Loading, prior: float) -> Iterator[Fix]:
    """Position embeddings (1, n, d) of another number of places, resampled to the model's number."""
    call = loading.call
    if call is None or len(loading.keys) != 1 or not call.node.args:
        return
    item, given, statement = loading.keys[0], call.node.args[0], statement_of(call.node)
    if "pos" not in item.key.lower() or len(item.model) != 3 or not isinstance(given, ast.Name | ast.Subscript):
        return
    if item.model[0] != item.checkpoint[0] or item.model[2] != item.checkpoint[2] or statement is None:
        return
    entry = f'{call.source.span(given).text}["{item.key}"]'
    function = f"{_nn(call.source)}.functional.interpolate"
    line = f'{entry} = {function}({entry}.transpose(1, 2), size={item.model[1]}, mode="linear").transpose(1, 2)'
    yield fix(
        f"resample the position embeddings to {item.model[1]} places",
        insert_before(call.source, statement, line),
        prior,
        stage=Stage.STATE_DICT,
        why=f"the checkpoint has {item.checkpoint[1]} places, the model {item.model[1]}",
    )


def channels_joined(loading: Loading, prior: float) -> Iterator[Fix]:
    """The first convolution of a model for grey images: the sum of the weights for colours."""
    call = loading.call
    if call is None or not call.node.args or len(loading.keys) != 1:
        return
    item, given, statement = loading.keys[0], call.node.args[0], statement_of(call.node)
    if item.model[1:2] != (1,) or not isinstance(given, ast.Name | ast.Subscript) or statement is None:
        return
    entry = f'{call.source.span(given).text}["{item.key}"]'
    yield fix(
        "sum the first layer's weights over the colours",
        insert_before(call.source, statement, f"{entry} = {entry}.sum(1, keepdim=True)"),
        prior,
        stage=Stage.STATE_DICT,
        why=f"the checkpoint takes {item.checkpoint[1]} channels, the model one",
    )


def class_keyword(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """A library's builder that is not told the number of classes: the checkpoint's."""
    found = heads(loading.model, loading.keys)
    if not found:
        return
    own = {(b.call.source.path, b.call.node) for b in construction(trace, loading.model.get_submodule(found[0]))}
    old, new = next(iter(pairs(loading.keys)))
    for built in construction(trace, loading.model):
        if built.definition is not None or built.given("num_classes") is not None:
            continue
        if (built.call.source.path, built.call.node) not in own:  # the program puts a head of its own in the place
            continue
        if built.forwards() or ("num_classes" in built.names() and built.default("num_classes") == old):
            yield fix(
                f"build {built.name} with num_classes={new}, as the checkpoint was",
                set_keyword(built.call, "num_classes", str(new)),
                prior,
                stage=Stage.STATE_DICT,
                why=f"{built.name} has {old} classes unless it is told another number",
            )


def _squeezed(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(s for s in shape if s != 1)
