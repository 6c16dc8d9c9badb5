"""Texts that stand for files wherever Python reads code."""

from __future__ import annotations

import importlib
import inspect
import linecache
import sys

import pytest

from shapefault.source import overlay


@pytest.fixture(autouse=True)
def _clean():
    yield
    overlay.install({})
    overlay.rewriters.clear()


@pytest.fixture
def module(tmp_path, monkeypatch):
    path = tmp_path / "overlaid_one.py"
    path.write_text("def f():\n    return 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield path
    sys.modules.pop("overlaid_one", None)


def test_imports_and_inspection_see_the_overlay(module):
    overlay.install({str(module): "def f():\n    return 2  # new\n"})
    one = importlib.import_module("overlaid_one")
    assert one.f() == 2
    assert inspect.getsource(one.f) == "def f():\n    return 2  # new\n"
    assert linecache.getline(str(module), 2) == "    return 2  # new\n"
    linecache.checkcache()
    assert linecache.getline(str(module), 2) == "    return 2  # new\n"
    assert one.__loader__.get_source("overlaid_one") == "def f():\n    return 2  # new\n"
    assert module.read_text() == "def f():\n    return 1\n"
    assert not list(module.parent.glob("**/*.pyc"))


def test_an_empty_overlay_gives_the_file_back(module):
    overlay.install({str(module): "def f():\n    return 2\n"})
    assert linecache.getline(str(module), 2) == "    return 2\n"
    overlay.install({})
    assert linecache.getline(str(module), 2) == "    return 1\n"
    assert importlib.import_module("overlaid_one").f() == 1


def test_a_link_to_the_file_is_the_file(module, tmp_path):
    link = tmp_path / "other.py"
    link.symlink_to(module)
    overlay.install({str(link): "x"})
    assert overlay.read(str(module)) == "x"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"x = 1\r\ny = 2\r\n", "x = 1\r\ny = 2\r\n"),
        (b"# coding: latin-1\nx = '\xe9'\n", "# coding: latin-1\nx = 'é'\n"),
        (b"\xef\xbb\xbfx = 1\n", "x = 1\n"),
    ],
)
def test_read_decodes_as_python_does_and_keeps_line_ends(tmp_path, data, text):
    path = tmp_path / "m.py"
    path.write_bytes(data)
    assert overlay.read(str(path)) == text
    names = {}
    exec(overlay.code(str(path)), names)
    assert "x" in names


def test_encoded_follows_the_cookie():
    assert overlay.encoded("# coding: latin-1\nx = 'é'\n") == b"# coding: latin-1\nx = '\xe9'\n"
    assert overlay.encoded("x = 'é'\n") == "x = 'é'\n".encode()
