"""What the spec says of a pattern against what einops does with it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shapefault import ops

einops = pytest.importorskip("einops")

PATTERNS = {
    "(b t) c -> b t c": "bt",
    "b c (h p) (w q) -> b (h w) (p q c)": "pqh",
    "b n (h d) -> b h n d": "hd",
    "b ... (h d) -> b ... h d": "h",
    "... c -> c ...": "c",
    "1 h w -> h w": "h",
    "(a b c) -> a b c": "abc",
}


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(PATTERNS)),
    st.lists(st.integers(1, 6), min_size=1, max_size=5),
    st.dictionaries(st.sampled_from("abcdhpqt"), st.integers(1, 4), max_size=3),
)
@example("(b t) c -> b t c", [6, 2], {"b": 2, "t": 4})
def test_a_requirement_is_broken_where_einops_refuses(pattern, shape, lengths):
    lengths = {name: size for name, size in lengths.items() if name in PATTERNS[pattern]}
    try:
        einops.rearrange(np.zeros(shape), pattern, **lengths)
        refused = ""
    except einops.EinopsError as error:
        refused = str(error)
    if "Could not infer sizes" in refused:
        return  # no fault of the shape
    found = ops.check("rearrange", {"input": tuple(shape)}, {"pattern": pattern, "lengths": lengths})
    assert all(requirement.holds for requirement in found) == (not refused), (refused, found)


def test_axes_have_the_names_of_the_pattern():
    params = {"pattern": "b c (h p1) ... -> b h c p1 ...", "lengths": {"p1": 4}}
    assert ops.axes("rearrange", "input", 5, params) == ("b", "c", "h·p1", "dim 3", "dim 4")
    assert ops.axes("rearrange", "input", 2, params) == ("dim 0", "dim 1")
