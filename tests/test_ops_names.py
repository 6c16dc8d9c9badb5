"""Names of ops and axes, printed formulas, and the binding of a call's arguments."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

import pytest

from shapefault import ops
from shapefault.ops.registry import specs


@dataclass
class Fake:
    """Anything with a shape is a tensor to the binder."""

    shape: tuple[int, ...]
    dtype: str = "torch.float32"


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("conv2d", "conv2d"), ("_convolution", "convolution"), ("aten.convolution.default", "convolution"),
        ("torch.nn.functional.conv2d", "conv2d"), ("Conv2d", "conv2d"), ("ConvTranspose3d", "conv_transpose3d"),
        ("linear", "linear"), ("addmm", "addmm"), ("view", "view"), ("reshape", "reshape"), ("t", "t"),
        ("__add__", "add"), ("add", "add"), ("add_", "add"), ("__radd__", "add"), ("__iadd__", "add"),
        ("aten::add.Tensor", "add"), ("__rsub__", "rsub"), ("__truediv__", "div"), ("__matmul__", "matmul"),
        ("__getitem__", "getitem"), ("__setitem__", "setitem"), ("concat", "cat"),
        ("max_pool2d_with_indices", "max_pool2d"), ("_max_pool2d", "max_pool2d"), ("MaxPool2d", "max_pool2d"),
        ("_adaptive_avg_pool2d", "adaptive_avg_pool2d"), ("_VF.lstm", "lstm"), ("LSTM", "lstm"),
        ("rnn_tanh", "rnn"), ("BatchNorm2d", "batch_norm"), ("GroupNorm", "group_norm"),
        ("CrossEntropyLoss", "cross_entropy"), ("cross_entropy_loss", "cross_entropy"), ("nll_loss2d", "nll_loss"),
        ("BCEWithLogitsLoss", "binary_cross_entropy_with_logits"), ("HuberLoss", "huber_loss"),
        ("multi_head_attention_forward", "multi_head_attention"), ("RandomCrop", "random_crop"),
        ("TransformerEncoderLayer", "transformer_encoder_layer"), ("masked_fill_", "masked_fill"),
        ("never_heard_of", "never_heard_of"),
    ],
)  # fmt: skip
def test_canonical(spelling: str, name: str) -> None:
    assert ops.canonical(spelling) == name


def test_every_alias_is_unambiguous() -> None:
    owner: dict[str, str] = {}
    for name, spec in specs().items():
        for alias in spec.aliases:
            assert alias not in specs(), f"{alias} is an op of its own"
            assert owner.setdefault(alias, name) == name, f"{alias} stands for {owner[alias]} and {name}"


def test_every_spec_names_its_source() -> None:
    assert [name for name, spec in specs().items() if not spec.source.startswith("https://")] == []


def test_no_torch_is_loaded() -> None:
    code = "import sys, shapefault.ops as o; o.check('conv2d', {'input': (1,), 'weight': (1,)}, {}); print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


@pytest.mark.parametrize(
    ("op", "role", "rank", "params", "names"),
    [
        ("conv2d", "input", 4, {}, "N C H W"), ("conv2d", "input", 3, {}, "C H W"),
        ("conv2d", "weight", 4, {}, "C_out C/groups kH kW"), ("conv1d", "input", 3, {}, "N C L"),
        ("conv_transpose2d", "weight", 4, {}, "C_in C_out/groups kH kW"), ("max_pool3d", "input", 5, {}, "N C D H W"),
        ("linear", "input", 2, {}, "N F"), ("linear", "weight", 2, {}, "out_features in_features"),
        ("lstm", "input", 3, {"batch_first": True}, "N L H_in"), ("lstm", "input", 3, {}, "L N H_in"),
        ("multi_head_attention", "key", 3, {}, "S N E"), ("cross_entropy", "input", 4, {}, "N C H W"),
        ("cross_entropy", "target", 3, {}, "N H W"), ("unheard", "input", 4, {}, "N C H W"),
        ("embedding", "weight", 2, {}, "num_embeddings embedding_dim"), ("embedding", "input", 2, {}, "N L"),
        ("einsum", "operands[0]", 3, {"equation": "bij,bjk->bik"}, "b i j"), ("batch_norm", "input", 3, {}, "N C L"),
        ("to_tensor", "input", 3, {}, "H W C"), ("resize", "input", 3, {}, "C H W"),
    ],
)  # fmt: skip
def test_axes(op: str, role: str, rank: int, params: dict[str, object], names: str) -> None:
    assert ops.axes(op, role, rank, params) == tuple(names.split())


@pytest.mark.parametrize("rank", range(8))
def test_as_many_names_as_axes(rank: int) -> None:
    for name, spec in specs().items():
        for role in (*spec.roles, "output"):
            for params in ({}, {"batch_first": True}, {"normalized_shape": (2,)}):
                assert len(ops.axes(name, role, rank, params)) == rank, (name, role)


def test_unknown_axes_are_numbered() -> None:
    assert ops.axes("unheard", "input", 3, {}) == ("dim 0", "dim 1", "dim 2")


@pytest.mark.parametrize(
    ("op", "params", "axis", "size", "text"),
    [
        ("conv2d", {"kernel_size": 3, "padding": 1, "stride": 1}, "H", 28, "floor((28 + 2·1 − 3)/1) + 1 = 28"),
        ("conv2d", {"kernel_size": (3, 5), "dilation": 2}, "W", 28, "floor((28 − 2·(5 − 1) − 1)/1) + 1 = 20"),
        ("conv2d", {"kernel_size": 3, "padding": "same"}, 0, 28, "28 (padding='same')"),
        ("max_pool2d", {"kernel_size": 2}, "H", 375, "floor((375 − 2)/2) + 1 = 187"),
        ("MaxPool2d", {"kernel_size": 2, "ceil_mode": True}, "H", 375, "ceil((375 − 2)/2) + 1 = 188"),
        ("avg_pool1d", {"kernel_size": 1, "stride": 3, "ceil_mode": True}, 0, 3, "ceil((3 − 1)/3) + 1 − 1 = 1"),
        ("conv_transpose2d", {"kernel_size": 2, "stride": 2}, "H", 187, "(187 − 1)·2 + 2 = 374"),
        ("conv_transpose2d", {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1}, "W", 14,
         "(14 − 1)·2 − 2·1 + 3 + 1 = 28"),
        ("adaptive_avg_pool2d", {"output_size": (7, None)}, "H", 20, "output_size = 7"),
        ("interpolate", {"scale_factor": 2}, "H", 14, "floor(14·2) = 28"),
        ("interpolate", {"size": (5, 6)}, 1, 14, "size = 6"),
        ("pad", {"pad": (1, 2, 3, 4)}, 0, 10, "10 + 3 + 4 = 17"),
        ("pixel_shuffle", {"upscale_factor": 2}, 0, 10, "10·2 = 20"),
        ("unfold", {"kernel_size": 2, "stride": 2}, 0, 10, "floor((10 − 2)/2) + 1 = 5"),
        ("flatten", {"start_dim": 1}, 1, (8, 64, 8, 8), "64·8·8 = 4096"),
        ("relu", {}, 0, 10, ""),
        ("max_pool2d", {}, "H", 28, ""),
    ],
)  # fmt: skip
def test_explain_size(op: str, params: dict[str, object], axis: int | str, size: int, text: str) -> None:
    assert ops.explain_size(op, params, axis, size) == text


def test_explain_change() -> None:
    """Of a call as it was made: positional arguments, the weight's kernel; nothing that the result contradicts."""
    image, weight = Fake((4, 1, 28, 30)), Fake((16, 1, 3, 5))
    pooled, text = (4, 1, 14, 15), "floor((28 − 2)/2) + 1 = 14"
    assert ops.explain_change("max_pool2d", (image, 2), {}, image.shape, pooled)[0] == ("H", text)
    assert ops.explain_change("max_pool2d", (image, 2), {}, image.shape, (4, 1, 15, 15))[0][0] == "W"
    assert ops.explain_change("conv2d", (image, weight), {"padding": 1}, image.shape, (4, 16, 28, 28)) == (
        ("W", "floor((30 + 2·1 − 5)/1) + 1 = 28"),
    )
    assert ops.explain_change("relu", (image,), {}, image.shape, image.shape) == ()


def test_spatial() -> None:
    assert ops.spatial("conv2d", {"kernel_size": 3, "padding": (0, 1)}, 28, 0) == 26
    assert ops.spatial("conv2d", {"kernel_size": 3, "padding": (0, 1)}, 28, 1) == 28
    assert ops.spatial("linear", {}, 28, 0) is None
    assert ops.spatial("conv2d", {}, 28, 0) is None


def test_channels_requirement_reads_as_printed() -> None:
    operands = {"input": (8, 28, 28, 3), "weight": (16, 3, 3, 3)}
    broken = next(r for r in ops.check("conv2d", operands, {"padding": 1}) if not r.holds)
    assert (broken.formula, broken.got, broken.want) == ("C / groups = weight.shape[1]", "28 / 1 = 28", "3")
    assert (broken.kind, broken.operand, broken.axis, broken.other, broken.other_axis) == (
        "channels",
        "input",
        1,
        "weight",
        1,
    )
    assert (broken.got_value, broken.want_value) == (28, 3)


def test_bind() -> None:
    x = Fake((2, 6))
    assert ops.bind("view", (x, 3, -1), {}) == ({"input": (2, 6)}, {"shape": (3, -1)})
    assert ops.bind("view", (x, (3, -1)), {}) == ({"input": (2, 6)}, {"shape": (3, -1)})
    assert ops.bind("cat", ([x, x],), {"dim": 1}) == ({"tensors[0]": (2, 6), "tensors[1]": (2, 6)}, {"dim": 1})
    assert ops.bind("add_", (x, 1), {}) == ({"input": (2, 6)}, {"other": 1, "inplace": True})
    assert ops.bind("getitem", (x, Fake((2,), "torch.bool")), {}) == ({"input": (2, 6), "mask": (2,)}, {})
    assert ops.bind("lstm", (x, (x, x)), {}) == ({"input": (2, 6), "h_0": (2, 6), "c_0": (2, 6)}, {})
    assert ops.bind("unheard", (x,), {}) is None


def test_what_is_not_as_documented_gives_nothing() -> None:
    assert ops.check("conv2d", {}, {}) == ()
    assert ops.check("conv2d", {"input": (1, 1, 1, 1), "weight": (1, 1, 1, 1)}, {"stride": "two"}) != ()
    assert ops.result("conv2d", {"input": (1, 1, 1, 1), "weight": (1, 1, 1, 1)}, {"stride": "two"}) is None
    assert ops.result("unheard", {"input": (1,)}, {}) is None
