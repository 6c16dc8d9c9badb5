"""The mark behind the crash line."""

from __future__ import annotations

import ast
import builtins
import textwrap

import pytest

from shapefault.repair.rerun import progress


def passes(source, line, monkeypatch):
    """How often the mark for ``line`` is passed when ``source`` runs."""
    count = 0

    def past(value=None):
        nonlocal count
        count += 1
        return value

    monkeypatch.setattr(builtins, progress.MARK, past, raising=False)
    tree = progress.marked(ast.parse(textwrap.dedent(source).lstrip("\n")), line)
    try:
        exec(compile(tree, "<test>", "exec"), {})
    except ZeroDivisionError:
        pass
    return count


@pytest.mark.parametrize(
    ("source", "line", "count"),
    [
        ("x = 1\ny = 2\n", 1, 1),
        ("x = 1 / 0\ny = 2\n", 1, 0),
        ("for i in range(3):\n    x = 1 / (2 - i)\n", 2, 2),
        ("for i in range(3):\n    pass\n", 1, 3),
        ("def f(n):\n    return 1 / n\nf(1)\nf(2)\nf(0)\n", 2, 2),
        ("x = (1,\n  2,\n  3 / 0)\n", 3, 0),
        ("x = (1,\n  2,\n  3 / 1)\n", 2, 1),
        ("if 1 / 0:\n    pass\n", 1, 0),
        ("if 0:\n    pass\nelif 1:\n    x = 1\nelse:\n    x = 2\n", 3, 1),
        ("if 0:\n    pass\nelif 1:\n    x = 1\nelse:\n    x = 2\n", 6, 0),
        ("with open('/dev/null') as f:\n    f.read()\n", 1, 1),
        ("try:\n    x = 1 / 0\nexcept ZeroDivisionError:\n    x = 2\n", 2, 0),
        ("try:\n    x = 1 / 0\nexcept ZeroDivisionError:\n    x = 2\n", 4, 1),
        ("f = lambda n: 1 / n\n", 1, 0),
        ("f = lambda n: 1 / n\nf(2)\n", 1, 1),
        ("f = lambda n: 1 / n\nf(0)\n", 1, 0),
        ("match 1:\n    case 1:\n        x = 1\n", 3, 1),
        ("i = 0\nwhile i < 2:\n    i += 1\n", 3, 2),
        ("x = 1\n", 99, 0),
    ],
)
def test_counts_completed_passes(source, line, count, monkeypatch):
    assert passes(source, line, monkeypatch) == count


def test_lines_stay_where_they_are(monkeypatch):
    monkeypatch.setattr(builtins, progress.MARK, lambda value=None: value, raising=False)
    tree = progress.marked(ast.parse("x = 1\ny = 1 / 0\n"), 1)
    with pytest.raises(ZeroDivisionError) as caught:
        exec(compile(tree, "<test>", "exec"), {})
    assert caught.traceback[-1].lineno + 1 == 2


@pytest.mark.parametrize(
    ("new", "line", "at"),
    [
        ("a\nb\nc\nd\n", 3, 3),
        ("a\nnew\nb\nc\nd\n", 3, 4),
        ("a\nb\nC\nd\n", 3, 3),
        ("a\nb\nnew\nC\nd\n", 3, 4),
        ("b\nc\nd\n", 3, 2),
    ],
)
def test_the_line_moves_with_the_edit(new, line, at):
    assert progress.moved("a\nb\nc\nd\n", new, line) == at


def test_the_counter_is_shared(tmp_path):
    path = tmp_path / "past"
    path.write_bytes(bytes(8))
    past = progress.counter(str(path))
    assert past("v") == "v"
    progress.counter(str(path))()
    assert int.from_bytes(path.read_bytes(), "little") == 2


def test_a_mark_that_is_set_is_told_from_one_that_is_not(tmp_path):
    path = tmp_path / "past"
    path.write_bytes(bytes(8))
    assert progress.counted(0) == (False, 0)
    past = progress.counter(str(path))
    progress.arm(str(path))
    past()
    past()
    assert progress.counted(int.from_bytes(path.read_bytes(), "little")) == (True, 2)
