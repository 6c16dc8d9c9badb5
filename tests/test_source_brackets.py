"""Other ways to bracket a formula, against Python's own reading of what comes of them."""

from __future__ import annotations

import ast

from hypothesis import given
from hypothesis import strategies as st

from shapefault.source.brackets import otherwise_bracketed

NAMES = "abcde"
FORMULAS = st.lists(st.sampled_from(["+", "-", "*", "//"]), min_size=1, max_size=4).map(
    lambda signs: "a" + "".join(f" {sign} {name}" for sign, name in zip(signs, NAMES[1:], strict=False))
)


@given(FORMULAS)
def test_every_other_way_and_no_way_twice(formula):
    """Operands and signs stay in their order, and the ways are as many as the formula has pairs of brackets."""
    node = ast.parse(formula, mode="eval").body
    texts = [ast.unparse(tree) for tree in otherwise_bracketed(node)]
    signs = formula.count(" ") // 2
    ways = {1: 1, 2: 2, 3: 5, 4: 14}[signs]  # Catalan's numbers
    assert len(texts) == (ways - 1 if "//" in formula and signs > 1 else 0)
    assert len(set(texts)) == len(texts) and formula not in texts
    assert {text.replace("(", "").replace(")", "") for text in texts} <= {formula}


def test_what_is_in_brackets_is_a_formula_too():
    node = ast.parse("1 + 2 * (n // 2)", mode="eval").body
    assert "(1 + 2 * n) // 2" in [ast.unparse(tree) for tree in otherwise_bracketed(node)]
