"""Masks of attention: handed on under the wrong name, of another length, or with axes missing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.recurrent_state import other_axis
from shapefault.faults.rewrite.operands import places_of
from shapefault.model import Edit, Fix, Shape, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee

_PADDING = {
    "MultiheadAttention": ("attn_mask", "key_padding_mask"),
    "TransformerEncoder": ("mask", "src_key_padding_mask"),
    "TransformerEncoderLayer": ("src_mask", "src_key_padding_mask"),
    "TransformerDecoder": ("tgt_mask", "tgt_key_padding_mask"),
    "TransformerDecoderLayer": ("tgt_mask", "tgt_key_padding_mask"),
    "Transformer": ("src_mask", "src_key_padding_mask"),
}
_POSITIONS = {"mask": 1, "src_mask": 1, "tgt_mask": 2, "attn_mask": 5, "src_key_padding_mask": 2, "key_padding_mask": 3}
_ALSO = {"memory_mask": "memory_key_padding_mask", "tgt_mask": "tgt_key_padding_mask"}


def _library_call(trace: Trace) -> tuple[CallPlace, str] | None:
    """The user's call of the library's module, and the class of that module."""
    user, node, source = trace.crash.user, trace.crash.expression, trace.source()
    index = trace.crash.user_index
    if user is None or not isinstance(node, ast.Call) or source is None or index is None:
        return None
    module = next((c.module for c in trace.crash.calls if c.depth > index), None)
    return (CallPlace(source, node), type(module).__name__) if module is not None else None


def renamed(trace: Trace, prior: float) -> Iterator[Fix]:
    """A mask of padding handed on as the mask of attention: give it its own keyword."""
    found = _library_call(trace)
    if found is None or found[1] not in _PADDING:
        return
    call, kind = found
    names = [_PADDING[kind], *_ALSO.items()] if "Decoder" in kind or kind == "Transformer" else [_PADDING[kind]]
    for attention, padding in names:
        for keyword in call.node.keywords:
            if keyword.arg == attention:
                start = (keyword.lineno, call.source.column(keyword.lineno, keyword.col_offset))
                end = (start[0], start[1] + len(attention))
                yield _as(Edit(Span(call.source.path, start, end, attention), padding), padding, prior)
        position = _POSITIONS.get(attention)
        if position is not None and position == len(call.node.args) - 1:
            node = call.node.args[position]
            text = call.source.span(node).text
            yield _as(Edit(call.source.span(node), f"{padding}={text}"), padding, prior)


def _as(edit: Edit, name: str, prior: float) -> Fix:
    return fix(
        f"hand the mask of padded places on as {name}",
        edit,
        prior,
        stage=Stage.LAYER_CONFIG,
        why="a mask (batch, time) says which places are padding; the mask of attention is (time, time)",
    )


def mask_node(trace: Trace, names: tuple[str, ...]) -> tuple[Frame, CallPlace, ast.expr] | None:
    """The expression that the user's call gives for a mask, with its frame."""
    found = _library_call(trace)
    user = trace.crash.user
    if found is None or user is None:
        return None
    call = found[0]
    for keyword in call.node.keywords:
        if keyword.arg in names:
            return user, call, keyword.value
    for name in names:
        position = _POSITIONS.get(name, 99)
        if position < len(call.node.args):
            return user, call, call.node.args[position]
    return None


def made_for(trace: Trace, node: ast.expr, source: Source, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The mask's definition takes its length from elsewhere: ``mask(x.size(0))``, or one place too many."""
    seen: set[Edit] = set()
    for place in places_of(trace, source, node):
        for part in walk(place.node):
            edit = other_axis(place.source, part) if isinstance(part, ast.expr) else None
            if edit is None or edit in seen:
                continue
            seen.add(edit)
            yield fix(
                "make the mask for the length of the sequence",
                edit,
                prior,
                stage=Stage.RESHAPE,
                why="the mask is made for the number of samples, not for the length",
            )
        if 0 < got - want <= 2 and isinstance(place.node, ast.Call) and "mask" in callee(place.node).lower():
            given = next(iter(place.node.args), None)
            if given is not None:
                text = place.source.span(given).text
                yield fix(
                    "make the mask for the sequence as it is handed on",
                    Edit(place.source.span(given), f"{text} - {got - want}"),
                    prior - 0.04,
                    stage=Stage.LAYER_CONFIG,
                    why=f"the mask is made for {got} places, the sequence has {want}",
                )
        if len(seen) >= 3:
            return


def lengthened(trace: Trace, node: ast.expr, source: Source, missing: int, prior: float) -> Iterator[Fix]:
    """A mask of padding made before tokens were put in front of the sequence: those are no padding."""
    for place in places_of(trace, source, node)[:3]:
        if place.level:
            continue
        yield fix(
            f"say that the {missing} places in front are no padding",
            place.edit(f"torch.nn.functional.pad({{}}, ({missing}, 0), value=False)"),
            prior - (0.02 if place.kind != "use" else 0.0),
            stage=Stage.LAYER_CONFIG,
            why=f"the sequence got {missing} places more than the mask",
        )


def cut(source: Source, node: ast.expr, shape: Shape, want: Shape, length: str, prior: float) -> Iterator[Fix]:
    """A mask for the longest sequence, cut to the length at hand."""
    if len(shape) != len(want) or any(a < b for a, b in zip(shape, want, strict=True)):
        return
    text = source.span(node).text
    yield fix(
        "cut the mask to the length of the sequence",
        Edit(source.span(node), f"{text}[:{length}, :{length}]"),
        prior,
        stage=Stage.LAYER_CONFIG,
        why=f"the mask is made for {shape[-1]} places, the sequence has {want[-1]}",
    )
