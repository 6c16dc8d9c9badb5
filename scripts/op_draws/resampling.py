"""Resizing, padding, shuffling, folding."""

from __future__ import annotations

import torch.nn.functional as F

from op_draws import strategies as st
from op_draws.cases import bend, case, per_axis, shape, small, ten


@case("interpolate", F.interpolate)
def _(draw):
    x = shape(draw, 2, 5, 4)
    mode = draw(st.sampled_from(["nearest", "linear", "bilinear", "trilinear", "area", "nearest-exact", "bicubic"]))
    n = max(len(x) - 2, 1)
    if draw(st.booleans()):
        return (ten(*x),), {"size": per_axis(draw, draw(st.sampled_from([n, n, 2])), 0, 4), "mode": mode}
    return (ten(*x),), {"scale_factor": draw(st.sampled_from([0.5, 0.3, 1.5, 2, 2.7])), "mode": mode}


@case("pad", F.pad)
def _(draw):
    mode = draw(st.sampled_from(["constant", "reflect", "replicate", "circular"]))
    pads = draw(st.lists(st.integers(-1, 3), min_size=1, max_size=6))
    return (ten(*shape(draw, 1, 5)), pads), {"mode": mode}


@case("pixel_shuffle", F.pixel_shuffle)
def _(draw):
    return (ten(*shape(draw, 1, 4, 9)), draw(st.integers(1, 3))), {}


@case("pixel_unshuffle", F.pixel_unshuffle)
def _(draw):
    return (ten(*shape(draw, 1, 4, 9)), draw(st.integers(1, 3))), {}


@case("unfold", F.unfold)
def _(draw):
    return (ten(*shape(draw, 2, 4, 6)), per_axis(draw, 2, 1, 3)), {
        "dilation": draw(st.integers(1, 2)),
        "padding": draw(st.integers(0, 1)),
        "stride": draw(st.integers(1, 2)),
    }


@case("fold", F.fold)
def _(draw):
    c, k, out = draw(small), draw(st.integers(1, 2)), draw(st.integers(2, 4))
    blocks = (out - k + 1) ** 2
    return (ten(*bend(draw, (*shape(draw, 0, 1), c * k * k, blocks))), (out, out), k), {}


@case("grid_sample", F.grid_sample)
def _(draw):
    n, spatial = draw(small), draw(st.integers(2, 3))
    x = bend(draw, (n, draw(small), *(draw(small) for _ in range(spatial))))
    return (ten(*x), ten(*bend(draw, (n, *(draw(small) for _ in range(spatial)), spatial)))), {"align_corners": False}
