"""A requirement as one line: names, real numbers, and the relation that does or does not hold."""

from __future__ import annotations

import re

from shapefault.model import MathLine

_NEGATED = {"=": "≠", "≤": ">", "≥": "<", "<": "≥", ">": "≤"}
_RELATION = re.compile(r" ([=≤≥<>]) ")


def math_line(line: MathLine) -> str:
    """``C / groups = 28 / 1 = 28 ≠ 3 = weight.shape[1]``."""
    parts = _RELATION.split(line.formula, maxsplit=1)
    left, sign, right = parts if len(parts) == 3 else (line.formula, "=", "")
    if not line.want:
        return _joined(left, line.got) if line.got or left else line.formula
    relation = sign if line.holds else _NEGATED[sign]
    return f"{_joined(left, line.got)} {relation} {_joined(line.want, right)}"


def _joined(a: str, b: str) -> str:
    """Both sides of an equation, once if they are the same."""
    return " = ".join(dict.fromkeys(side for side in (a, b) if side))
