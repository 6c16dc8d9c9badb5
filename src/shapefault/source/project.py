"""An index of the program's own files: functions, classes, calls, attributes, keys, integer literals."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from shapefault.model import Span
from shapefault.source.files import Source, enclosing, source_of
from shapefault.source.modules import program_files
from shapefault.source.nodes import walk
from shapefault.source.settings import setting_files, settings_of, written_settings

Function = ast.FunctionDef | ast.AsyncFunctionDef
_MAX_FILES = 200
_REGISTERING = ("register_buffer", "register_parameter")


@dataclass(frozen=True, slots=True)
class Place:
    """A node with the file that it stands in."""

    source: Source
    node: ast.expr

    @property
    def span(self) -> Span:
        """Where the node stands."""
        return self.source.span(self.node)


@dataclass(frozen=True, slots=True)
class CallPlace:
    """A call in the program."""

    source: Source
    node: ast.Call

    @property
    def span(self) -> Span:
        """Where the call stands."""
        return self.source.span(self.node)


def texts_of(node: ast.AST | None) -> list[str]:
    """The texts that a list or tuple is written of; empty where anything else is in it."""
    entries = node.elts if isinstance(node, ast.List | ast.Tuple) else []
    texts = [e.value for e in entries if isinstance(e, ast.Constant) and isinstance(e.value, str)]
    return texts if len(texts) == len(entries) else []


def callee(node: ast.Call) -> str:
    """The last name of what is called: ``Linear`` of ``nn.Linear(...)``."""
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


class Project:
    """The program's own files, indexed once; with ``beside``, the configuration files that it names as well."""

    def __init__(self, files: list[str], *, beside: bool = False) -> None:
        self.sources = [s for f in files[:_MAX_FILES] if (s := source_of(f)) is not None]
        self._beside = beside

    @classmethod
    def loaded(cls) -> Project:
        """The files of the program that runs now."""
        return cls(program_files(), beside=True)

    @cached_property
    def calls(self) -> dict[str, list[CallPlace]]:
        """Calls by the last name of what is called."""
        found: dict[str, list[CallPlace]] = defaultdict(list)
        for source in self.sources:
            for node in source.nodes:
                if isinstance(node, ast.Call):
                    found[callee(node)].append(CallPlace(source, node))
        return found

    @cached_property
    def functions(self) -> dict[str, list[tuple[Source, Function]]]:
        """Functions and methods by name."""
        found: dict[str, list[tuple[Source, Function]]] = defaultdict(list)
        for source in self.sources:
            for node in source.nodes:
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    found[node.name].append((source, node))
        return found

    @cached_property
    def classes(self) -> dict[str, tuple[Source, ast.ClassDef]]:
        """Classes by name."""
        return {
            node.name: (source, node)
            for source in self.sources
            for node in source.nodes
            if isinstance(node, ast.ClassDef)
        }

    def entered(self, name: str) -> list[tuple[Source, Function]]:
        """What a call by that name enters: the functions and methods so called, a class's own ``__init__``."""
        source, cls = self.classes.get(name, (None, None))
        init = method_of(cls, "__init__") if cls is not None else None
        own: list[tuple[Source, Function]] = [(source, init)] if source is not None and init is not None else []
        return [*self.functions.get(name, []), *own]

    @cached_property
    def attributes(self) -> dict[str, list[Place]]:
        """What is assigned to ``<anything>.name``, to class attributes and dataclass fields called ``name``.

        ``register_buffer("name", value)`` assigns as well.
        """
        found: dict[str, list[Place]] = defaultdict(list)
        for source in self.sources:
            for node in source.nodes:
                if isinstance(node, ast.Assign):
                    for target in node.targets:
                        self._attribute(found, source, target, node.value)
                elif isinstance(node, ast.AnnAssign) and node.value is not None:
                    self._attribute(found, source, node.target, node.value)
                elif isinstance(node, ast.Call) and callee(node) in _REGISTERING and len(node.args) > 1:
                    name = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
                    if isinstance(name, str):
                        found[name].append(Place(source, node.args[1]))
        return found

    @staticmethod
    def _attribute(found: dict[str, list[Place]], source: Source, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Attribute):
            found[target.attr].append(Place(source, value))
        elif isinstance(target, ast.Name) and isinstance(
            getattr(target, "_shapefault_parent", None), ast.Assign | ast.AnnAssign
        ):
            owner = getattr(target._shapefault_parent, "_shapefault_parent", None)  # type: ignore[attr-defined]
            if isinstance(owner, ast.ClassDef):
                found[target.id].append(Place(source, value))
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for part, item in zip(target.elts, value.elts, strict=False):
                Project._attribute(found, source, part, item)

    @cached_property
    def keys(self) -> dict[str, list[Place]]:
        """Values by string key: dict literals, ``dict(key=...)``, ``d["key"] = ...``, argparse defaults, settings."""
        found: dict[str, list[Place]] = defaultdict(list)
        for source in self.sources:
            for node in source.nodes:
                if isinstance(node, ast.Dict):
                    for key, value in zip(node.keys, node.values, strict=True):
                        if isinstance(key, ast.Constant) and isinstance(key.value, str):
                            found[key.value].append(Place(source, value))
                elif isinstance(node, ast.Call):
                    self._call_keys(found, source, node)
                elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
                    key = node.targets[0].slice
                    if isinstance(key, ast.Constant) and isinstance(key.value, str):
                        found[key.value].append(Place(source, node.value))
        for name, place in self.settings:
            found[name].append(place)
        return found

    @cached_property
    def settings(self) -> list[tuple[str, Place]]:
        """The numbers of configuration files and of texts in the program, with their keys."""
        written = [(source, pair) for source in self.sources for pair in written_settings(source)]
        files = setting_files(self.sources) if self._beside else []
        kept = [(source, pair) for source in files for pair in settings_of(source)]
        return [(name, Place(source, node)) for source, (name, node) in (*written, *kept)]

    @staticmethod
    def _call_keys(found: dict[str, list[Place]], source: Source, node: ast.Call) -> None:
        name = callee(node)
        if name == "add_argument":
            flags = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            default = next((k.value for k in node.keywords if k.arg == "default"), None)
            for flag in flags:
                if default is not None:
                    found[flag.lstrip("-").replace("-", "_")].append(Place(source, default))
        elif name[:1].isupper() or name in ("dict", "Namespace", "SimpleNamespace", "replace", "update"):
            for keyword in node.keywords:
                if keyword.arg is not None:
                    found[keyword.arg].append(Place(source, keyword.value))

    @cached_property
    def integers(self) -> list[Place]:
        """Every integer literal, and those that stand in settings."""
        literals = [
            Place(source, node)
            for source in self.sources
            for node in source.nodes
            if isinstance(node, ast.Constant) and type(node.value) is int
        ]
        return [*literals, *(place for _, place in self.settings)]

    def returned(self, name: str) -> list[Place]:
        """What the functions and methods called ``name`` return."""
        return [place for source, function in self.functions.get(name, []) for place in _returns(source, function)]

    def told_by(self, name: str, decorated: bool = True) -> list[Place]:
        """What the properties called ``name`` return; any methods of that name, unless they are to be ``decorated``."""
        found: list[Place] = []
        for source, function in self.functions.get(name, []):
            marks = [ast.unparse(mark).rpartition(".")[2] for mark in function.decorator_list]
            if isinstance(enclosing(function, ast.ClassDef), ast.ClassDef) and (
                not decorated or any(mark in ("property", "cached_property") for mark in marks)
            ):
                found += _returns(source, function)
        return found

    def bases(self, node: ast.ClassDef) -> list[tuple[Source, ast.ClassDef]]:
        """The class's bases that the program defines itself."""
        names = [b.attr if isinstance(b, ast.Attribute) else getattr(b, "id", "") for b in node.bases]
        return [self.classes[name] for name in names if name in self.classes]


def method_of(cls: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    """The method of that name that a class defines itself."""
    return next((part for part in cls.body if isinstance(part, ast.FunctionDef) and part.name == name), None)


def has_forward(cls: ast.ClassDef) -> bool:
    """Whether a class of the program defines ``forward``, as a module does, or is a module by its base."""
    bases = {ast.unparse(base).rpartition(".")[2] for base in cls.bases}
    return "Module" in bases or method_of(cls, "forward") is not None


def bound_argument(call: ast.Call, function: Function, name: str) -> ast.expr | None:
    """The expression that ``call`` gives for the parameter ``name``; None when it is left to the default."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    positions = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    if name not in positions:
        return None
    index = positions.index(name)
    if positions and positions[0] in ("self", "cls") and isinstance(enclosing(function, ast.ClassDef), ast.ClassDef):
        index -= 1
    if any(isinstance(a, ast.Starred) for a in call.args[: index + 1]) or not 0 <= index < len(call.args):
        return None
    return call.args[index]


def _returns(source: Source, function: Function) -> list[Place]:
    returned = (part.value for part in walk(function) if isinstance(part, ast.Return))
    return [Place(source, value) for value in returned if value is not None]


def defaults_in(function: Function) -> Iterator[tuple[str, ast.expr]]:
    """The parameters of a function that have a default, with it."""
    for argument in (*function.args.args, *function.args.kwonlyargs):
        default = default_of(function, argument.arg)
        if default is not None:
            yield argument.arg, default


def default_of(function: Function, name: str) -> ast.expr | None:
    """The default of the parameter ``name``."""
    positional = [*function.args.posonlyargs, *function.args.args]
    defaults = function.args.defaults
    for argument, value in zip(positional[len(positional) - len(defaults) :], defaults, strict=True):
        if argument.arg == name:
            return value
    for argument, keyword_default in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True):
        if argument.arg == name:
            return keyword_default
    return None


def called_as(function: Function) -> str:
    """The name by which a function is called: that of the class, for a constructor."""
    owner = enclosing(function, ast.ClassDef)
    return owner.name if function.name == "__init__" and isinstance(owner, ast.ClassDef) else function.name


def has_parameter(function: Function, name: str) -> bool:
    """Whether ``function`` takes a parameter called ``name``."""
    args = function.args
    return any(a.arg == name for a in (*args.posonlyargs, *args.args, *args.kwonlyargs))
