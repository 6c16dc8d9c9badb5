"""Remembering where modules are built changes nothing about them."""

from __future__ import annotations

import copy
import gc
import pickle

import pytest

torch = pytest.importorskip("torch")
from torch import nn  # noqa: E402

from shapefault.observe import hooks  # noqa: E402

hooks.arm()


class Net(nn.Module):
    def __init__(self, width=3):
        super().__init__()
        self.fc = nn.Linear(width, 2)


def test_the_site_is_the_very_call():
    net = Net(width=4)
    site = hooks.site_of(net)
    assert site.span().text == "Net(width=4)"
    assert hooks.site_of(net.fc).span().text == "nn.Linear(width, 2)"
    assert [s.span().text for s in hooks.built_by(net.fc)[:2]] == ["nn.Linear(width, 2)", "Net(width=4)"]


def test_pickle_copy_and_attributes_are_as_before():
    net = Net()
    assert "site" not in " ".join(vars(net))
    again = pickle.loads(pickle.dumps(net))
    assert torch.equal(again.fc.weight, net.fc.weight)
    assert type(copy.deepcopy(net)) is Net
    with pytest.raises(TypeError, match="unexpected keyword"):
        Net(depth=3)


def test_a_copy_was_built_where_the_original_was():
    net = Net(width=4)
    for twin in (copy.deepcopy(net), copy.deepcopy(copy.deepcopy(net)), copy.deepcopy([net])[0]):
        assert hooks.built_by(twin) == hooks.built_by(net)
        assert hooks.built_by(twin.fc) == hooks.built_by(net.fc)
    encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2), num_layers=2, enable_nested_tensor=False)
    assert hooks.site_of(encoder.layers[1]).span().text == "nn.TransformerEncoderLayer(8, 2)"


def test_objects_are_not_kept_alive():
    net = Net()
    key = id(net)
    assert hooks.built_by(net)
    del net
    gc.collect()
    assert key not in hooks._sites._by_id
