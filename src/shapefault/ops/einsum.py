"""``einsum``: the equation names every axis; one letter means one size.

Source: https://docs.pytorch.org/docs/stable/generated/torch.einsum.html.
"""

from __future__ import annotations

from dataclasses import dataclass

from shapefault.model import Shape
from shapefault.ops.base import Operands, OpSpec, Params, Requirement, numbered
from shapefault.ops.broadcast import broadcast

DOC = "https://docs.pytorch.org/docs/stable/generated/torch.einsum.html"


@dataclass(frozen=True, slots=True)
class Equation:
    """An equation, parsed: the letters of each input and of the output; ``…`` stands for the ellipsis."""

    inputs: tuple[tuple[str, ...], ...]
    output: tuple[str, ...]


def parse(equation: str) -> Equation | None:
    """Take ``"bij,bjk->bik"`` apart; ``None`` for what is not an equation."""
    text = equation.replace(" ", "").replace("...", "…")
    left, arrow, right = text.partition("->")
    terms = tuple(tuple(term) for term in left.split(","))
    letters = [c for term in terms for c in term]
    if not all(c == "…" or c.isalpha() for c in (*letters, *right)) or any(t.count("…") > 1 for t in terms):
        return None
    if arrow:
        output = tuple(right)
    else:
        once = sorted(c for c in set(letters) if c != "…" and letters.count(c) == 1)
        output = (*(("…",) if "…" in letters else ()), *once)
    return Equation(terms, output)


def _roles(operands: Operands) -> list[str]:
    return [r for r in operands if r.startswith("operands[")]


def _equation(params: Params) -> Equation | None:
    text = params.get("equation")
    return parse(text) if isinstance(text, str) else None


def _named(letters: tuple[str, ...], rank: int) -> tuple[str, ...] | None:
    """One name for each axis, the ellipsis spread out; ``None`` when the term does not fit the rank."""
    free = rank - sum(c != "…" for c in letters)
    if free < 0 or (free > 0 and "…" not in letters):
        return None
    out: list[str] = []
    for letter in letters:
        out += [f"…{i - free}" for i in range(free)] if letter == "…" else [letter]
    return tuple(out)


def _axes(role: str, rank: int, params: Params) -> tuple[str, ...]:
    equation = _equation(params)
    if equation is None:
        return numbered(rank)
    if role == "output":
        return _named(equation.output, rank) or numbered(rank)
    index = int(role[9:-1]) if role.startswith("operands[") else -1
    if not 0 <= index < len(equation.inputs):
        return numbered(rank)
    return _named(equation.inputs[index], rank) or numbered(rank)


def _check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    equation, roles = _equation(params), _roles(operands)
    if equation is None:
        return ()
    found = [
        Requirement(
            "operands",
            len(roles) == len(equation.inputs),
            "one operand a term of the equation",
            str(len(roles)),
            str(len(equation.inputs)),
            roles[0] if roles else "operands[0]",
        )
    ]
    if not found[0].holds:
        return tuple(found)
    met: dict[str, tuple[str, int, int]] = {}
    for role, letters in zip(roles, equation.inputs, strict=True):
        shape = operands[role]
        names = _named(letters, len(shape))
        term = "".join(letters)
        count = sum(c != "…" for c in letters)
        want = f"≥ {count}" if "…" in letters else str(count)
        found.append(
            Requirement(
                "rank",
                names is not None,
                f"{role}.dim() fits '{term}'",
                str(len(shape)),
                want,
                role,
                got_value=len(shape),
                want_value=count,
            )
        )
        for axis, name in enumerate(names or ()):
            size = shape[axis]
            if name not in met:
                met[name] = (role, axis, size)
                continue
            other, other_axis, want_size = met[name]
            loose = other != role
            found.append(
                Requirement(
                    "features",
                    size == want_size or (loose and 1 in (size, want_size)),
                    f"one size for '{name}'",
                    str(size),
                    str(want_size),
                    role,
                    axis,
                    other,
                    other_axis,
                    size,
                    want_size,
                )
            )
            if want_size == 1:
                met[name] = (role, axis, size)
    return tuple(found)


def _result(operands: Operands, params: Params) -> Shape | None:
    equation = _equation(params)
    if equation is None:
        return None
    known: dict[str, int] = {}
    rests: list[Shape] = []
    for role, letters in zip(_roles(operands), equation.inputs, strict=True):
        shape = operands[role]
        names = _named(letters, len(shape)) or ()
        rests.append(tuple(s for n, s in zip(names, shape, strict=True) if n.startswith("…")))
        for name, size in zip(names, shape, strict=True):
            known[name] = size if known.get(name, 1) == 1 else known[name]
    rest = broadcast(rests)
    if rest is None or any(c != "…" and c not in known for c in equation.output):
        return None
    out: list[int] = []
    for letter in equation.output:
        out += rest if letter == "…" else (known[letter],)
    return tuple(out)


SPECS = (OpSpec("einsum", ("*operands",), _check, _result, _axes, ("equation", "*operands"), source=DOC),)
