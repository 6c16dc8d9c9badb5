"""Recurrent and attention modules, transforms and checkpoints against torch and torchvision themselves."""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import warnings
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

torch = pytest.importorskip("torch")
nn = torch.nn

from shapefault import ops  # noqa: E402
from shapefault.ops.recurrent import hidden_shape  # noqa: E402
from shapefault.ops.transform import resize_text, resized  # noqa: E402

torch.set_num_threads(1)
REFUSALS = (RuntimeError, ValueError, IndexError, TypeError, AssertionError)
small = st.integers(1, 3)
drawn = settings(
    max_examples=30, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def sizes(data: Any, *right: int) -> tuple[int, ...]:
    """The right sizes, mostly; else one of them changed."""
    out = list(right)
    if data.draw(st.integers(0, 2)) == 0:
        out[data.draw(st.integers(0, len(out) - 1))] = data.draw(st.integers(1, 4))
    return tuple(out)


def agree(op: str, operands: dict[str, Any], params: dict[str, Any], call: Callable[[], Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            out, message = call(), ""
        except REFUSALS as error:
            out, message = None, str(error) or type(error).__name__
    while isinstance(out, (tuple, list)):
        out = out[0]
    broken = [r for r in ops.check(op, operands, params) if not r.holds]
    assert ops.check(op, operands, params), "no requirement at all"
    assert (not broken) == (not message), f"{op} {operands} {params}: torch: {message}; we: {broken}"
    if out is not None:
        assert ops.result(op, operands, params) == tuple(out.shape)


@pytest.mark.parametrize("kind", ["lstm", "gru", "rnn"])
def test_recurrent_layers(kind: str) -> None:
    @drawn
    @given(st.data())
    def compare(data: Any) -> None:
        draw = data.draw
        params: dict[str, Any] = {
            "input_size": draw(small),
            "hidden_size": draw(st.integers(2, 4)),
            "num_layers": draw(st.integers(1, 2)),
            "bidirectional": draw(st.booleans()),
            "batch_first": draw(st.booleans()),
        }
        if kind == "lstm" and draw(st.booleans()):
            params["proj_size"] = 1
        module = getattr(nn, kind.upper())(**params)
        batched = draw(st.booleans())
        n, length = draw(small), draw(small)
        right = (n, length) if params["batch_first"] else (length, n)
        x = sizes(data, *(right if batched else (length,)), params["input_size"])
        operands, hidden = {"input": x}, None
        if draw(st.booleans()):
            batch = n if batched else None
            operands["h_0"] = sizes(data, *hidden_shape(params, batch))
            hidden = torch.zeros(operands["h_0"])
            if kind == "lstm":
                operands["c_0"] = sizes(data, *hidden_shape(params, batch, "c_0"))
                hidden = (hidden, torch.zeros(operands["c_0"]))
        agree(kind, operands, params, lambda: module(torch.zeros(x), hidden))

    compare()


@pytest.mark.parametrize("kind", ["lstm_cell", "gru_cell", "rnn_cell"])
def test_recurrent_cells(kind: str) -> None:
    @drawn
    @given(st.data())
    def compare(data: Any) -> None:
        draw = data.draw
        params = {"input_size": draw(small), "hidden_size": draw(small)}
        module = {"lstm_cell": nn.LSTMCell, "gru_cell": nn.GRUCell, "rnn_cell": nn.RNNCell}[kind](**params)
        lead = (draw(small),) if draw(st.booleans()) else ()
        x = sizes(data, *lead, params["input_size"])
        operands, hidden = {"input": x}, None
        if draw(st.booleans()):
            operands["h_0"] = sizes(data, *lead, params["hidden_size"])
            hidden = torch.zeros(operands["h_0"])
            if kind == "lstm_cell":
                operands["c_0"] = operands["h_0"]
                hidden = (hidden, hidden)
        agree(kind, operands, params, lambda: module(torch.zeros(x), hidden))

    compare()


@drawn
@given(st.data())
def test_multihead_attention(data: Any) -> None:
    draw = data.draw
    params = {"embed_dim": 4, "num_heads": draw(st.sampled_from([1, 2])), "batch_first": draw(st.booleans())}
    module = nn.MultiheadAttention(**params)
    n, length, source = draw(small), draw(small), draw(small)

    def layout(size: int) -> tuple[int, ...]:
        return sizes(data, *((n, size) if params["batch_first"] else (size, n)), 4)

    operands = {"query": layout(length), "key": layout(source)}
    operands["value"] = sizes(data, *operands["key"])
    extra = {}
    if draw(st.booleans()):
        operands["key_padding_mask"] = sizes(data, n, source)
        extra["key_padding_mask"] = torch.zeros(operands["key_padding_mask"], dtype=torch.bool)
    if draw(st.booleans()):
        operands["attn_mask"] = sizes(data, length, source)
        extra["attn_mask"] = torch.zeros(operands["attn_mask"], dtype=torch.bool)
    tensors = [torch.zeros(operands[r]) for r in ("query", "key", "value")]
    agree("MultiheadAttention", operands, params, lambda: module(*tensors, **extra))


@drawn
@given(st.data())
def test_transformer_layers(data: Any) -> None:
    draw = data.draw
    params = {"d_model": 4, "nhead": 2, "batch_first": draw(st.booleans())}
    n, source, target = draw(small), draw(small), draw(small)

    def layout(size: int) -> tuple[int, ...]:
        return sizes(data, *((n, size) if params["batch_first"] else (size, n)), 4)

    operands = {"src": layout(source)}
    encoder = nn.TransformerEncoderLayer(dim_feedforward=4, **params)
    agree("TransformerEncoderLayer", operands, params, lambda: encoder(torch.zeros(operands["src"])))
    both = {"tgt": layout(target), "memory": layout(source)}
    decoder = nn.TransformerDecoderLayer(dim_feedforward=4, **params)
    agree(
        "TransformerDecoderLayer", both, params,
        lambda: decoder(torch.zeros(both["tgt"]), torch.zeros(both["memory"])),
    )  # fmt: skip


@drawn
@given(st.data())
def test_ctc_loss(data: Any) -> None:
    draw = data.draw
    n, length = draw(small), draw(st.integers(2, 4))
    shapes = {
        "log_probs": (length, n, 3),
        "targets": sizes(data, n, 2),
        "input_lengths": sizes(data, n),
        "target_lengths": sizes(data, n),
    }
    args = [
        torch.zeros(shapes["log_probs"]),
        torch.ones(shapes["targets"], dtype=torch.long),
        torch.full(shapes["input_lengths"], length),
        torch.ones(shapes["target_lengths"], dtype=torch.long),
    ]
    agree("ctc_loss", shapes, {"reduction": "mean"}, lambda: nn.functional.ctc_loss(*args))


@drawn
@given(st.data())
def test_class_numbers_and_rows(data: Any) -> None:
    draw = data.draw
    classes, number = draw(small), draw(st.integers(-1, 3))
    low_high = {"index_min": number, "index_max": number}
    target = torch.full((2,), number)
    agree(
        "cross_entropy", {"input": (2, classes), "target": (2,)}, low_high,
        lambda: nn.functional.cross_entropy(torch.zeros(2, classes), target),
    )  # fmt: skip
    agree(
        "embedding", {"input": (2,), "weight": (classes, 3)}, low_high,
        lambda: nn.functional.embedding(target, torch.zeros(classes, 3)),
    )  # fmt: skip
    agree(
        "one_hot", {"input": (2,)}, {"num_classes": classes, **low_high},
        lambda: nn.functional.one_hot(target, classes),
    )  # fmt: skip


@drawn
@given(st.data())
def test_transforms(data: Any) -> None:
    transforms = pytest.importorskip("torchvision.transforms")
    draw = data.draw
    side = st.integers(4, 40)
    shape = (draw(st.sampled_from([1, 3, 4])), draw(side), draw(side))
    image, size = torch.zeros(shape), draw(st.one_of(side, st.tuples(side, side), st.tuples(side)))
    operands = {"input": shape}
    agree("Resize", operands, {"size": size}, lambda: transforms.Resize(size)(image))
    agree("CenterCrop", operands, {"size": size}, lambda: transforms.CenterCrop(size)(image))
    padding = draw(st.sampled_from([None, 2, (1, 2), (1, 2, 3, 4)]))
    params = {"size": size, "padding": padding, "pad_if_needed": draw(st.booleans())}
    agree("RandomCrop", operands, params, lambda: transforms.RandomCrop(**params)(image))
    for name in ("FiveCrop", "TenCrop"):
        agree(name, operands, {"size": size}, lambda name=name: getattr(transforms, name)(size)(image))
    mean = tuple([0.5] * draw(st.sampled_from([1, 3])))
    statistics = {"mean": mean, "std": mean}
    agree("normalize_image", operands, statistics, lambda: transforms.Normalize(**statistics)(image))
    array = torch.zeros(shape).numpy()
    agree("ToTensor", {"input": array.shape}, {}, lambda: transforms.ToTensor()(array))


@drawn
@given(st.integers(1, 300), st.integers(1, 300), st.integers(1, 300))
def test_resize_keeps_the_ratio(height: int, width: int, size: int) -> None:
    functional = pytest.importorskip("torchvision.transforms.functional")
    assert list(resized(height, width, size)) == functional._compute_resized_output_size([height, width], [size])


def test_resize_text() -> None:
    assert resize_text(375, 500, 256, "W") == "floor(256·500/375) = 341"
    assert resize_text(375, 500, 256, "H") == "size = 256"
    assert resize_text(375, 500, (10, 20), "W") == "size = 20"


def test_state_dict_sizes() -> None:
    saved, own = nn.Linear(3, 2).state_dict(), nn.Linear(4, 2)
    operands = {f"checkpoint[{k}]": tuple(v.shape) for k, v in saved.items()}
    operands |= {f"model[{k}]": tuple(v.shape) for k, v in own.state_dict().items()}
    with pytest.raises(RuntimeError, match="size mismatch for weight"):
        own.load_state_dict(saved)
    (broken,) = [r for r in ops.check("load_state_dict", operands, {}) if not r.holds]
    assert (broken.operand, broken.axis, broken.got_value, broken.want_value) == ("checkpoint[weight]", 1, 3, 4)


def test_missing_keys() -> None:
    operands = {"checkpoint[a]": (1,), "model[b]": (1,)}
    broken = [r.operand for r in ops.check("load_state_dict", operands, {}) if not r.holds]
    assert broken == ["checkpoint[b]", "model[a]"]
    assert not [r for r in ops.check("load_state_dict", operands, {"strict": False}) if not r.holds]
