"""A layer's class and attributes are enough to say what its input must be; torch's own layers are the judge."""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

from typing import Any

import pytest

torch = pytest.importorskip("torch")
nn = torch.nn

from shapefault import ops  # noqa: E402

SHAPES = [
    (4,),
    (2, 4),
    (2, 3),
    (2, 4, 8),
    (2, 3, 8),
    (4, 8, 8),
    (2, 4, 8, 8),
    (2, 3, 8, 8),
    (2, 4, 1, 1),
    (2, 4, 8, 8, 8),
]
LAYERS = [
    lambda: nn.Conv1d(4, 2, 3), lambda: nn.Conv2d(4, 6, 3, groups=2, padding="same"), lambda: nn.Conv3d(4, 2, 3),
    lambda: nn.ConvTranspose2d(4, 2, 3, stride=2), lambda: nn.Linear(8, 2), lambda: nn.Linear(4, 2),
    lambda: nn.BatchNorm1d(4), lambda: nn.BatchNorm2d(4), lambda: nn.BatchNorm3d(4), lambda: nn.GroupNorm(2, 4),
    lambda: nn.LayerNorm(8), lambda: nn.LayerNorm((4, 8)), lambda: nn.MaxPool2d(2), lambda: nn.AvgPool1d(2),
    lambda: nn.AdaptiveAvgPool2d(2), lambda: nn.LSTM(8, 2, batch_first=True), lambda: nn.GRU(4, 2),
    lambda: nn.LSTMCell(4, 2), lambda: nn.PixelShuffle(2), lambda: nn.InstanceNorm2d(4), lambda: nn.InstanceNorm1d(4, affine=True),
]  # fmt: skip


@pytest.mark.parametrize("make", LAYERS, ids=lambda make: repr(make()))
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.filterwarnings("ignore")
def test_a_layer_takes_what_its_attributes_say(make: Any, shape: tuple[int, ...]) -> None:
    layer = make()
    found = ops.check_layer(type(layer).__name__, {"input": shape}, vars(layer))
    broken = [r for r in found if not r.holds]
    try:
        layer(torch.zeros(shape))
    except (RuntimeError, ValueError, IndexError) as error:
        assert broken, str(error)
    else:
        assert found and not broken


def test_states_of_a_recurrent_layer() -> None:
    layer = nn.LSTM(8, 2, num_layers=2, batch_first=True)
    operands = {"input": (5, 7, 8), "hx": (2, 5, 2), "hx[1]": (1, 5, 2)}
    (broken,) = [r for r in ops.check_layer("LSTM", operands, vars(layer)) if not r.holds]
    assert (broken.operand, broken.axis, broken.got_value, broken.want_value) == ("c_0", 0, 1, 2)


def test_sizes_of_a_recurrent_op_come_from_its_weights() -> None:
    layer = nn.LSTM(8, 3, proj_size=2)
    state = (torch.zeros(1, 5, 2), torch.zeros(1, 5, 3))
    args = (torch.zeros(7, 5, 8), state, layer._flat_weights, True, 1, 0.0, False, False, False)
    bound = ops.bind("_VF.lstm", args, {})
    assert bound is not None
    assert ops.result("lstm", *bound) == tuple(layer(args[0], state)[0].shape)


def test_unknown_layers_ask_nothing() -> None:
    assert ops.check_layer("Mystery", {"input": (1,)}, {}) == ()
    assert ops.check_layer("Conv2d", {"input": (1,)}, {}) == ()
