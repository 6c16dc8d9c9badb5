"""Calls with keywords are read, and recorded, as those that give the same by place; torch says what is the same."""

from __future__ import annotations

import ast

import pytest

pytest.importorskip("torch")

import torch

from shapefault.source.files import Source
from shapefault.source.spelling import in_order

SAME = [
    ("torch.cat(tensors=[x, x], dim=1)", "torch.cat([x, x], dim=1)"),
    ("torch.stack(dim=1, tensors=[x, x])", "torch.stack([x, x], dim=1)"),
    ("x.view(size=(2, 6))", "x.view((2, 6))"),
    ("x.reshape(shape=(2, -1))", "x.reshape((2, -1))"),
    ("torch.reshape(shape=(2, -1), input=x)", "torch.reshape(x, (2, -1))"),
    ("x.permute(dims=(1, 0))", "x.permute((1, 0))"),
    ("x.transpose(dim1=1, dim0=0)", "x.transpose(0, 1)"),
    ("torch.transpose(x, dim1=1, dim0=0)", "torch.transpose(x, 0, 1)"),
    ("F.pad(input=x, pad=(0, 1), value=2.0)", "F.pad(x, (0, 1), value=2.0)"),
    ("F.pad(pad=(0, 1), input=x)", "F.pad(x, (0, 1))"),
]


@pytest.mark.parametrize(("written", "plain"), SAME)
def test_a_call_is_read_as_its_plain_form_and_keeps_its_text(written: str, plain: str) -> None:
    x = torch.arange(12.0).view(3, 4)
    scope = {"torch": torch, "F": torch.nn.functional, "x": x}
    assert torch.equal(eval(written, scope), eval(plain, scope))
    source = Source("program.py", written)
    call = source.tree.body[0].value
    assert ast.unparse(call) == plain and source.span(call).text == written


@pytest.mark.parametrize("other", ["x.transpose(dim1=1)", "torch.cat(dim=1)", "torch.transpose(input=x, dim1=1)"])
def test_what_is_not_all_there_stays(other: str) -> None:
    assert ast.unparse(Source("program.py", other).tree) == other


def test_arguments_that_are_passed_are_put_in_the_same_order() -> None:
    x = torch.zeros(3, 4)
    assert in_order("transpose", (x,), {"dim1": 1, "dim0": 0}) == ((x, 0, 1), {})
    assert in_order("cat", (), {"dim": 1, "tensors": [x]}) == (([x],), {"dim": 1})
    assert in_order("linear", (x,), {"weight": x}) == ((x,), {"weight": x})
