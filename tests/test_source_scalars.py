"""Which literals a number goes back to, and edits that give it another value: checked by executing the edited source."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shapefault.repair.edits import apply_edits
from shapefault.source.files import source_of
from shapefault.source.retarget import retarget
from shapefault.source.scalars import evaluate, resolver_for

PROGRAMS = {
    "product": ("x = f(16 * 5 * 5)", 400, 256, (16, 4, 4), "x = f(16 * 4 * 4)"),
    "literal": ("x = f(9216)", 9216, 6400, (64, 10, 10), "x = f(6400)"),
    "constant": ("WIDTH = 128\nx = f(WIDTH)", 128, 96, (), "WIDTH = 96\nx = f(WIDTH)"),
    "default": ("def g(n=10):\n    return f(n)\nx = g()", 10, 7, (), "def g(n=7):\n    return f(n)\nx = g()"),
    "argument": ("def g(n):\n    return f(n)\nx = g(10)", 10, 7, (), "def g(n):\n    return f(n)\nx = g(7)"),
    "key": ('cfg = {"dim": 32}\nx = f(cfg["dim"])', 32, 64, (), 'cfg = {"dim": 64}\nx = f(cfg["dim"])'),
    "table looked up by a name": (
        'def g(arch):\n    sizes = {"small": 32, "large": 64}\n    return f(sizes[arch])\nx = g("large")',
        64,
        128,
        (),
        'def g(arch):\n    sizes = {"small": 32, "large": 128}\n    return f(sizes[arch])\nx = g("large")',
    ),
    "table looked up by a number": (
        "depth = 50\nsizes = {18: 512, 50: 512}\nx = f(sizes[depth])",
        512,
        2048,
        (),
        "depth = 50\nsizes = {18: 512, 50: 2048}\nx = f(sizes[depth])",
    ),
    "dict call": ("cfg = dict(dim=32)\nx = f(cfg['dim'])", 32, 64, (), "cfg = dict(dim=64)\nx = f(cfg['dim'])"),
    "what a function returns": ("def g():\n    return 9\nx = f(g())", 9, 10, (), "def g():\n    return 10\nx = f(g())"),
    "switch": (
        "def g(pad=False):\n    return f(int(pad) * 2)\nx = g()",
        0,
        2,
        (),
        "def g(pad=True):\n    return f(int(pad) * 2)\nx = g()",
    ),
    "arithmetic": ("size = 24\nx = f(size // 4 * 8)", 48, 56, (), "size = 28\nx = f(size // 4 * 8)"),
    "brackets": ("n = 7\nx = f(1 + 2 * n // 2)", 8, 7, (), "n = 7\nx = f(1 + 2 * (n // 2))"),
    "attribute": (
        "class A:\n    def __init__(self):\n        self.n = 5\n        self.x = f(self.n)\nx = A().x",
        5,
        9,
        (),
        "class A:\n    def __init__(self):\n        self.n = 9\n        self.x = f(self.n)\nx = A().x",
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_number_is_changed_where_it_is_decided(name, tmp_path):
    text, old, new, factors, wanted = PROGRAMS[name]
    path = tmp_path / "program.py"
    path.write_text(text)
    source = source_of(str(path))
    call = next(n for n in source.nodes if getattr(getattr(n, "func", None), "id", "") == "f")
    found = retarget(resolver_for(str(path)), source, call.args[0], old, new, factors)
    assert apply_edits(text, found[0].edits) == wanted
    scope = {"f": lambda value: value}
    exec(apply_edits(text, found[0].edits), scope)
    assert scope["x"] == new


def test_a_switch_is_a_number_only_where_it_is_made_one(tmp_path):
    path = tmp_path / "program.py"
    path.write_text("pad = True\nx = f(pad)\ny = f(int(pad))")
    source = source_of(str(path))
    plain, made = (n.args[0] for n in source.nodes if getattr(getattr(n, "func", None), "id", "") == "f")
    resolver = resolver_for(str(path))
    assert (resolver.values(source, plain), resolver.values(source, made)) == ([], [1])
    assert retarget(resolver, source, made, 1, 3) == []


def test_a_number_that_cannot_be_told_is_left_alone(tmp_path):
    path = tmp_path / "program.py"
    path.write_text("import sys\nx = f(len(sys.argv))")
    source = source_of(str(path))
    call = next(n for n in source.nodes if getattr(getattr(n, "func", None), "id", "") == "f")
    assert retarget(resolver_for(str(path)), source, call.args[0], 1, 2) == []


_terms = st.recursive(
    st.integers(1, 99).map(str),
    lambda inner: st.tuples(inner, st.sampled_from(["+", "-", "*", "//"]), inner).map(
        lambda t: f"({t[0]} {t[1]} {t[2]})"
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(_terms)
def test_an_expression_has_the_value_that_python_gives_it(tmp_path_factory, expression):
    path = tmp_path_factory.mktemp("p") / "program.py"
    path.write_text(f"x = {expression}")
    source = source_of(str(path))
    terms = resolver_for(str(path)).resolve(source, source.tree.body[0].value)
    try:
        wanted = eval(expression)
    except ZeroDivisionError:
        wanted = None
    assert [evaluate(t) for t in terms] == [wanted]


def test_an_indented_source_spans_by_code_points(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(
        textwrap.dedent("""
        s = "é€"; x = f(3)
    """),
        encoding="utf-8",
    )
    source = source_of(str(path))
    call = next(n for n in source.nodes if getattr(getattr(n, "func", None), "id", "") == "f")
    span = source.span(call)
    assert source.lines[span.start[0] - 1][span.start[1] - 1 : span.end[1] - 1] == "f(3)" == span.text


LOOPS = {
    "named list": ("widths = [16, 32]\nfor w in widths:\n    f(w)", [16, 32]),
    "list of the object": (
        "class A:\n    def __init__(self):\n        self.widths = (4, 8)\n        for w in self.widths:\n            f(w)",
        [4, 8],
    ),
    "pairs": ("ins, outs = [1, 2], [3, 4]\nfor a, b in zip(ins, outs):\n    f(b)", [3, 4]),
    "numbered": ("widths = [16, 32]\nfor i, w in enumerate(reversed(widths)):\n    f(w)", [16, 32]),
    "comprehension": ("def g(w, widths=(5, 6)):\n    return [f(w) for w in widths[1:]]", [5, 6]),
    "parts put together": ("first = [2]\nx = [f(w) for w in [1] + first]", [1, 2]),
    "entries that are pairs": ("sizes = [(1, 2), (3, 4)]\nfor a, b in sizes:\n    f(b)", [2, 4]),
    "a list of itself": ("widths = widths\nfor w in widths:\n    f(w)", []),
    "parameter beside a comprehension": ("def g(w=7):\n    y = [w for w in [1, 2]]\n    return f(w)", [7]),
}


@pytest.mark.parametrize("name", LOOPS)
def test_what_a_name_is_in_the_turns_of_a_loop(name, tmp_path):
    text, wanted = LOOPS[name]
    path = tmp_path / "program.py"
    path.write_text(text)
    source = source_of(str(path))
    call = next(n for n in source.nodes if getattr(getattr(n, "func", None), "id", "") == "f")
    assert resolver_for(str(path)).values(source, call.args[0]) == wanted
