"""What observation uses of torch's private names, seen on torch 2.6.0, 2.13.0 and 2.14.1, and what stands in for it."""

from __future__ import annotations

import sys

import pytest

torch = pytest.importorskip("torch")

from torch.overrides import TorchFunctionMode  # noqa: E402

from shapefault.observe import private  # noqa: E402


class Watching(TorchFunctionMode):
    """Notes the name of every call."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def __torch_function__(self, func, types, args=(), kwargs=None):
        self.seen.append(func.__name__)
        return func(*args, **(kwargs or {}))


def test_what_is_read_unwatched_is_seen_by_no_mode():
    tensor = torch.empty(2, 3, device="meta")
    with Watching() as mode, private.unwatched():
        assert (tensor.shape, tensor.numel(), torch.empty(4).dim()) == ((2, 3), 6, 1)
    assert mode.seen == []


def test_a_torch_without_that_name_is_watched_as_ever(monkeypatch):
    tensor = torch.empty(2, 3)
    monkeypatch.delattr(torch._C, "DisableTorchFunction")
    with Watching() as mode, private.unwatched():
        assert tensor.numel() == 6
    assert mode.seen == ["numel"]


def test_a_fake_tensor_has_no_memory():
    with private.fake_mode() as mode:
        fake = mode.from_tensor(torch.rand(2, 3))
    assert private.bare(fake) and private.bare(torch.empty(2, device="meta")) and not private.bare(torch.rand(2))


def test_a_torch_without_fake_tensors_is_none(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch._subclasses.fake_tensor", None)
    assert private.fake_mode() is None


def test_a_torch_without_its_python_dispatcher_goes_on(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch._dispatch.python", None)
    with private.python_dispatcher():
        assert torch.empty(2, 3, device="meta").mm(torch.empty(3, 4, device="meta")).shape == (2, 4)
