"""Normalisation, embeddings, attention, losses."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from op_draws import strategies as st
from op_draws.cases import bend, case, shape, small, ten


@case("batch_norm", F.batch_norm)
def _(draw):
    c = draw(small)
    stats = [ten(draw(st.sampled_from([c, c, c, 3]))) for _ in range(4)]
    return (ten(*bend(draw, (draw(small), c, *shape(draw, 0, 3)))), *stats), {"training": draw(st.booleans())}


@case("instance_norm", F.instance_norm)
def _(draw):
    c = draw(small)
    return (ten(*bend(draw, (draw(small), c, *shape(draw, 1, 3)))), None, None, ten(c), ten(c)), {}


@case("group_norm", F.group_norm)
def _(draw):
    c = draw(st.integers(1, 6))
    return (
        ten(*bend(draw, (draw(small), c, *shape(draw, 0, 3)))),
        draw(st.integers(1, 3)),
        ten(c),
        ten(c),
    ), {}


for name in ("layer_norm", "rms_norm"):

    @case(name, getattr(F, name))
    def _(draw):
        a = shape(draw, 1, 4)
        trailing = a[-draw(st.integers(1, len(a))) :]
        return (ten(*a), bend(draw, trailing) or (2,)), {"weight": ten(*bend(draw, trailing))} if draw(
            st.booleans()
        ) else {}


@case("local_response_norm", F.local_response_norm)
def _(draw):
    return (ten(*shape(draw, 1, 5)), 2), {}


@case("embedding", F.embedding)
def _(draw):
    return (ten(*shape(draw, 0, 3), dtype=torch.long), ten(*bend(draw, (4, 3)))), {}


@case("embedding_bag", F.embedding_bag)
def _(draw):
    offsets = {"offsets": torch.zeros(draw(small), dtype=torch.long)} if draw(st.booleans()) else {}
    return (ten(*shape(draw, 0, 3), dtype=torch.long), ten(4, 3)), offsets


@case("one_hot", F.one_hot)
def _(draw):
    return (ten(*shape(draw, 0, 3), dtype=torch.long), draw(st.integers(1, 4))), {}


@case("scaled_dot_product_attention", F.scaled_dot_product_attention)
def _(draw):
    lead, t, s, e, v = shape(draw, 0, 2), draw(small), draw(small), draw(small), draw(small)
    mask = {"attn_mask": ten(*bend(draw, (t, s)))} if draw(st.booleans()) else {}
    return (
        ten(*bend(draw, (*lead, t, e))),
        ten(*bend(draw, (*lead, s, e))),
        ten(*bend(draw, (*lead, s, v))),
    ), mask


reduction = st.sampled_from(["none", "mean"])


@case("cross_entropy", F.cross_entropy)
def _(draw):
    x = shape(draw, 0, 5, 3)
    if draw(st.booleans()):
        target = torch.rand(bend(draw, x))
        target = target if tuple(target.shape) == x else target.long()
    else:
        target = ten(*bend(draw, (*x[:1], *x[2:]) if len(x) > 1 else ()), dtype=torch.long)
        if tuple(target.shape) == x:
            target = target.float()
    weight = {"weight": ten(draw(small))} if draw(st.integers(0, 3)) == 0 else {}
    return (ten(*x), target), {"reduction": draw(reduction), **weight}


@case("nll_loss", F.nll_loss)
def _(draw):
    x = shape(draw, 0, 5, 3)
    target = ten(*bend(draw, (*x[:1], *x[2:]) if len(x) > 1 else ()), dtype=torch.long)
    return (ten(*x), target), {"reduction": draw(reduction)}


for name in (
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "mse_loss",
    "l1_loss",
    "smooth_l1_loss",
    "huber_loss",
    "kl_div",
    "soft_margin_loss",
    "poisson_nll_loss",
):

    @case(name, getattr(F, name))
    def _(draw):
        x = shape(draw, 0, 4, 3)
        return (ten(*x), ten(*bend(draw, x))), {"reduction": draw(reduction)}


@case("gaussian_nll_loss", F.gaussian_nll_loss)
def _(draw):
    x = shape(draw, 0, 3, 3)
    return (ten(*x), ten(*bend(draw, x)), torch.ones(bend(draw, x))), {"reduction": draw(reduction)}


@case("cosine_embedding_loss", F.cosine_embedding_loss)
def _(draw):
    n, e = draw(small), draw(small)
    return (ten(*bend(draw, (n, e))), ten(*bend(draw, (n, e))), torch.ones(bend(draw, (n,)))), {
        "reduction": draw(reduction)
    }


@case("triplet_margin_loss", F.triplet_margin_loss)
def _(draw):
    a = shape(draw, 1, 3, 3)
    return (ten(*a), ten(*bend(draw, a)), ten(*bend(draw, a))), {"reduction": draw(reduction)}
