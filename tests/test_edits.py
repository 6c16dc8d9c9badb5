"""Edits of text: what leads from one text to another, and back onto the first."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapefault.faults.rewrite.keywords import without_argument
from shapefault.model import Edit, Span
from shapefault.repair.edits import EditConflictError, apply_edits, edits_between, narrowed, written
from shapefault.source.files import Source

LINES = st.lists(st.sampled_from(["a = 1", "b = [2,", "    3]", "", "\f", "c = '\x1c\u2028'", "ä = 'é'"]), max_size=8)


@given(LINES.filter(bool), LINES, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_the_edits_between_two_texts_lead_from_one_to_the_other(old, new, end, ended):
    old_text, new_text = ("".join(line + end for line in lines) for lines in (old, new))
    if not ended and end == "\n":
        old_text, new_text = old_text.removesuffix(end), new_text.removesuffix(end)
    between = edits_between("main.py", old_text, new_text)
    assert apply_edits(old_text, between) == new_text
    assert apply_edits(old_text, list(narrowed(between))) == new_text


def edit(start: tuple[int, int], end: tuple[int, int], content: str) -> Edit:
    return Edit(Span("main.py", start, end), content)


def test_line_ends_of_the_file_are_kept():
    assert apply_edits("a\r\nb\r\n", [edit((2, 1), (2, 2), "c\nd")]) == "a\r\nc\r\nd\r\n"


@pytest.mark.parametrize(
    "edits",
    [
        [edit((1, 1), (1, 3), "x"), edit((1, 2), (1, 4), "y")],
        [edit((9, 1), (9, 1), "x")],
        [edit((1, 3), (1, 1), "x")],
    ],
)
def test_edits_that_do_not_fit(edits):
    with pytest.raises(EditConflictError):
        apply_edits("abcd\n", edits)


def test_where_stands_what_edits_wrote():
    """Held against the edited text itself."""
    text = "f(1, 2)\ng(3)\nh(4, 5)\n"
    edits = [
        Edit(Span("p.py", (1, 3), (1, 4), "1"), "100"),
        Edit(Span("p.py", (1, 6), (1, 7), "2"), "20"),
        Edit(Span("p.py", (2, 1), (2, 5), "g(3)"), "g(\n    3\n)"),
        Edit(Span("p.py", (3, 3), (3, 4), "4"), "b"),
        Edit(Span("p.py", (3, 7), (3, 7), ""), ", bias=False"),
    ]
    lines = apply_edits(text, edits).splitlines()
    assert [lines[line - 1][a - 1 : b - 1] for line, a, b in written(edits)] == ["100", "20", "b", ", bias=False"]


def test_lines_that_change_are_narrowed_to_the_words_that_do():
    """A number that stays beside one that changes was not written."""
    old, new = "a = f(7, 12)\nb = 3\nc = 31\n", "a = f(25, 12)\nb = 3\nc = 13\n"
    assert [(e.span.text, e.content) for e in narrowed(edits_between("p.py", old, new))] == [("7", "25"), ("31", "13")]


@pytest.mark.parametrize("text", ["f(a, b=1, *c, d=2)", "f(a=1)", "f(\n    a,\n    b,\n)", "f(a=g(1, 2), b=3)"])
def test_any_argument_can_be_taken_out_of_a_call(text):
    """What is left is the same call without it, wherever it stood and whatever stands around it."""
    source = Source("program.py", text)
    call = source.tree.body[0].value
    for argument in (*call.args, *call.keywords):
        kept = [ast.dump(part) for part in (*call.args, *call.keywords) if part is not argument]
        for part_given in (argument, getattr(argument, "value", argument)):
            left = ast.parse(apply_edits(text, [without_argument(source, call, part_given)])).body[0].value
            assert [ast.dump(part) for part in (*left.args, *left.keywords)] == kept
