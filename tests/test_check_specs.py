"""What can be written for an input, a requirement, a model; and the one line that answers what cannot."""

# ruff: noqa: F722, F821, UP037 - the texts in annotations are shapes
from __future__ import annotations

import pytest

from shapefault.check import jobs, required, specs, target
from shapefault.check.errors import UsageError
from shapefault.check.inputs import InputSpec, TensorSpec


@pytest.mark.parametrize(
    ("texts", "tensors"),
    [
        (["N,3,H,W"], [TensorSpec(("N", 3, "H", "W"), "")]),
        (["(8, 3, 224, 224)"], [TensorSpec((8, 3, 224, 224), "")]),
        (["N,L:long"], [TensorSpec(("N", "L"), "int64")]),
        (["ids=N,L:torch.int64; mask = N,L : bool"], [TensorSpec(("N", "L"), "int64", "ids"), TensorSpec(("N", "L"), "bool", "mask")]),
        (["mask=N", "N,4"], [TensorSpec(("N", 4), ""), TensorSpec(("N",), "", "mask")]),
        (["batch.image=1,3,H,W"], [TensorSpec((1, 3, "H", "W"), "", "batch.image")]),
    ],
)  # fmt: skip
def test_inputs_as_text(texts, tensors):
    spec = specs.parse(texts)
    assert list(spec.tensors) == tensors
    assert specs.parse([specs.text_of(spec)]) == spec


@pytest.mark.parametrize("text", ["", ";", "N,,3", "N,-1", "N,3:floaty", "a b", "N=3=4", "=N", "1.5,2", "N,H+1"])
def test_inputs_that_cannot_be_read(text):
    with pytest.raises(UsageError) as told:
        specs.parse([text])
    assert "N,3,H,W" in str(told.value) or "expected one of" in str(told.value)
    assert "\n" not in str(told.value)


def test_inputs_in_python():
    torch = pytest.importorskip("torch")
    image = TensorSpec(("N", 3, 8, 8), "")
    assert specs.spec_of(("N", 3, 8, 8)) == specs.spec_of("N,3,8,8") == InputSpec((image,))
    assert specs.spec_of([("N", 3, 8, 8), "N,2"]).tensors == (image, TensorSpec(("N", 2), ""))
    ids = torch.zeros(2, 5, dtype=torch.int64)
    assert specs.spec_of(ids).tensors == (TensorSpec((2, 5), "int64"),)
    assert specs.spec_of({"ids": ids, "batch": {"x": (1, 2)}}).tensors == (
        TensorSpec((2, 5), "int64", "ids"),
        TensorSpec((1, 2), "", "batch.x"),
    )
    assert [t.name for t in specs.spec_of({"x": [(1,), (2,)]}).tensors] == ["x.0", "x.1"]
    for wrong in (None, 3, [], object(), {1: (2,)}, {"x": [{"y": (1,)}, (2,)]}):
        with pytest.raises(UsageError):
            specs.spec_of(wrong)


def test_tensors_are_put_where_the_call_has_them():
    pytest.importorskip("torch")
    spec = specs.parse(["N,4", "b.x=N:int64", "b.y=2"])
    args, kwargs = specs.arguments(spec, {"N": 7}, "meta")
    assert [tuple(a.shape) for a in args] == [(7, 4)]
    assert {k: tuple(v.shape) for k, v in kwargs["b"].items()} == {"x": (7,), "y": (2,)}


def test_shapes_that_forward_states():
    torch, jaxtyping = pytest.importorskip("torch"), pytest.importorskip("jaxtyping")
    globals().update(torch=torch, jaxtyping=jaxtyping)  # where the annotations look for them
    from shapefault.check.annotations import stated_spec

    class Net(torch.nn.Module):
        def forward(
            self,
            image: jaxtyping.Float[torch.Tensor, "batch 3 height=64 w"],
            ids: jaxtyping.Int64[torch.Tensor, "batch l"],
            scale: float = 1.0,
        ):
            return image

    assert stated_spec(Net()).tensors == (
        TensorSpec(("batch", 3, 64, "w"), ""),
        TensorSpec(("batch", "l"), "int64"),
    )

    class Open(torch.nn.Module):
        def forward(self, image: jaxtyping.Float[torch.Tensor, "... c"]):
            return image

    class Plain(torch.nn.Module):
        def forward(self, image, other: jaxtyping.Float[torch.Tensor, "n"]):
            return image

    assert stated_spec(Open()) is None and stated_spec(Plain()) is None


def test_requirements():
    spec = specs.parse(["N,3,H,W"])
    assert required.parse("H=1..1024, W = 32", spec) == {"H": (1, 1024), "W": (32, 32)}
    assert required.limits([{"H": (5, 9)}, {"H": (1, 7), "W": (2, 2)}]) == {"H": (1, 9), "W": (2, 2)}
    for wrong in ("", "H", "H=", "H=5..1", "Z=1..2", "H=0..4", "H=1-5"):
        with pytest.raises(UsageError):
            required.parse(wrong, spec)


def test_arguments_of_a_factory():
    assert target.arguments(None) == ([], {})
    assert target.arguments('{"a": 1}') == ([], {"a": 1})
    assert target.arguments("[1, 2]") == ([1, 2], {})
    for wrong in ("{", "3", "a=1"):
        with pytest.raises(UsageError, match="num_classes"):
            target.arguments(wrong)


def project(tmp_path, text):
    (tmp_path / "pyproject.toml").write_text(text)
    (tmp_path / "inner").mkdir(exist_ok=True)
    return jobs.from_project(tmp_path / "inner")


def test_models_of_a_project(tmp_path):
    found = project(
        tmp_path,
        """
        [tool.shapefault]
        require = ["H=32..64"]
        [[tool.shapefault.models]]
        target = "a.py:A"
        input = "N,3,H,W"
        args = {classes = 3}
        [[tool.shapefault.models]]
        target = "b:B"
        input = ["N,4", "m=N"]
        require = "N=1..8"
        training = true
        """,
    )
    assert found == [
        jobs.Job("a.py:A", ("N,3,H,W",), '{"classes": 3}', False, ("H=32..64",)),
        jobs.Job("b:B", ("N,4", "m=N"), None, True, ("N=1..8",)),
    ]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "list models by"),
        ("[tool.shapefault]\nmodels = []", "list models by"),
        ("[[tool.shapefault.models]]\ninput = 'N'", "has no target"),
        ("[[tool.shapefault.models]]\ntarget = 'a:B'\ninputs = 'N'", "did you mean input?"),
        ("[[tool.shapefault.models]]\ntarget = 'a:B'\ntraining = 'yes'", "true or false"),
        ("[[tool.shapefault.models]]\ntarget = 'a:B'\ninput = 3", "a text or a list of texts"),
        ("[tool.", "cannot read"),
    ],
)
def test_a_project_that_cannot_be_read(tmp_path, text, part):
    with pytest.raises(UsageError, match=r"pyproject\.toml") as told:
        project(tmp_path, text)
    assert part in str(told.value)


def test_inputs_within_dicts_and_lists_have_a_domain():
    torch = pytest.importorskip("torch")
    from shapefault.check.api import check

    class Pair(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.image, self.mask = torch.nn.Conv2d(3, 4, 5), torch.nn.Conv2d(1, 4, 3)

        def forward(self, batch):
            return self.image(batch["image"]) + self.mask(batch["masks"][1])[:, :, 1:-1, 1:-1]

    masks = [("N", 1, "H", "W"), ("N", 1, "H", "W")]
    result = check(Pair(), {"batch": {"image": ("N", 3, "H", "W"), "masks": masks}})
    assert [tensor.name for tensor in result.spec.tensors] == ["batch.image", "batch.masks.0", "batch.masks.1"]
    for size in (4, 5):
        (), call = specs.arguments(result.spec, {"N": 2, "H": size, "W": 9}, "cpu")
        try:
            made = tuple(Pair()(**call).shape)
        except RuntimeError:
            made = None
        assert result.domain.accepts({"N": 2, "H": size, "W": 9}) is (made is not None)
        assert result.domain.output({"N": 2, "H": size, "W": 9}) == (None if made is None else (made,))
