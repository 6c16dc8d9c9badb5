"""The cells of a notebook: files that no one wrote, and that IPython calls ``In[5]``."""

from __future__ import annotations

from collections.abc import Iterable

names: dict[str, str] = {}
"""Absolute path of each cell that ran -> what IPython calls it."""

current: list[str] = []
"""Those of them whose text still stands in the notebook, as far as that is known."""


def know(all_names: dict[str, str], standing: Iterable[str]) -> None:
    """Let these be the notebook's cells."""
    names.clear()
    names.update(all_names)
    current[:] = standing


def known(path: str) -> bool:
    """Whether the file at ``path`` is a cell."""
    return path in names
