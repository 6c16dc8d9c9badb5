"""Convolutions: ``conv1d`` to ``conv3d``, their transposes, and the dimension-free ``convolution``.

Sources: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv2d.html and
https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv_transpose2d.html (1d and 3d alike).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from shapefault.model import Shape
from shapefault.ops.base import Operands, OpSpec, Params, Requirement, at_least, equals, listed, nth, rank_in
from shapefault.ops.window import (
    SPATIAL,
    padding_of,
    reach,
    same_padding,
    slide,
    slide_text,
    unslide,
    unslide_text,
)

DOC = "https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.{}.html"


def _axes(n: int, transposed: bool, role: str, rank: int, params: Params) -> tuple[str, ...]:
    spatial = SPATIAL[n]
    if role == "weight" and rank == n + 2:
        kernel = tuple(f"k{name}" for name in spatial)
        return ("C_in", "C_out/groups", *kernel) if transposed else ("C_out", "C/groups", *kernel)
    if role == "bias" and rank == 1:
        return ("C_out",)
    names = ("N", "C", *spatial)
    if n + 1 <= rank <= n + 2:
        return names[-rank:]
    return tuple(f"dim {i}" for i in range(rank))


def _dims(operands: Operands) -> int:
    return len(operands["weight"]) - 2


def _groups(params: Params) -> int:
    return int(params.get("groups", 1))


def _kernels(operands: Operands) -> Iterator[Requirement]:
    for axis, size in enumerate(operands["weight"][2:], 2):
        if size < 1:
            yield Requirement("kernel", False, "kernel_size ≥ 1", str(size), "≥ 1", "weight", axis, got_value=size)


def _kernel(operands: Operands, params: Params, index: int) -> int:
    return operands["weight"][index + 2] if "weight" in operands else nth(params.get("kernel_size"), index, 1)


@listed
def _check(n: int, operands: Operands, params: Params) -> Iterator[Requirement]:
    weight = rank_in(operands, "weight", (n + 2,))
    if not weight.holds:
        yield weight
        return
    rank = rank_in(operands, "input", (n + 1, n + 2))
    yield rank
    wrong = (*at_least(params, stride=1, padding=0, dilation=1, groups=1), *_kernels(operands))
    yield from wrong
    if wrong or not rank.holds:
        return
    shape, weight_shape, groups = operands["input"], operands["weight"], _groups(params)
    yield _channels(operands, groups, n)
    yield _divides("C_out", "weight", 0, weight_shape[0], groups)
    yield from _bias(operands, weight_shape[0])
    for i, name in enumerate(SPATIAL[n]):
        yield _fits(operands, params, i, name, len(shape) - n + i)


def _channels(operands: Operands, groups: int, n: int) -> Requirement:
    shape, weight = operands["input"], operands["weight"]
    axis = len(shape) - n - 1
    channels, want = shape[axis], weight[1] * groups
    share = channels // groups if channels % groups == 0 else f"{channels / groups:.2f}"
    return Requirement(
        kind="channels",
        holds=channels == want,
        formula="C / groups = weight.shape[1]",
        got=f"{channels} / {groups} = {share}",
        want=str(weight[1]),
        operand="input",
        axis=axis,
        other="weight",
        other_axis=1,
        got_value=channels,
        want_value=want,
    )


def _bias(operands: Operands, channels: int) -> Iterator[Requirement]:
    if "bias" not in operands:
        return
    rank = rank_in(operands, "bias", (1,))
    yield rank
    if rank.holds:
        formula = "bias.shape[0] = C_out"
        yield equals(operands, "channels", "bias", 0, channels, formula=formula, other="weight")


def _divides(name: str, role: str, axis: int, value: int, groups: int) -> Requirement:
    return Requirement(
        kind="groups",
        holds=value % groups == 0 and value >= groups,
        formula=f"{name} is a multiple of groups",
        got=str(value),
        want=f"a multiple of {groups}",
        operand=role,
        axis=axis,
        got_value=value,
    )


def _fits(operands: Operands, params: Params, index: int, name: str, axis: int) -> Requirement:
    size, kernel = operands["input"][axis], operands["weight"][index + 2]
    dilation = nth(params.get("dilation"), index, 1)
    span = reach(kernel, dilation)
    padding = padding_of(params, index)
    padded = size + span - 1 if same_padding(params) else size + 2 * padding
    shown = f"{size} + 2·{padding} = {padded}" if padding else str(padded)
    return Requirement(
        kind="kernel",
        holds=padded >= span and size > 0,
        formula=f"{name} + 2·padding ≥ dilation·(k{name} − 1) + 1",
        got=shown,
        want=f"≥ {span}",
        operand="input",
        axis=axis,
        other="weight",
        other_axis=index + 2,
        got_value=size,
        want_value=max(span - 2 * padding, 1),
    )


def _spatial(params: Params, size: int, index: int) -> int | None:
    if same_padding(params):
        return size
    if params.get("kernel_size") is None:
        return None
    return slide(size, *_window(params, index))


def _window(params: Params, index: int) -> tuple[int, int, int, int]:
    return (
        nth(params.get("kernel_size"), index, 1),
        nth(params.get("stride"), index, 1),
        padding_of(params, index),
        nth(params.get("dilation"), index, 1),
    )


def _explain(params: Params, size: int, index: int) -> str:
    if same_padding(params):
        return f"{size} (padding='same')"
    return slide_text(size, *_window(params, index))


def _with_kernel(operands: Operands, params: Params) -> Params:
    return {**params, "kernel_size": operands["weight"][2:]}


def _result(n: int, operands: Operands, params: Params) -> Shape | None:
    shape, params = operands["input"], _with_kernel(operands, params)
    spatial = [_spatial(params, shape[len(shape) - n + i], i) for i in range(n)]
    return (*shape[: len(shape) - n - 1], operands["weight"][0], *(s for s in spatial if s is not None))


def _transposed_window(params: Params, index: int) -> tuple[int, int, int, int, int]:
    return (*_window(params, index), nth(params.get("output_padding"), index))


@listed
def _transposed_check(n: int, operands: Operands, params: Params) -> Iterator[Requirement]:
    weight = rank_in(operands, "weight", (n + 2,))
    if not weight.holds:
        yield weight
        return
    rank = rank_in(operands, "input", (n + 1, n + 2))
    yield rank
    wrong = (
        *at_least(params, stride=1, padding=0, dilation=1, groups=1, output_padding=0),
        *_kernels(operands),
    )
    yield from wrong
    if wrong or not rank.holds:
        return
    shape, weight_shape, groups = operands["input"], operands["weight"], _groups(params)
    axis = len(shape) - n - 1
    yield Requirement(
        "channels",
        shape[axis] == weight_shape[0],
        "C = weight.shape[0]",
        str(shape[axis]),
        str(weight_shape[0]),
        "input",
        axis,
        "weight",
        0,
        shape[axis],
        weight_shape[0],
    )
    yield _divides("C_in", "weight", 0, weight_shape[0], groups)
    yield Requirement("channels", weight_shape[1] > 0, "C_out ≥ 1", str(weight_shape[1]), "≥ 1", "weight", 1)
    yield from _bias(operands, weight_shape[1] * groups)
    full = _with_kernel(operands, params)
    for i, name in enumerate(SPATIAL[n]):
        kernel, stride, padding, dilation, extra = _transposed_window(full, i)
        size = shape[len(shape) - n + i]
        out = unslide(size, kernel, stride, padding, dilation, extra)
        yield Requirement(
            "output_padding",
            extra < max(stride, dilation),
            "output_padding < max(stride, dilation)",
            str(extra),
            f"< {max(stride, dilation)}",
            "input",
            axis + 1 + i,
        )
        yield Requirement(
            "kernel",
            out >= 1 and size > 0,
            f"{name}_out ≥ 1",
            unslide_text(size, kernel, stride, padding, dilation, extra),
            "≥ 1",
            "input",
            axis + 1 + i,
            "weight",
            i + 2,
            size,
        )


def _transposed_spatial(params: Params, size: int, index: int) -> int | None:
    if params.get("output_size") is not None:
        return nth(params["output_size"], index)
    if params.get("kernel_size") is None:
        return None
    return unslide(size, *_transposed_window(params, index))


def _transposed_explain(params: Params, size: int, index: int) -> str:
    return unslide_text(size, *_transposed_window(params, index))


def _transposed_result(n: int, operands: Operands, params: Params) -> Shape | None:
    shape, full = operands["input"], _with_kernel(operands, params)
    spatial = [unslide(shape[len(shape) - n + i], *_transposed_window(full, i)) for i in range(n)]
    return (*shape[: len(shape) - n - 1], operands["weight"][1] * _groups(params), *spatial)


def _free_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    if len(operands["input"]) != len(operands["weight"]):
        return (rank_in(operands, "input", (len(operands["weight"]),)),)
    if wrong := tuple(at_least(params, output_padding=0)):
        return wrong
    return (_transposed_check if params.get("transposed") else _check)(
        min(max(_dims(operands), 1), 3), operands, params
    )


def _free_result(operands: Operands, params: Params) -> Shape | None:
    return (_transposed_result if params.get("transposed") else _result)(_dims(operands), operands, params)


def _free_axes(role: str, rank: int, params: Params) -> tuple[str, ...]:
    return _axes(min(max(rank - 2, 1), 3), bool(params.get("transposed")), role, rank, params)


ROLES = ("input", "weight", "bias")
CALL = (*ROLES, "stride", "padding", "dilation", "groups")
CALL_TRANSPOSED = (*ROLES, "stride", "padding", "output_padding", "groups", "dilation")

SPECS = (
    *(
        OpSpec(
            f"conv{n}d",
            ROLES,
            partial(_check, n),
            partial(_result, n),
            partial(_axes, n, False),
            CALL,
            (f"mkldnn_convolution{n}d", f"slow_conv{n}d", f"lazy_conv{n}d"),
            _spatial,
            _explain,
            SPATIAL[n],
            DOC.format(f"conv{n}d"),
        )
        for n in (1, 2, 3)
    ),
    *(
        OpSpec(
            f"conv_transpose{n}d",
            ROLES,
            partial(_transposed_check, n),
            partial(_transposed_result, n),
            partial(_axes, n, True),
            CALL_TRANSPOSED,
            (f"slow_conv_transpose{n}d", f"lazy_conv_transpose{n}d"),
            _transposed_spatial,
            _transposed_explain,
            SPATIAL[n],
            DOC.format(f"conv_transpose{n}d"),
        )
        for n in (1, 2, 3)
    ),
    OpSpec(
        "convolution",
        ROLES,
        _free_check,
        _free_result,
        _free_axes,
        (*ROLES, "stride", "padding", "dilation", "transposed", "output_padding", "groups"),
        (
            "_convolution",
            "_convolution_mode",
            "convolution_overrideable",
            "cudnn_convolution",
            "mkldnn_convolution",
            "thnn_conv2d",
            "_slow_conv2d_forward",
        ),
        _spatial,
        _explain,
        (),
        DOC.format("conv2d"),
    ),
)
