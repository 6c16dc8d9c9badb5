"""Matrices, Fourier transforms, order along an axis, boxes, samples of different lengths."""

from __future__ import annotations

import importlib.util

import torch

from op_draws import strategies as st
from op_draws.cases import bend, case, shape, small, ten

dims = st.integers(-4, 3)


def regular(*sizes: int):
    """Matrices with ones on the diagonal, which have an inverse."""
    made = ten(*sizes)
    if made.dim() > 1:
        made.diagonal(dim1=-2, dim2=-1).fill_(1)
    return made


for name in ("inv", "cholesky", "det", "eigvals", "slogdet"):

    @case(f"linalg_{name}", getattr(torch.linalg, name))
    def _(draw):
        n = draw(small)
        return (regular(*bend(draw, (*shape(draw, 0, 2), n, n))),), {}


for name, fn in (
    ("matrix_exp", torch.matrix_exp),
    ("linalg_svdvals", torch.linalg.svdvals),
    ("linalg_matrix_rank", torch.linalg.matrix_rank),
    ("linalg_pinv", torch.linalg.pinv),
    ("tril", torch.tril),
    ("triu", torch.triu),
    ("trace", torch.trace),
):

    @case(name, fn)
    def _(draw):
        n = draw(small)
        return (regular(*bend(draw, (*shape(draw, 0, 1), n, n))),), {}


@case("linalg_solve", torch.linalg.solve)
def _(draw):
    n, lead = draw(small), shape(draw, 0, 2)
    right = (*lead, n) if draw(st.booleans()) else (*lead, n, draw(small))
    return (regular(*bend(draw, (*lead, n, n))), ten(*bend(draw, right))), {}


@case("linalg_cross", torch.linalg.cross)
def _(draw):
    a = (*shape(draw, 0, 2), 3)
    return (ten(*bend(draw, a)), ten(*bend(draw, a))), {"dim": draw(st.sampled_from([-1, -1, 0, 2]))}


for name in ("outer", "inner", "cdist"):

    @case(name, getattr(torch, name))
    def _(draw, name=name):
        if name == "outer":
            return (ten(*bend(draw, (draw(small),))), ten(*bend(draw, (draw(small),)))), {}
        lead, k = shape(draw, 0, 2), draw(small)
        return (ten(*bend(draw, (*lead, draw(small), k))), ten(*bend(draw, (*lead, draw(small), k)))), {}


@case("diagonal", torch.diagonal)
def _(draw):
    return (ten(*shape(draw)), draw(st.integers(-2, 2)), draw(dims), draw(dims)), {}


for name in ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft"):

    @case(f"fft_{name}", getattr(torch.fft, name))
    def _(draw):
        return (ten(*shape(draw, 0, 3)), draw(st.sampled_from([None, None, 1, 3, 4, 0])), draw(dims)), {}


for name in (f"{start}fft{end}" for start in ("", "i", "r", "ir", "h", "ih") for end in "2n"):

    @case(f"fft_{name}", getattr(torch.fft, name))
    def _(draw):
        given = {}
        if draw(st.booleans()):
            given["dim"] = tuple(draw(st.lists(st.integers(-3, 2), min_size=0, max_size=3)))
        if draw(st.booleans()):
            count = len(given.get("dim", (0, 0))) + draw(st.sampled_from([0, 0, 0, -1, 1]))
            given["s"] = tuple(draw(st.sampled_from([1, 2, 3, 4, 5, -1, 0])) for _ in range(count))
        return (ten(*shape(draw, 0, 3)),), given


@case("linalg_lstsq", torch.linalg.lstsq)
def _(draw):
    n, lead = draw(small), shape(draw, 0, 2)
    right = (*lead, n) if draw(st.booleans()) else (*lead, n, draw(small))
    return (regular(*bend(draw, (*lead, n, draw(st.integers(1, n))))), ten(*bend(draw, right))), {}


@case("linalg_qr", torch.linalg.qr)
def _(draw):
    x = bend(draw, (*shape(draw, 0, 2), draw(small), draw(small)))
    return (regular(*x),), {"mode": draw(st.sampled_from(["reduced", "complete", "r"]))}


for name in ("sort", "argsort"):

    @case(name, getattr(torch, name))
    def _(draw):
        return (ten(*shape(draw)), draw(dims)), {}


for name in ("topk", "kthvalue"):

    @case(name, getattr(torch, name))
    def _(draw):
        return (ten(*shape(draw, 0, 3)), draw(st.integers(0, 4)), draw(dims)), {}


@case("flip", torch.flip)
def _(draw):
    return (ten(*shape(draw)), draw(st.lists(st.integers(-3, 2), min_size=0, max_size=3))), {}


@case("roll", torch.roll)
def _(draw):
    several = st.lists(st.integers(-3, 2), min_size=0, max_size=2)
    return (ten(*shape(draw, 0, 3)), draw(st.one_of(st.integers(-3, 3), several)), draw(several)), {}


@case("pack_padded_sequence", torch.nn.utils.rnn.pack_padded_sequence)
def _(draw):
    n, length = draw(small), draw(small)
    first, ordered = draw(st.booleans()), draw(st.booleans())
    lengths = sorted((draw(st.integers(1, length + (draw(st.integers(0, 5)) == 0))) for _ in range(n)), reverse=True)
    if draw(st.integers(0, 4)) == 0:
        lengths = lengths[::-1] + [1] * draw(st.integers(0, 1))
    x = (n, length, *shape(draw, 0, 2)) if first else (length, n, *shape(draw, 0, 2))
    return (ten(*bend(draw, x)), lengths), {"batch_first": first, "enforce_sorted": ordered}


@case("pad_sequence", torch.nn.utils.rnn.pad_sequence)
def _(draw):
    rest = shape(draw, 0, 2)
    parts = [ten(*bend(draw, (draw(small), *rest))) for _ in range(draw(st.integers(1, 3)))]
    return (parts,), {"batch_first": draw(st.booleans())}


@case("nested_tensor", torch.nested.nested_tensor)
def _(draw):
    rest = shape(draw, 0, 2)
    return ([ten(*bend(draw, (draw(small), *rest))) for _ in range(draw(st.integers(1, 3)))],), {}


@case("sparse_coo_tensor", torch.sparse_coo_tensor)
def _(draw):
    axes, entries, dense = draw(st.integers(1, 3)), draw(small), shape(draw, 0, 1)
    size = bend(draw, (*(draw(small) for _ in range(axes)), *dense)) or (1,)
    indices, values = bend(draw, (axes, entries)), bend(draw, (entries, *dense))
    return (ten(*indices, dtype=torch.long), ten(*values), size), {"check_invariants": True}


def _boxes() -> None:
    from torchvision import ops

    @case("nms", ops.nms)
    def _(draw):
        n = draw(small)
        return (ten(*bend(draw, (n, 4))), ten(*bend(draw, (n,))), 0.5), {}

    for name, fn in (("roi_align", ops.roi_align), ("roi_pool", ops.roi_pool)):
        # On real tensors these read beyond their input where it does not fit: only kernels without memory are asked.
        @case(name, fn)
        def _(draw):
            x = torch.empty(bend(draw, (draw(small), draw(small), 5, 5)), device="meta")
            boxes = [torch.empty(bend(draw, (draw(small), 4)), device="meta") for _ in range(draw(small))]
            if draw(st.booleans()):
                boxes = torch.empty(bend(draw, (draw(small), 5)), device="meta")
            return (x, boxes, draw(st.one_of(small, st.tuples(small, small)))), {}

    @case("box_iou", ops.box_iou)
    def _(draw):
        return (ten(*bend(draw, (draw(small), 4))), ten(*bend(draw, (draw(small), 4)))), {}


if importlib.util.find_spec("torchvision") is not None:
    _boxes()
