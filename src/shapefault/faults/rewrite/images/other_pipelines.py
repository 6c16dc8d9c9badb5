"""Transforms that another pipeline of the program has and this one lacks: the crop of the training, say."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, listed_before
from shapefault.faults.rewrite.elsewhere.bindings import last_name
from shapefault.faults.rewrite.numbers.naming import one_word_apart
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, parent
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_HOLDERS = ("Compose",)
_RANDOM = ("Flip", "Jitter", "Rotation", "Erasing", "Blur", "Grayscale", "Affine", "Perspective", "Noise")
"""Random steps that change no size: a validation does without them on purpose."""
_MOST = 6


def as_other_pipelines(trace: Trace, prior: float) -> Iterator[Fix]:
    """Each missing transform where the other pipeline has it: behind the same neighbour, or before it."""
    lists = list(_pipelines(trace))
    made = 0
    for source, own in lists:
        names = [_name(e) for e in own.elts]
        for other_source, other in lists:
            theirs = [_name(e) for e in other.elts]
            if other is own or not (set(names) & set(theirs) or _named_alike(own, other)):
                continue
            for index, element in enumerate(other.elts):
                if theirs[index] in names or any(word in theirs[index] for word in _RANDOM):
                    continue
                if not _known(source, other_source, element):
                    continue
                edit = _insertion(source, own, names, theirs, index, other_source.span(element).text)
                if edit is None:
                    continue
                # a pipeline without random steps is one for validation, and stays so
                drawn = theirs[index].startswith("Random") and not any(n.startswith("Random") for n in names)
                fixed = _CENTRED.get(theirs[index]) if drawn else None
                if fixed is not None and _has(trace, source, element, fixed):
                    text = other_source.span(element).text.replace(theirs[index], fixed, 1)
                    yield fix(
                        f"{fixed}, as {theirs[index]} of the other pipeline",
                        _insertion(source, own, names, theirs, index, text) or edit,
                        prior + 0.02,
                        stage=Stage.AUGMENTATION,
                        why=f"another pipeline of the program cuts with {theirs[index]}, this one does not cut",
                    )
                yield fix(
                    f"{theirs[index]} as the other pipeline has it", edit, prior - (0.14 if drawn else 0.0),
                    stage=Stage.AUGMENTATION,
                    why=f"another pipeline of the program has {theirs[index]}, this one lacks it",
                )  # fmt: skip
                made += 1
                if made >= _MOST:
                    return


_CENTRED = {"RandomCrop": "CenterCrop", "RandomResizedCrop": "CenterCrop"}
"""What a validation cuts with where the training cuts at random."""


def _has(trace: Trace, source: Source, element: ast.expr, name: str) -> bool:
    """Whether the file can build the step: as an attribute of the same module, or under its own name."""
    if isinstance(element, ast.Call) and isinstance(element.func, ast.Attribute):
        return True
    text = "\n".join(source.lines)
    return name in bench_of(trace).project.classes or f" {name}" in text


def _pipelines(trace: Trace) -> Iterator[tuple[Source, ast.List]]:
    project = bench_of(trace).project
    named = {name for name in project.classes if any(word in name for word in ("Resize", "Crop", "ToTensor", "Scale"))}
    for source, steps in _step_lists(trace):
        around = parent(steps[0])
        if isinstance(around, ast.List) and (_names_steps(around) or any(callee(step) in named for step in steps)):
            yield source, around
    for name in _HOLDERS:
        for call in project.calls.get(name, []):
            listed = call.node.args[0] if call.node.args else None
            if isinstance(listed, ast.List) and listed.elts:
                yield call.source, listed


def _names_steps(listed: ast.List) -> bool:
    """Whether a list is called what transforms are: ``train_aug``."""
    return any(word in _called(listed).lower() for word in ("aug", "transform", "pipeline", "preprocess"))


def _named_alike(own: ast.List, other: ast.List) -> bool:
    """Whether two lists have names of several words of which one differs: ``train_aug`` and ``test_aug``."""
    return "_" in _called(own) and one_word_apart(_called(own), _called(other))


def _called(listed: ast.List) -> str:
    """The name that a list is given."""
    around = parent(listed)
    return last_name(around.targets[0]) if isinstance(around, ast.Assign) else ""


def _name(node: ast.expr) -> str:
    return callee(node) if isinstance(node, ast.Call) else ast.unparse(node)


def _known(source: Source, other: Source, element: ast.expr) -> bool:
    """Whether the element means the same in the other file."""
    if source.path == other.path:
        return True
    names = {n.id for n in walk(element) if isinstance(n, ast.Name)}
    text = "\n".join(source.lines)
    return all(name in text for name in names)


def _insertion(
    source: Source, own: ast.List, names: list[str], theirs: list[str], index: int, text: str
) -> Edit | None:
    before = next((names.index(n) for n in reversed(theirs[:index]) if n in names), None)
    after = next((names.index(n) for n in theirs[index + 1 :] if n in names), None)
    if index and theirs[index - 1] in names and (place := names.index(theirs[index - 1]) + 1) < len(own.elts):
        return listed_before(source, own.elts[place], text)
    if after is not None:
        return listed_before(source, own.elts[after], text)
    if before is not None:
        end = source.span(own.elts[before]).end
        return Edit(Span(source.path, end, end), f", {text}")
    return listed_before(source, own.elts[0], text) if not index else None


def numbers_of_other_pipelines(trace: Trace, prior: float) -> Iterator[Fix]:
    """``Resize(96)`` in the one list of steps and ``Resize((size, size))`` in the other: each as the other has it."""
    written: dict[tuple[str, int], list[tuple[Source, ast.expr, str]]] = {}
    for source, steps in _step_lists(trace):
        for step in steps:
            for index, argument in enumerate(step.args):
                if not isinstance(argument, ast.Starred | ast.List):
                    written.setdefault((callee(step), index), []).append((source, argument, ast.unparse(argument)))
    for (name, index), found in written.items():
        values = {text: (source, argument) for source, argument, text in found}
        if len(values) != 2 or len(found) > 4:
            continue
        if index and not all(isinstance(argument, ast.Constant) for _, argument in values.values()):
            continue
        for source, argument, text in reversed(found):  # what a program does later is more often the validation
            new, (other_source, other) = next(item for item in values.items() if item[0] != text)
            if _counts(argument) and _counts(other) and _known(source, other_source, other):
                yield fix(
                    f"{name} {new} as in the other pipeline", Edit(source.span(argument), new), prior,
                    stage=Stage.AUGMENTATION, why=f"{name} has {text} here and {new} in another pipeline",
                )  # fmt: skip


def _counts(argument: ast.expr) -> bool:
    """Whether it is a size, or several: numbers, names and what is computed of them."""
    if isinstance(argument, ast.Constant):
        return type(argument.value) is int
    parts = argument.elts if isinstance(argument, ast.Tuple) else [argument]
    return all(isinstance(part, ast.Name | ast.Attribute | ast.BinOp | ast.Constant) for part in parts)


def _step_lists(trace: Trace) -> Iterator[tuple[Source, list[ast.Call]]]:
    """Lists of constructor calls that are no layers: the steps of pipelines, in ``Compose`` or by themselves."""
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if isinstance(node, ast.List) and node.elts and all(isinstance(e, ast.Call) for e in node.elts):
                steps = [e for e in node.elts if isinstance(e, ast.Call)]
                if all(callee(s)[:1].isupper() for s in steps) and not any("nn." in ast.unparse(s.func) for s in steps):
                    yield source, steps
