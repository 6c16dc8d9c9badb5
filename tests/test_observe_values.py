"""What a value is, told without running code of its own."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from shapefault.observe.values import is_module  # noqa: E402


class Options(dict):
    """Settings that are read as attributes; one that it lacks is a ``KeyError``."""

    __getattr__ = dict.__getitem__


def test_a_module_is_known_and_settings_that_raise_are_none():
    """``hasattr`` would let the ``KeyError`` out, and with it every rule that looks at the locals of a frame."""
    assert is_module(torch.nn.Linear(2, 2))
    assert not is_module(Options(width=4)) and not is_module(torch.nn.Linear) and not is_module(None)
    with pytest.raises(KeyError):
        hasattr(Options(), "modules")
