"""Which op a name means: ``__radd__``, ``add_``, ``aten::add.Tensor`` and ``torch.add`` are all ``add``."""

from __future__ import annotations

import re

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

# Module and transform classes whose op is called otherwise.
CLASSES = {
    "BatchNorm1d": "batch_norm",
    "BatchNorm2d": "batch_norm",
    "BatchNorm3d": "batch_norm",
    "SyncBatchNorm": "batch_norm",
    "InstanceNorm1d": "instance_norm",
    "InstanceNorm2d": "instance_norm",
    "InstanceNorm3d": "instance_norm",
    "RMSNorm": "rms_norm",
    "LSTM": "lstm",
    "GRU": "gru",
    "RNN": "rnn",
    "LSTMCell": "lstm_cell",
    "GRUCell": "gru_cell",
    "RNNCell": "rnn_cell",
    "MultiheadAttention": "multi_head_attention",
    "CrossEntropyLoss": "cross_entropy",
    "NLLLoss": "nll_loss",
    "NLLLoss2d": "nll_loss",
    "BCELoss": "binary_cross_entropy",
    "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
    "MSELoss": "mse_loss",
    "KLDivLoss": "kl_div",
    "CTCLoss": "ctc_loss",
    "GaussianNLLLoss": "gaussian_nll_loss",
    "PoissonNLLLoss": "poisson_nll_loss",
    "LPPool1d": "lp_pool1d",
    "LPPool2d": "lp_pool2d",
    "LPPool3d": "lp_pool3d",
    "Upsample": "interpolate",
    "UpsamplingNearest2d": "interpolate",
    "UpsamplingBilinear2d": "interpolate",
    "LeakyReLU": "leaky_relu",
}

_STATIC_PREFIXES = ("torch._VF.", "_VF.", "torch.", "aten::", "aten.", "prims::", "quantized::")


def bare(name: str) -> str:
    """The function's own name: no namespace, no overload, no in-place underscore."""
    for prefix in _STATIC_PREFIXES:
        name = name.removeprefix(prefix)
    if "." in name:
        parts = name.split(".")
        # "add.Tensor" is an overload, "nn.functional.conv2d" a path.
        name = parts[0] if parts[0] not in ("nn", "Tensor", "functional", "torch", "_C", "ops") else parts[-1]
    if name.endswith("_") and not name.endswith("__"):
        name = name.rstrip("_")
    return name


def from_class(name: str) -> str:
    """``ConvTranspose2d`` to ``conv_transpose2d``; other names stay."""
    if name in CLASSES:
        return CLASSES[name]
    if not name[:1].isupper() or name in ("T", "H", "mT", "mH"):
        return name
    return _CAMEL.sub("_", name).lower()


def is_inplace(name: str) -> bool:
    """Whether a function of this name writes into its first operand (``add_``, ``__iadd__``)."""
    name = name.rsplit(".", 1)[-1] if name.startswith(("torch.", "Tensor.")) else bare_keep(name)
    if name.startswith("__") and name.endswith("__"):
        return name in INPLACE_DUNDERS
    return name.endswith("_")


def bare_keep(name: str) -> str:
    """Like :func:`bare`, but the in-place underscore stays."""
    for prefix in _STATIC_PREFIXES:
        name = name.removeprefix(prefix)
    return name.split(".")[0]


INPLACE_DUNDERS = frozenset(
    f"__i{op}__"
    for op in ("add", "sub", "mul", "truediv", "div", "floordiv", "mod", "pow", "and", "or", "xor", "matmul")
)
