"""The table of a check against torchinfo, which runs the model, and against torch's own results."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")
nn = torch.nn

from shapefault.check.api import check  # noqa: E402
from shapefault.check.forward import observe  # noqa: E402

VISION = [("resnet18", 64), ("vgg11_bn", 32), ("mobilenet_v3_small", 64), ("densenet121", 64), ("vit_b_32", 224)]


@pytest.mark.parametrize(("name", "size"), VISION)
def test_counts_are_those_of_torchinfo(name, size):
    torchinfo = pytest.importorskip("torchinfo")
    vision = pytest.importorskip("torchvision.models")
    model = getattr(vision, name)()
    shape = (2, 3, size, size)
    theirs = torchinfo.summary(model, input_size=shape, verbose=0, mode="eval", device="cpu")
    ours = check(model, shape, domain=False).table
    assert ours.totals.params == theirs.total_params
    assert ours.totals.trainable == theirs.trainable_params
    assert ours.totals.mult_adds == theirs.total_mult_adds
    layers = [layer for layer in theirs.summary_list if layer.is_leaf_layer]
    leaves = [row for row in ours.rows if row.leaf]
    assert [(row.type, row.mult_adds, row.output) for row in leaves] == [
        (layer.class_name, layer.macs, tuple(layer.output_size)) for layer in layers
    ]
    assert [row.depth for row in leaves] == [layer.depth for layer in layers]


def test_recurrent_and_embedding_costs_are_those_of_torchinfo():
    torchinfo = pytest.importorskip("torchinfo")

    class Tagger(nn.Module):
        def __init__(self):
            super().__init__()
            self.words = nn.Embedding(100, 16)
            self.rnn = nn.LSTM(16, 24, 2, batch_first=True, bidirectional=True)
            self.head = nn.Linear(48, 5)

        def forward(self, ids):
            return self.head(self.rnn(self.words(ids))[0])

    model = Tagger()
    theirs = torchinfo.summary(model, input_data=torch.zeros(3, 7, dtype=torch.int64), verbose=0, device="cpu")
    ours = check(model, "N,L:int64", domain=False)
    assert ours.status == "clean"
    exact = check(model, "3,7:int64", domain=False).table.totals
    assert (exact.params, exact.mult_adds) == (theirs.total_params, theirs.total_mult_adds)


def field_by_gradient(model, size):
    """How many input positions the middle output position depends on."""
    x = torch.zeros(1, 1, size, requires_grad=True)
    out = model(x)
    out[0, 0, out.shape[-1] // 2].backward()
    seen = x.grad[0, 0].nonzero()
    return int(seen.max() - seen.min()) + 1


@pytest.mark.parametrize(
    "layers",
    [
        lambda: [nn.Conv1d(1, 1, 3), nn.Conv1d(1, 1, 5, stride=2), nn.Conv1d(1, 1, 3, dilation=2)],
        lambda: [nn.Conv1d(1, 1, 3, padding=1), nn.AvgPool1d(2), nn.Conv1d(1, 1, 3), nn.AvgPool1d(3, stride=2)],
    ],
)
def test_receptive_field_is_what_gradients_reach(layers):
    model = nn.Sequential(*layers())
    for parameter in model.parameters():
        nn.init.ones_(parameter)
    rows = check(model, "1,1,101", domain=False).table.rows
    assert rows[-1].field == (field_by_gradient(model, 101),)
    assert rows[0].field == rows[-1].field


def test_arithmetic_of_sizes_is_told_where_they_change():
    model = nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.MaxPool2d(2), nn.Conv2d(4, 4, (3, 1)))
    rows = check(model, "1,3,28,28", domain=False).table.rows
    assert rows[1].math == ()
    assert rows[2].math == ("H, W: floor((28 − 2)/2) + 1 = 14",)
    assert rows[3].math == ("H: floor((14 − 3)/1) + 1 = 12",)


def test_no_memory_for_weights_and_no_time_for_products():
    class Wide(nn.Module):
        def __init__(self):
            super().__init__()
            self.table = nn.Parameter(torch.randn(200_000, 200_000))
            self.head = nn.Linear(200_000, 200_000)

        def forward(self, x):
            return self.head(x @ self.table)

    result = check(Wide, "4096,200000", domain=False)
    assert result.status == "clean"
    assert result.table.totals.params == 2 * 200_000**2 + 200_000
    assert result.table.totals.mult_adds == 4096 * (200_000**2 + 200_000)


def test_a_constructor_that_reads_values_is_built_all_the_same():
    class Rates(nn.Module):
        def __init__(self):
            super().__init__()
            self.drop = nn.Dropout(torch.linspace(0, 0.3, 4).tolist()[2])
            self.fc = nn.Linear(8, 8)

        def forward(self, x):
            return self.drop(self.fc(x))

    assert check(Rates, "2,8", domain=False).status == "clean"


def test_the_model_is_left_as_it_was():
    class Keeps(nn.Module):
        def __init__(self):
            super().__init__()
            self.norm = nn.BatchNorm1d(4)
            self.cache = None

        def forward(self, x):
            self.cache = x
            self.calls = 1
            return self.norm(x)

    model = Keeps().train()
    before = {key: value.clone() for key, value in model.state_dict().items()}
    assert check(model, "3,4", training=False, domain=False).ok
    assert model.training and model.cache is None and not hasattr(model, "calls")
    assert all(torch.equal(before[key], value) for key, value in model.state_dict().items())
    assert not any(value.is_meta for value in model.parameters())
    model(torch.rand(3, 4))


def test_lazy_layers_get_their_sizes_in_a_copy():
    model = nn.Sequential(nn.LazyLinear(5), nn.LazyLinear(2))
    result = check(model, "3,7", domain=False)
    assert result.table.totals.params == 7 * 5 + 5 + 5 * 2 + 2
    assert type(model[0]) is nn.LazyLinear


def test_hooks_are_gone_after_a_check_that_failed():
    from torch.nn.modules import module

    with pytest.raises(ValueError):
        check(nn.Linear(2, 2), "N,,2")
    observe(nn.Linear(2, 2), (object(),), {})
    assert not module._global_forward_hooks and not module._global_forward_pre_hooks


def test_the_package_and_the_function_have_one_name():
    import shapefault.check.inputs

    model = torch.nn.Linear(3, 4)
    assert shapefault.check(model, "N,3", domain=False).ok
    from shapefault.check.api import check

    assert shapefault.check.api.check is check
