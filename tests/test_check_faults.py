"""Every fault of a model, not the first; and silence about what is healthy or cannot be told."""

from __future__ import annotations

import importlib.util
import sys
import textwrap
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
nn = torch.nn

from shapefault.check.api import check  # noqa: E402
from shapefault.observe import hooks  # noqa: E402


@pytest.fixture
def program(tmp_path, request):
    """A module of the user's, from its source."""
    hooks.arm()

    def load(text, name="net_of_check"):
        file = tmp_path / f"{name}.py"
        file.write_text("import torch\nfrom torch import nn\n\n\n" + textwrap.dedent(text))
        spec = importlib.util.spec_from_file_location(name, file)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        request.addfinalizer(lambda: sys.modules.pop(name, None))
        spec.loader.exec_module(module)
        return module

    return load


THREE = """
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.first = nn.Conv2d(3, 32, 3, padding=1)
            self.second = nn.Conv2d(64, 48, 3, padding=1)
            self.pool = nn.MaxPool2d(2)
            self.fc1 = nn.Linear(48 * 16 * 16, 128)
            self.fc2 = nn.Linear(256, 10)

        def forward(self, x):
            x = self.pool(self.first(x))
            x = self.pool(self.second(x))
            return self.fc2(self.fc1(x.flatten(1)))
"""


def told(result):
    return [(d.code, d.module.path) for d in result.diagnoses]


def test_every_fault_with_an_edit_that_was_run(program):
    result = check(program(THREE).Net, "4,3,32,32", domain=False)
    assert told(result) == [("SF102", "second"), ("SF201", "fc1"), ("SF201", "fc2")]
    assert [any("conditional" in note for note in d.notes) for d in result.diagnoses] == [False, True, True]
    for diagnosis in result.diagnoses:
        assert diagnosis.when == "check"
        assert diagnosis.fixes and all(fix.verified.passed for fix in diagnosis.fixes)
    assert [row.conditional for row in result.table.rows if row.leaf] == [False, False, True, True, True, True]
    assert result.table.rows[-1].output == (4, 10)


LOOP = """
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.cell = nn.LSTMCell(8, 16)
            self.a, self.b = nn.Linear(16, 4), nn.Linear(16, 4)

        def forward(self, x):
            outputs = []
            for step in range(x.size(1)):
                state = self.cell(x[:, step])
                outputs.append(self.a(state[0]))
            again = [self.b(output) for output in outputs]
            return torch.stack(again) + self.b(outputs[0])
"""


def test_a_loop_has_a_fault_once_and_each_place_its_own(program):
    result = check(program(LOOP).Net, "3,40,9", domain=False)
    assert told(result) == [("SF721", "cell"), ("SF201", "b"), ("SF201", "b")]
    assert len({d.primary.span.start for d in result.diagnoses}) == 3
    assert result.diagnoses[0].fixes and result.table.rows[-1].output == (3, 4)


VOLUME = """
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.first = nn.Conv2d(3, 6, 3, padding=1)
            self.second = nn.Conv3d(6, 5, 3, padding=1)
            self.last = nn.Linear(5, 2)

        def forward(self, x):
            x = self.second(self.first(x)).mean((-1, -2))
            return self.last(x[:, :5])
"""


def test_an_edit_that_loses_the_batch_is_no_fix_beside_one_that_keeps_it(program):
    module = program(VOLUME)
    (found,) = check(module.Net, "8,3,16,16", domain=False).diagnoses
    assert found.fixes and all(fix.verified.result_shape[0] == 8 for fix in found.fixes)
    torch.nn.Conv3d(8, 5, 3, padding=1)(torch.rand(8, 6, 16, 16))  # passes as well, and takes samples for channels


def test_the_edits_together_make_the_model_run(program):
    from shapefault.repair.edits import apply_edits

    module = program(THREE)
    result = check(module.Net, "4,3,32,32", domain=False)
    text = Path(module.__file__).read_text()
    repaired = apply_edits(text, [edit for d in result.diagnoses for edit in d.fixes[0].edits])
    scope: dict = {"__name__": "repaired"}
    exec(compile(repaired, "repaired.py", "exec"), scope)
    assert scope["Net"]()(torch.zeros(4, 3, 32, 32)).shape == (4, 10)


def test_what_holds_only_for_one_reading_is_not_told(program):
    """Whether the norm or the convolution before it has the wrong number is open: the layer behind may be right."""
    net = program("""
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv = nn.Conv1d(4, 32, 1)
                self.norm = nn.BatchNorm1d(64)
                self.next = nn.Conv1d(64, 8, 1)
                self.last = nn.Linear(9, 2)

            def forward(self, x):
                return self.last(self.next(self.norm(self.conv(x))))
    """)
    result = check(net.Net, "2,4,5", domain=False)
    assert told(result) == [("SF601", "norm"), ("SF201", "last")]


def test_nothing_is_told_behind_axes_in_the_wrong_order(program):
    net = program("""
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv = nn.Conv2d(3, 8, 3)
                self.fc = nn.Linear(8 * 26 * 26, 10)

            def forward(self, x):
                return self.fc(self.conv(x).flatten(1))
    """)
    result = check(net.Net, "2,28,28,3", domain=False)
    assert told(result) == [("SF101", "conv")]


def test_a_failure_that_the_program_expects_is_its_own_affair(program):
    net = program("""
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(8, 2)

            def forward(self, x):
                try:
                    return self.fc(x)
                except RuntimeError:
                    return self.fc(x[:, :8])
    """)
    assert check(net.Net, "2,9", domain=False).status == "clean"


def test_a_layer_that_checks_its_input_itself(program):
    net = program("""
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.rnn = nn.LSTM(10, 20, batch_first=True)

            def forward(self, x):
                return self.rnn(x)[0]
    """)
    result = check(net.Net, "2,5,12", domain=False)
    assert told(result) == [("SF721", "rnn")]


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        ("return x[: int(x.sum())]", "undecided", "values"),
        ("return x if x.mean() > 0 else -x", "undecided", "values"),
        ("return x[x > 0].view(-1, 2)", "undecided", "values"),
        ("assert x.shape[-1] == 7, 'want 7'\n        return x", "refused", "want 7"),
        ("return open('/no/such/file').read()", "undecided", "FileNotFoundError"),
        ("open('written', 'w')\n        return x", "undecided", "open"),
    ],
)
def test_what_ends_a_forward_is_told(program, body, kind, reason):
    net = program(f"""
        class Net(nn.Module):
            def forward(self, x):
                {body.replace(chr(10), chr(10) + "        ")}
    """)
    result = check(net.Net, "2,6", domain=False)
    assert result.stop is not None and result.stop.kind == kind and reason in result.stop.reason
    assert result.status == ("faults" if kind == "refused" else "undecided")
    assert result.stop.span is None or result.stop.span.file == net.__file__
    assert reason in str(result)


def test_a_forward_that_prints_says_nothing(program, capsys):
    net = program("""
        class Net(nn.Module):
            def forward(self, x):
                print("shape", x.shape)
                return x
    """)
    assert check(net.Net, "2,6", domain=False).status == "clean"
    assert capsys.readouterr() == ("", "")


def test_a_parameter_is_read_where_it_has_values():
    class Scaled(nn.Module):
        def __init__(self):
            super().__init__()
            self.scale = nn.Parameter(torch.tensor(2.0))

        def forward(self, x):
            return x.repeat(int(self.scale.item()), 1)

    result = check(Scaled(), "2,6", domain=False)
    assert result.status == "clean" and result.table.rows[0].output == (4, 6)


def test_what_the_meta_kernel_lets_pass_is_judged_by_the_real_one():
    layer = nn.ConvTranspose2d(4, 2, 3, stride=2, output_padding=2)
    with pytest.raises(RuntimeError, match="output padding"):
        layer(torch.zeros(1, 4, 5, 5))
    result = check(layer, "1,4,5,5", domain=False)
    assert result.status == "faults"


@pytest.mark.parametrize("name", ["resnet18", "googlenet", "shufflenet_v2_x0_5", "swin_t", "maxvit_t"])
@pytest.mark.parametrize("training", [False, True])
def test_healthy_models_are_passed_in_silence(name, training, recwarn):
    vision = pytest.importorskip("torchvision.models")
    factory = getattr(vision, name)
    options = {"init_weights": False} if name == "googlenet" else {}
    with torch.device("meta"):
        model = factory(**options)
    recwarn.clear()
    result = check(model, "2,3,224,224", training=training, domain=False)
    assert result.status == "clean" and result.table.rows[0].output is not None
    assert not recwarn.list


class Layered(nn.Module):
    """Two convolutions; the second is made for ``takes`` channels."""

    def __init__(self, takes):
        super().__init__()
        self.first, self.second = nn.Conv2d(3, 8, 3), nn.Conv2d(takes, 4, 5)

    def forward(self, x):
        return self.second(self.first(x))


@pytest.mark.parametrize("spec", ["2,3,32,32", "N,3,H,W", "N,3,32,32"])
def test_sizes_of_a_model_with_a_fault_in_a_layer(spec):
    result = check(Layered(4), spec, fixes=False)
    assert any(word.startswith("no size is accepted") for word in result.domain.words)
    (note,) = result.notes
    assert "were second made for 8 channels (it has 4)" in note
    right = check(Layered(8), "N,3,H,W").domain
    assert right.nearest((1, 3, 1, 1)) == ((1, 3, 7, 7),)
    assert "any size ≥ 7" in note
    assert Layered(8)(torch.zeros(1, 3, 7, 7)).shape == (1, 4, 1, 1)


def test_sizes_that_would_work_in_place_of_a_given_one():
    result = check(nn.Sequential(nn.Conv2d(3, 8, 3), nn.Flatten(), nn.Linear(8 * 36, 2)), "N,3,32,32", fixes=False)
    assert result.domain.accepts({"N": 2, "H": 8, "W": 8})
    assert "sizes that would work" in str(result)


def test_an_op_without_a_kernel_for_shapes_leaves_the_sizes_open():
    @torch.library.custom_op("shapefault_tests::doubled", mutates_args=())
    def doubled(x: torch.Tensor) -> torch.Tensor:
        return x * 2

    class Doubled(torch.nn.Module):
        def forward(self, x):
            return doubled(x)

    assert check(Doubled(), "N,8").domain.accepts((2, 8)) is None


def test_a_square_that_is_accepted_is_shown_before_a_strip():
    model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(3 * 64, 2))
    assert check(model, "N,3,H,W").sizes == {"N": 2, "H": 8, "W": 8}
