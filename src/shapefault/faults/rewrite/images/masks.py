"""Masks that are read with a colour axis: where the program reads them, and how to read class numbers."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.images.readers import picture_readers
from shapefault.faults.rewrite.shapes import Template, structural
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing, statement_of
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee

_WORDS = ("mask", "label", "target", "seg", "annot", "gt", "lbl", "anno", "class")
COLOURS = (3, 4)
"""Channels of a picture in colour, without and with its transparency."""
_WHY = "the mask is read with its colours, one number a pixel is needed"


def read_grey(trace: Trace, prior: float) -> Iterator[Fix]:
    """Read masks in one channel where the program opens them."""
    for call in _readers(trace):
        name = callee(call.node)
        around = getattr(call.node, "_shapefault_parent", None)
        converted = isinstance(around, ast.Attribute) and around.attr == "convert"
        if name == "open":
            yield from _pillow(call, around if converted else None, prior)
        elif name == "imread":
            yield from _opencv(call, prior)
        elif name in ("read_image", "decode_image"):
            edit = Edit(call.span, f"{call.span.text}[0]")
            yield fix("take one channel of the mask's picture", edit, prior - 0.02, stage=Stage.LOSS_TARGET, why=_WHY)
    for call in _own_readers(trace):
        edit = Edit(call.span, f'{call.span.text}.convert("L")')
        yield fix("read the masks in one channel", edit, prior, stage=Stage.DATA_LOADING, why=_WHY)
    for source, node in _arrays(trace):
        text = source.span(node).text
        edit = Edit(source.span(node), f"{text}[..., 0]")
        yield fix("take one channel of the mask", edit, prior - 0.12, stage=Stage.DATA_LOADING, why=_WHY)


def colour_masks(trace: Trace, mismatch: Mismatch, roles: Sequence[str], prior: float) -> Iterator[Fix]:
    """A mask of three or four channels met maps of many: one channel, which goes with all of them, was meant."""
    shapes = [mismatch.operands[r].shape for r in roles if r in mismatch.operands]
    if len(shapes) != 2 or any(len(shape) != 4 for shape in shapes) or shapes[0][2:] != shapes[1][2:]:
        return
    for role, (own, other) in zip(roles, (shapes, shapes[::-1]), strict=False):
        if own[1] in COLOURS and other[1] > max(COLOURS) and own[0] in (1, other[0]):
            yield from read_grey(trace, prior)
            one = Template("{}[:, :1]", prior - 0.12, "take one channel of the mask", _WHY)
            yield from structural(trace, mismatch, role, [one], stage=Stage.LOSS_TARGET, outer=0.02, limit=6)


def _pillow(call: CallPlace, attribute: ast.Attribute | None, prior: float) -> Iterator[Fix]:
    if attribute is None:
        edit = Edit(call.span, f'{call.span.text}.convert("L")')
    else:
        outer = getattr(attribute, "_shapefault_parent", None)
        mode = outer.args[0] if isinstance(outer, ast.Call) and outer.args else None
        if mode is None or not isinstance(mode, ast.Constant) or mode.value in ("L", "1", "P", "I"):
            return
        edit = Edit(call.source.span(mode), '"L"')
        prior -= 0.03  # that it is opened in colour was said, which is less likely a slip than what was left out
    yield fix("read the masks in one channel", edit, prior, stage=Stage.DATA_LOADING, why=_WHY)


def _opencv(call: CallPlace, prior: float) -> Iterator[Fix]:
    function = call.node.func
    owner = call.source.span(function.value).text if isinstance(function, ast.Attribute) else "cv2"
    text = f"{owner}.IMREAD_GRAYSCALE" if owner == "cv2" else "0"
    if len(call.node.args) > 1:
        edit = Edit(call.source.span(call.node.args[1]), text)
    elif owner == "cv2":
        at = call.source.span(call.node.args[0]).end
        edit = Edit(Span(call.source.path, at, at), f", {text}")
    else:
        edit = Edit(call.span, f"{call.span.text}[..., 0]")
    yield fix("read the masks in one channel", edit, prior, stage=Stage.DATA_LOADING, why=_WHY)


def _readers(trace: Trace) -> list[CallPlace]:
    """The calls that open a picture whose statement speaks of masks; all readers where none does."""
    readers = [c for c in picture_readers(trace) if c.node.args and not _writes(c.node)]
    return [c for c in readers if speaks_of_masks(statement_of(c.node))]


def _own_readers(trace: Trace) -> Iterator[CallPlace]:
    """The calls, in statements about masks, of functions of the program that give what PIL opens."""
    project = bench_of(trace).project
    for name, defined in project.functions.items():
        for _, function in defined:
            opens = any(
                isinstance(part, ast.Return) and isinstance(part.value, ast.Call) and callee(part.value) == "open"
                for part in walk(function)
            )
            for call in project.calls.get(name, []) if opens else ():
                statement = statement_of(call.node)
                if isinstance(statement, ast.Assign) and statement.value is call.node and speaks_of_masks(statement):
                    yield call


def _writes(call: ast.Call) -> bool:
    return any(isinstance(a, ast.Constant) and a.value in ("w", "wb", "r", "rb") for a in call.args)


def speaks_of_masks(node: ast.AST | None) -> bool:
    """Whether a statement binds or reads something that is called like a mask."""
    if node is None:
        return False
    target = node.targets[0] if isinstance(node, ast.Assign) else None
    text = (ast.unparse(target) if target is not None else ast.unparse(node)).lower()
    if target is not None and not any(w in text for w in _WORDS):
        text = ast.unparse(node).lower()
        return any(w in text for w in _WORDS[:5])
    return any(w in text for w in _WORDS)


def _arrays(trace: Trace) -> list[tuple[Source, ast.expr]]:
    """``np.array(mask)`` and the like in statements about masks within a dataset."""
    found: list[tuple[Source, ast.expr]] = []
    calls = bench_of(trace).project.calls
    for name in ("array", "asarray"):
        for call in calls.get(name, []):
            statement = statement_of(call.node)
            inside = enclosing(call.node, ast.ClassDef)
            if inside is not None and isinstance(statement, ast.Assign) and speaks_of_masks(statement):
                found.append((call.source, call.node))
    return found[:2]
