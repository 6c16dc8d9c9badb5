"""Pooling: max, average, power average, adaptive and fractional, and max unpooling.

Sources: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html, ``…AvgPool2d``,
``…LPPool2d``, ``…AdaptiveAvgPool2d``, ``…MaxUnpool2d`` (1d and 3d alike).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from shapefault.model import Shape
from shapefault.ops.base import (
    Operands,
    OpSpec,
    Params,
    Requirement,
    at_least,
    listed,
    nth,
    numbered,
    rank_in,
    same_as,
)
from shapefault.ops.window import SPATIAL, padding_of, reach, slide, slide_text, unslide, unslide_text

DOC = "https://docs.pytorch.org/docs/stable/generated/torch.nn.{}.html"


def _axes(n: int, role: str, rank: int, params: Params) -> tuple[str, ...]:
    names = ("N", "C", *SPATIAL[n])
    return names[-rank:] if n + 1 <= rank <= n + 2 else numbered(rank)


def _window(params: Params, index: int) -> tuple[int, int, int, int, bool]:
    kernel = nth(params.get("kernel_size"), index, 1)
    return (
        kernel,
        nth(params.get("stride"), index, kernel),
        padding_of(params, index),
        nth(params.get("dilation"), index, 1),
        bool(params.get("ceil_mode")),
    )


def _spatial(params: Params, size: int, index: int) -> int | None:
    return None if params.get("kernel_size") is None else slide(size, *_window(params, index))


def _explain(params: Params, size: int, index: int) -> str:
    return slide_text(size, *_window(params, index))


@listed
def _check(kind: str, n: int, operands: Operands, params: Params) -> Iterator[Requirement]:
    rank = rank_in(operands, "input", (n + 1, n + 2))
    yield rank
    if not rank.holds:
        return
    wrong = tuple(at_least(params, kernel_size=1, stride=1, padding=0, dilation=1))
    yield from wrong
    if wrong:
        return
    shape = operands["input"]
    for i, name in enumerate(SPATIAL[n]):
        kernel, stride, padding, dilation, ceil_mode = _window(params, i)
        span = reach(kernel, dilation) if kind == "max" else kernel
        axis = len(shape) - n + i
        yield Requirement(
            "padding",
            2 * padding <= kernel,  # whatever the dilation
            "2·padding ≤ kernel_size",
            str(2 * padding),
            f"≤ {kernel}",
            "input",
            axis,
        )
        if kind != "max" and n == 3:
            # The 3-d kernels do not count the padding here.
            formula = f"{name} ≥ k{name}"
            size = shape[axis]
            yield Requirement(
                "kernel",
                size >= kernel,
                formula,
                str(size),
                f"≥ {kernel}",
                "input",
                axis,
                None,
                None,
                size,
                kernel,
            )
        out = slide(shape[axis], kernel, stride, padding, dilation, ceil_mode)
        yield Requirement(
            "kernel",
            out >= 1 and shape[axis] > 0,
            f"{name}_out ≥ 1",
            slide_text(shape[axis], kernel, stride, padding, dilation, ceil_mode),
            "≥ 1",
            "input",
            axis,
            got_value=shape[axis],
            want_value=max(span - 2 * padding, 1),
        )
    yield from _filled(operands, n)


def _filled(operands: Operands, n: int) -> Iterator[Requirement]:
    """Every axis but the batch's has at least one value."""
    shape = operands["input"]
    channel = len(shape) - n - 1
    yield Requirement("channels", shape[channel] > 0, "C ≥ 1", str(shape[channel]), "≥ 1", "input", channel)


def _result(n: int, operands: Operands, params: Params) -> Shape | None:
    shape = operands["input"]
    lead = len(shape) - n
    return (*shape[:lead], *(slide(shape[lead + i], *_window(params, i)) for i in range(n)))


def _output(params: Params, index: int, size: int) -> int:
    wanted = params.get("output_size")
    if isinstance(wanted, (tuple, list)):
        value = wanted[0] if len(wanted) == 1 else wanted[index]
        return size if value is None else int(value)
    return size if wanted is None else int(wanted)


def _adaptive_spatial(params: Params, size: int, index: int) -> int | None:
    return _output(params, index, size)


def _adaptive_explain(params: Params, size: int, index: int) -> str:
    return f"output_size = {_output(params, index, size)}"


def _adaptive_check(kind: str, n: int, operands: Operands, params: Params) -> tuple[Requirement, ...]:
    rank = rank_in(operands, "input", (n + 1, n + 2))
    shape = operands["input"]
    if not rank.holds:
        # A global average is a plain mean, for any number of leading axes.
        return () if n > 1 and len(shape) >= n and _is_mean(kind, n, operands, params) else (rank,)
    if wrong := tuple(at_least(params, output_size=0)):
        return rank, *wrong
    if _is_mean(kind, n, operands, params):
        return (rank,)
    filled = (
        Requirement("kernel", size > 0, f"{name} ≥ 1", str(size), "≥ 1", "input", len(shape) - n + i, got_value=size)
        for i, (name, size) in enumerate(zip(SPATIAL[n], shape[-n:], strict=True))
    )
    some = len(shape) == n + 2 and (kind == "max" or n == 3)
    return (rank, *filled, *(_filled(operands, n) if some else ()))


def _is_mean(kind: str, n: int, operands: Operands, params: Params) -> bool:
    shape = operands["input"]
    return kind == "avg" and _adaptive_result(n, operands, params) == (*shape[: len(shape) - n], *(1,) * n)


def _adaptive_result(n: int, operands: Operands, params: Params) -> Shape | None:
    shape = operands["input"]
    lead = len(shape) - n
    return (*shape[:lead], *(_output(params, i, shape[lead + i]) for i in range(n)))


def _unpool_window(params: Params, index: int) -> tuple[int, int, int, int, int]:
    kernel = nth(params.get("kernel_size"), index, 1)
    return kernel, nth(params.get("stride"), index, kernel), padding_of(params, index), 1, 0


def _unpool_spatial(params: Params, size: int, index: int) -> int | None:
    wanted = params.get("output_size")
    if wanted is not None:
        return int(wanted[index - len(SPATIAL[3])] if len(wanted) > 3 else nth(wanted, index))
    return unslide(size, *_unpool_window(params, index))


def _unpool_explain(params: Params, size: int, index: int) -> str:
    if params.get("output_size") is not None:
        return f"output_size = {_unpool_spatial(params, size, index)}"
    return unslide_text(size, *_unpool_window(params, index))


def _unpool_check(n: int, operands: Operands, params: Params) -> tuple[Requirement, ...]:
    rank = rank_in(operands, "input", (n + 1, n + 2))
    if not rank.holds:
        return (rank,)
    if n == 3 and (wrong := tuple(at_least(params, stride=1))):
        return rank, *wrong
    found = [rank, *same_as(operands, "indices", "indices", "input")]
    shape, wanted = operands["input"], params.get("output_size")
    for i, name in enumerate(SPATIAL[n]):
        axis = len(shape) - n + i
        plain = unslide(shape[axis], *_unpool_window(params, i))
        if wanted is not None:
            stride = _unpool_window(params, i)[1]
            asked = int(wanted[len(wanted) - n + i])
            found.append(
                Requirement(
                    "size",
                    plain - stride < asked < plain + stride,
                    f"|output_size − {name}_out| < stride",
                    str(asked),
                    f"{plain - stride + 1} to {plain + stride - 1}",
                    "input",
                    axis,
                )
            )
        else:
            found.append(Requirement("kernel", plain >= 0, f"{name}_out ≥ 0", str(plain), "≥ 0", "input", axis))
    return tuple(found)


def _unpool_result(n: int, operands: Operands, params: Params) -> Shape | None:
    shape, wanted = operands["input"], params.get("output_size")
    lead = len(shape) - n
    if wanted is not None:
        return (*shape[:lead], *(int(v) for v in wanted[len(wanted) - n :]))
    return (*shape[:lead], *(unslide(shape[lead + i], *_unpool_window(params, i)) for i in range(n)))


def _specs(n: int) -> Iterator[OpSpec]:
    axes, spatial = partial(_axes, n), SPATIAL[n]
    yield OpSpec(
        f"max_pool{n}d",
        ("input",),
        partial(_check, "max", n),
        partial(_result, n),
        axes,
        ("input", "kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices"),
        (f"max_pool{n}d_with_indices", f"_max_pool{n}d", f"mkldnn_max_pool{n}d", f"quantized_max_pool{n}d"),
        _spatial,
        _explain,
        spatial,
        DOC.format(f"MaxPool{n}d"),
    )
    yield OpSpec(
        f"avg_pool{n}d",
        ("input",),
        partial(_check, "avg", n),
        partial(_result, n),
        axes,
        ("input", "kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override"),
        (f"_avg_pool{n}d",),
        _spatial,
        _explain,
        spatial,
        DOC.format(f"AvgPool{n}d"),
    )
    yield OpSpec(
        f"lp_pool{n}d",
        ("input",),
        partial(_check, "lp", n),
        partial(_result, n),
        axes,
        ("input", "norm_type", "kernel_size", "stride", "ceil_mode"),
        (),
        _spatial,
        _explain,
        spatial,
        DOC.format(f"LPPool{n}d"),
    )
    for kind in ("avg", "max"):
        yield OpSpec(
            f"adaptive_{kind}_pool{n}d",
            ("input",),
            partial(_adaptive_check, kind, n),
            partial(_adaptive_result, n),
            axes,
            ("input", "output_size", "return_indices"),
            (
                f"_adaptive_{kind}_pool{n}d",
                f"adaptive_{kind}_pool{n}d_with_indices",
                f"mkldnn_adaptive_{kind}_pool{n}d",
            ),
            _adaptive_spatial,
            _adaptive_explain,
            spatial,
            DOC.format(f"Adaptive{kind.title()}Pool{n}d"),
        )
    yield OpSpec(
        f"max_unpool{n}d",
        ("input", "indices"),
        partial(_unpool_check, n),
        partial(_unpool_result, n),
        axes,
        ("input", "indices", "kernel_size", "stride", "padding", "output_size"),
        (),
        _unpool_spatial,
        _unpool_explain,
        spatial,
        DOC.format(f"MaxUnpool{n}d"),
    )


SPECS = tuple(spec for n in (1, 2, 3) for spec in _specs(n))
