"""Convolutions and pooling."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from op_draws import strategies as st
from op_draws.cases import bend, case, per_axis, small, ten

for n in (1, 2, 3):

    @case(f"conv{n}d", getattr(F, f"conv{n}d"))
    def _(draw, n=n):
        groups, kernel = draw(st.integers(1, 2)), tuple(draw(st.integers(1, 3)) for _ in range(n))
        c_in, c_out = draw(small), draw(small)
        x = bend(
            draw,
            (
                *((draw(small),) if draw(st.booleans()) else ()),
                c_in * groups,
                *(draw(st.integers(1, 6)) for _ in range(n)),
            ),
        )
        w = bend(draw, (c_out * groups, c_in, *kernel))
        kwargs = {"dilation": per_axis(draw, n, 1, 2), "groups": groups}
        padding = draw(st.sampled_from(["int", "same", "valid"]))
        if padding == "int":
            kwargs |= {"padding": per_axis(draw, n, 0, 2), "stride": per_axis(draw, n, 1, 3)}
        else:
            kwargs["padding"] = padding
        bias = [ten(*bend(draw, (w[0],)))] if draw(st.booleans()) and w else []
        return (ten(*x), ten(*w), *bias), kwargs

    @case(f"conv_transpose{n}d", getattr(F, f"conv_transpose{n}d"))
    def _(draw, n=n):
        groups = draw(st.integers(1, 2))
        c_in, c_out = draw(small), draw(small)
        x = bend(
            draw,
            (
                *((draw(small),) if draw(st.booleans()) else ()),
                c_in * groups,
                *(draw(st.integers(1, 5)) for _ in range(n)),
            ),
        )
        w = bend(draw, (c_in * groups, c_out, *(draw(st.integers(1, 3)) for _ in range(n))))
        kwargs = {
            "stride": per_axis(draw, n, 1, 3),
            "padding": per_axis(draw, n, 0, 2),
            "output_padding": per_axis(draw, n, 0, 1),
            "dilation": per_axis(draw, n, 1, 2),
            "groups": groups,
        }
        bias = [ten(*bend(draw, (w[1] * groups,)))] if draw(st.booleans()) and len(w) > 1 else []
        return (ten(*x), ten(*w), *bias), kwargs

    def image(draw, n, high=7):
        return bend(draw, (draw(small), draw(small), *(draw(st.integers(1, high)) for _ in range(n))))

    @case(f"max_pool{n}d", getattr(F, f"max_pool{n}d"))
    def _(draw, n=n, image=image):
        kwargs = {
            "padding": per_axis(draw, n, 0, 1),
            "dilation": per_axis(draw, n, 1, 2),
            "ceil_mode": draw(st.booleans()),
        }
        if draw(st.booleans()):
            kwargs["stride"] = per_axis(draw, n, 1, 3)
        return (ten(*image(draw, n)), per_axis(draw, n, 1, 4)), kwargs

    @case(f"avg_pool{n}d", getattr(F, f"avg_pool{n}d"))
    def _(draw, n=n, image=image):
        kwargs = {"padding": per_axis(draw, n, 0, 1), "ceil_mode": draw(st.booleans())}
        if draw(st.booleans()):
            kwargs["stride"] = per_axis(draw, n, 1, 3)
        return (ten(*image(draw, n)), per_axis(draw, n, 1, 4)), kwargs

    @case(f"lp_pool{n}d", getattr(F, f"lp_pool{n}d"))
    def _(draw, n=n, image=image):
        return (ten(*image(draw, n)), 2.0, draw(st.integers(1, 4))), {"ceil_mode": draw(st.booleans())}

    for kind in ("avg", "max"):

        @case(f"adaptive_{kind}_pool{n}d", getattr(F, f"adaptive_{kind}_pool{n}d"))
        def _(draw, n=n, image=image):
            size = per_axis(draw, n, 1, 4)
            return (ten(*image(draw, n)), size), {}

    @case(f"max_unpool{n}d", getattr(F, f"max_unpool{n}d"))
    def _(draw, n=n, image=image):
        x = image(draw, n, 3)
        kwargs = {"stride": draw(st.integers(1, 2)), "padding": draw(st.integers(0, 1))}
        if draw(st.booleans()):
            kwargs["output_size"] = [draw(st.integers(1, 7)) for _ in range(n)]
        return (ten(*x), ten(*bend(draw, x), dtype=torch.long), draw(st.integers(2, 3))), kwargs
