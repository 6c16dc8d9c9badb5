"""Layers that check their input themselves, and torchvision's transforms: by class and parameters."""

from __future__ import annotations

import importlib.util

import torch
from torch import nn

from op_draws import strategies as st
from op_draws.cases import case, layer_case, ten
from shapefault.ops.recurrent import hidden_shape

small = st.integers(1, 3)


def sizes(draw, *right: int) -> tuple[int, ...]:
    """The right sizes, mostly; else one of them changed."""
    out = list(right)
    if out and draw(st.integers(0, 2)) == 0:
        out[draw(st.integers(0, len(out) - 1))] = draw(st.integers(1, 4))
    return tuple(out)


for kind in ("lstm", "gru", "rnn"):

    @layer_case(kind)
    def _(draw, kind=kind):
        params = {
            "input_size": draw(small),
            "hidden_size": draw(st.integers(2, 4)),
            "num_layers": draw(st.integers(1, 2)),
            "bidirectional": draw(st.booleans()),
            "batch_first": draw(st.booleans()),
        }
        if kind == "lstm" and draw(st.booleans()):
            params["proj_size"] = 1
        module = getattr(nn, kind.upper())(**params)
        batched, n, length = draw(st.booleans()), draw(small), draw(small)
        right = (n, length) if params["batch_first"] else (length, n)
        x = sizes(draw, *(right if batched else (length,)), params["input_size"])
        operands, hidden = {"input": x}, None
        if draw(st.booleans()):
            batch = n if batched else None
            operands["h_0"] = sizes(draw, *hidden_shape(params, batch))
            hidden = ten(*operands["h_0"])
            if kind == "lstm":
                operands["c_0"] = sizes(draw, *hidden_shape(params, batch, "c_0"))
                hidden = (hidden, ten(*operands["c_0"]))
        return operands, params, lambda: module(ten(*x), hidden)


for kind, cell in (("lstm_cell", nn.LSTMCell), ("gru_cell", nn.GRUCell), ("rnn_cell", nn.RNNCell)):

    @layer_case(kind)
    def _(draw, kind=kind, cell=cell):
        params = {"input_size": draw(small), "hidden_size": draw(small)}
        module, lead = cell(**params), (draw(small),) if draw(st.booleans()) else ()
        x = sizes(draw, *lead, params["input_size"])
        operands, hidden = {"input": x}, None
        if draw(st.booleans()):
            operands["h_0"] = sizes(draw, *lead, params["hidden_size"])
            hidden = ten(*operands["h_0"])
            if kind == "lstm_cell":
                operands["c_0"] = operands["h_0"]
                hidden = (hidden, hidden)
        return operands, params, lambda: module(ten(*x), hidden)


@layer_case("multi_head_attention")
def _(draw):
    params = {"embed_dim": 4, "num_heads": draw(st.sampled_from([1, 2])), "batch_first": draw(st.booleans())}
    module = nn.MultiheadAttention(**params)
    n, length, source = draw(small), draw(small), draw(small)

    def layout(size):
        return sizes(draw, *((n, size) if params["batch_first"] else (size, n)), 4)

    operands = {"query": layout(length), "key": layout(source)}
    operands["value"] = sizes(draw, *operands["key"])
    extra = {}
    for name, shape in (("key_padding_mask", (n, source)), ("attn_mask", (length, source))):
        if draw(st.booleans()):
            operands[name] = sizes(draw, *shape)
            extra[name] = torch.zeros(operands[name], dtype=torch.bool)
    tensors = [ten(*operands[r]) for r in ("query", "key", "value")]
    return operands, params, lambda: module(*tensors, **extra)


def _transformer(name: str, roles: tuple[str, ...], make) -> None:
    @layer_case(name)
    def _(draw):
        params = {"d_model": 4, "nhead": 2, "batch_first": draw(st.booleans())}
        n = draw(small)
        operands = {}
        for role in roles:
            length = draw(small)
            operands[role] = sizes(draw, *((n, length) if params["batch_first"] else (length, n)), 4)
        module = make(dim_feedforward=4, **params)
        return operands, params, lambda: module(*(ten(*operands[r]) for r in roles))


_transformer("transformer_encoder_layer", ("src",), nn.TransformerEncoderLayer)
_transformer("transformer_decoder_layer", ("tgt", "memory"), nn.TransformerDecoderLayer)
_transformer(
    "transformer",
    ("src", "tgt"),
    lambda **params: nn.Transformer(num_encoder_layers=1, num_decoder_layers=1, **params),
)


@layer_case("ctc_loss")
def _(draw):
    n, length = draw(small), draw(st.integers(2, 4))
    operands = {
        "log_probs": (length, n, 3),
        "targets": sizes(draw, n, 2),
        "input_lengths": sizes(draw, n),
        "target_lengths": sizes(draw, n),
    }
    args = [
        ten(*operands["log_probs"]),
        torch.ones(operands["targets"], dtype=torch.long),
        torch.full(operands["input_lengths"], length),
        torch.ones(operands["target_lengths"], dtype=torch.long),
    ]
    return operands, {"reduction": "mean"}, lambda: nn.functional.ctc_loss(*args)


@case("convolution", torch.convolution)
def _(draw):
    n, groups, transposed = draw(st.integers(1, 3)), draw(st.integers(1, 2)), draw(st.booleans())
    c_in, c_out = draw(small), draw(small)
    kernel = tuple(draw(small) for _ in range(n))
    weight = (c_in * groups, c_out, *kernel) if transposed else (c_out * groups, c_in, *kernel)
    x = (draw(small), c_in * groups, *(draw(st.integers(1, 5)) for _ in range(n)))
    ones = [1] * n
    window = [draw(st.integers(1, 2)) for _ in range(n)], [draw(st.integers(0, 1)) for _ in range(n)]
    return (ten(*sizes(draw, *x)), ten(*weight), None, *window, ones, transposed, [0] * n, groups), {}


def _image(draw) -> tuple[int, ...]:
    side = st.integers(4, 40)
    lead = draw(st.sampled_from([(), (1,), (3,), (3,), (4,), (2, 3), (2, 1), (2, 2, 3)]))
    return (*lead, draw(side), draw(side))


def _transforms() -> None:
    import torchvision.transforms as transforms
    import torchvision.transforms.functional as functional
    from torchvision.transforms import v2

    def one(name, params_of, cls):
        @layer_case(name)
        def _(draw):
            shape = _image(draw)
            params = params_of(draw)
            family = draw(st.sampled_from([transforms, v2]))
            make = getattr(family, cls)
            return {"input": shape}, {**params, "v2": family is v2}, lambda: make(**params)(ten(*shape))

    side = st.integers(4, 40)
    size = st.one_of(side, st.tuples(side, side), st.tuples(side))
    padding = st.sampled_from([None, 2, (1, 2), (1, 2, 3, 4)])
    one("resize", lambda draw: {"size": draw(size)}, "Resize")
    one("center_crop", lambda draw: {"size": draw(size)}, "CenterCrop")
    one("five_crop", lambda draw: {"size": draw(size)}, "FiveCrop")
    one("ten_crop", lambda draw: {"size": draw(size)}, "TenCrop")
    one(
        "random_crop",
        lambda draw: {"size": draw(size), "padding": draw(padding), "pad_if_needed": draw(st.booleans())},
        "RandomCrop",
    )
    one("pad_image", lambda draw: {"padding": draw(st.sampled_from([2, (1, 2), (1, 2, 3, 4)]))}, "Pad")

    def statistics(draw):
        mean = tuple([0.5] * draw(st.sampled_from([1, 3])))
        return {"mean": mean, "std": mean}

    one("normalize_image", statistics, "Normalize")

    @layer_case("to_tensor")
    def _(draw):
        shape = tuple(draw(st.integers(1, 6)) for _ in range(draw(st.integers(1, 4))))
        array = ten(*shape).numpy()
        return {"input": shape}, {}, lambda: functional.to_tensor(array)


if importlib.util.find_spec("torchvision") is not None:
    _transforms()


@layer_case("load_state_dict")
def _(draw):
    rows, columns = draw(small), draw(small)
    own, saved = nn.Linear(columns, rows), nn.Linear(*reversed(sizes(draw, rows, columns))).state_dict()
    if draw(st.integers(0, 3)) == 0:
        del saved["bias"]
    operands = {f"checkpoint[{k}]": tuple(v.shape) for k, v in saved.items()}
    operands |= {f"model[{k}]": tuple(v.shape) for k, v in own.state_dict().items()}
    return operands, {}, lambda: (own.load_state_dict(saved), None)[1]
