"""Where the data of the model comes from: the functions that load it, the data sets that give it sample by sample.

An operand to which nothing happened inside the model is wrong where it was made; there, the batch axis is not yet.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.faults.rewrite.elsewhere.bindings import stored
from shapefault.faults.rewrite.operands import OperandPlace, comes_in_batches, places, returned, root_places
from shapefault.faults.rewrite.shapes import Template
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import Source, enclosing, of_self
from shapefault.source.nodes import walk
from shapefault.source.project import Function, method_of

_READERS = (
    "from_numpy", "load", "tensor", "as_tensor", "Tensor", "FloatTensor", "loadtxt", "read", "open", "imread",
    "frombuffer", "read_csv", "genfromtxt", "loadmat", "memmap",
)  # fmt: skip


def sample_places(trace: Trace, index: int = 0) -> list[OperandPlace]:
    """The results of functions that read one sample: of those that the argument comes from, and of data sets."""
    found: list[OperandPlace] = []
    roots = root_places(trace, index)
    for place in roots:
        if place.kind == "definition":
            found += [p for p in returned(trace, place) if p.kind == "return" and _reads(p.node)]
    if any(p.kind == "loop" for p in roots):
        found += _of_data_sets(trace)
    unique: dict[tuple[str, int, int], OperandPlace] = {}
    for place in found:
        unique.setdefault((place.source.path, place.node.lineno, place.node.col_offset), place)
    return list(unique.values())


def _of_data_sets(trace: Trace) -> Iterator[OperandPlace]:
    """What ``__getitem__`` returns first, in the program's own data sets."""
    for source, function in bench_of(trace).project.functions.get("__getitem__", []):
        yield from _first_returned(source, function)


def _first_returned(source: Source, function: Function, *, handed: bool = False) -> Iterator[OperandPlace]:
    """What a function returns first, or what a method of the same class does whose result it hands on."""
    for part in walk(function):
        if not isinstance(part, ast.Return) or part.value is None:
            continue
        if enclosing(part, ast.FunctionDef, ast.Lambda) is not function:
            continue
        method = _own_method(part.value)
        if method is not None and not handed:
            yield from _first_returned(source, method, handed=True)
            continue
        node = part.value.elts[0] if isinstance(part.value, ast.Tuple) and part.value.elts else part.value
        if not isinstance(node, ast.Dict):
            yield OperandPlace(source, node, 9, "return", statement=part)


def _own_method(node: ast.expr) -> Function | None:
    """The method that ``self.pull_item(index)`` calls."""
    owner = enclosing(node, ast.ClassDef)
    if not isinstance(node, ast.Call) or not of_self(node.func) or not isinstance(owner, ast.ClassDef):
        return None
    return method_of(owner, node.func.attr)


def _reads(node: ast.expr) -> bool:
    return _calls_reader(enclosing(node, ast.FunctionDef, ast.AsyncFunctionDef) or node)


def per_sample(trace: Trace, templates: Iterable[Template], *, index: int = 0, limit: int = 6) -> Iterator[Fix]:
    """Every template (for one sample, without the batch axis) at every place where samples are made."""
    made = 0
    found = sample_places(trace, index)
    for template in templates:
        for place in found:
            yield fix(template.title, place.edit(template.text), template.prior, stage=Stage.DATA_LOADING,
                      why=template.why or template.title)  # fmt: skip
            made += 1
            if made >= limit:
                return


def in_tensor_sets(trace: Trace, templates: Iterable[Template], *, index: int = 0, limit: int = 4) -> Iterator[Fix]:
    """Every template (for all samples at once) at the tensors that a ``TensorDataset`` of the program is made of."""
    if not comes_in_batches(trace, index):
        return
    sets = [c for c in bench_of(trace).project.calls.get("TensorDataset", []) if len(c.node.args) > index][:limit]
    for template in templates:
        for call in sets:
            if not any(isinstance(a, ast.Starred) for a in call.node.args[: index + 1]):
                edit = wrapped(call.source, call.node.args[index], template.text)
                yield fix(f"{template.title} where the set is made", edit, template.prior, stage=Stage.DATA_LOADING,
                          why=template.why or template.title, applicability=template.applicability)  # fmt: skip


def turned_where_read(trace: Trace, prior: float, *, index: int = 0) -> Iterator[Fix]:
    """A signal's two axes exchanged where a data set of the program reads it from its file."""
    if not comes_in_batches(trace, index):
        return
    for source, function in bench_of(trace).project.functions.get("__getitem__", []):
        for part in walk(function):
            if isinstance(part, ast.Assign) and isinstance(part.value, ast.Call) and _calls_reader(part.value):
                yield fix("exchange the axes of the signal where it is read", wrapped(source, part.value, "{}.T"),
                          prior, stage=Stage.DATA_LOADING, why="the files have them in the other order")  # fmt: skip


_FEW_COLUMNS, _MANY = 3, 0.08
"""Up to how many columns more are names or numbers of rows, and what it takes that there are more."""


def read_columns(trace: Trace, mismatch: Mismatch, role: str, now: int, want: int, prior: float) -> Iterator[Fix]:
    """Of what is read from a file with ``now`` columns, the first ``want``."""
    wanted = {p.name for p in places(trace, mismatch, role) if p.name}
    for place in places(trace, mismatch, role):
        wanted |= {n.id for n in walk(place.node) if isinstance(n, ast.Name)}
    for frame in trace.user_frames():
        source = frame.site.source()
        function = frame.function()
        if source is None or function is None:
            continue
        bound = [*_bindings(function)]
        for _ in range(4):
            for names, value, _ in bound:
                if names & wanted:
                    wanted |= {n.id for n in walk(value) if isinstance(n, ast.Name)}
        scope = frame.names
        for names, value, statement in bound:
            shapes = [s for name in names & wanted if (s := shape_of(scope.get(name))) is not None]
            if not isinstance(statement, ast.Assign) or len(names) != 1 or not shapes or not _calls_reader(value):
                continue
            if shapes[0][-1:] == (now,):
                text = f"{{}}[:, :{want}]" if len(shapes[0]) == 2 else f"{{}}[..., :{want}]"
                worth = prior - _MANY * (now - want > _FEW_COLUMNS)
                yield fix(f"take the first {want} columns where they are read", wrapped(source, value, text), worth,
                          stage=Stage.DATA_LOADING, why=f"{now} columns are read, {want} are used")  # fmt: skip


def _bindings(function: ast.AST) -> Iterator[tuple[set[str], ast.expr, ast.stmt]]:
    """Names that a function binds, what to, and the statement."""
    for part in walk(function):
        if isinstance(part, ast.Assign):
            yield stored(*part.targets), part.value, part
        elif isinstance(part, ast.For):
            yield stored(part.target), part.iter, part


def _calls_reader(node: ast.AST) -> bool:
    called = [n.func for n in walk(node) if isinstance(n, ast.Call)]
    return any((f.attr if isinstance(f, ast.Attribute) else getattr(f, "id", "")) in _READERS for f in called)
