"""Numbers that a program keeps as text: a configuration file beside it, or a string of ``key = value`` lines.

Each is given as a node of Python's own kind, with the place of its digits, and its key as a keyword's name: so whatever
looks for the numbers of a program finds these, too.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from shapefault.source.files import Source, parent, source_of

SUFFIXES = (".yaml", ".yml", ".json", ".toml", ".cfg", ".ini")
_FOLDERS = ("conf", "config", "configs", "cfg", "cfgs", "settings", "params")
_LARGEST = 64_000
_MOST_FILES, _MOST_NUMBERS = 20, 300
_PAIR = re.compile(r"""(?:^|[\s{,\[])["']?([A-Za-z_][\w.\-]*)["']?\s*[:=]\s*(?:(\d+)(?![\w.])|\[([\d,\s]+)\])""")
_OPTION = re.compile(r"--([A-Za-z][\w\-]*)[ =](\d+)(?![\w.])")
_DIGITS = re.compile(r"\d+")


def setting_files(program: Iterable[Source]) -> list[Source]:
    """The configuration files beside a program that it, or its command line, names: no others are looked at."""
    sources = list(program)
    words = {*sys.argv[1:], *(text for source in sources for text in _texts(source))}
    named = [Path(word) for word in sys.argv[1:] if word.endswith(SUFFIXES)]
    folders = list(dict.fromkeys(Path(source.path).parent for source in sources))[:4]
    beside = [Path(file) for folder in folders for at in (folder, *(folder / n for n in _FOLDERS)) for file in _in(at)]
    named += [path for path in beside if any(_names(word, path) for word in words)]
    found = (source_of(str(path)) for path in list(dict.fromkeys(named))[:_MOST_FILES] if _small(path))
    return [source for source in found if source is not None]


def _texts(source: Source) -> Iterator[str]:
    """The texts on one line that a Python file holds."""
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value:
            yield node.value


def _names(word: str, path: Path) -> bool:
    """Whether a text means a file: by its name, or within a folder of configurations by its name without the end."""
    return word.endswith(path.name) or (path.parent.name in _FOLDERS and word == path.stem)


def _in(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.name.endswith(SUFFIXES))
    except OSError:
        return []


def _small(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size <= _LARGEST
    except OSError:
        return False


def settings_of(source: Source) -> list[tuple[str, ast.Constant]]:
    """The numbers of a configuration file with their keys."""
    return _few(_pairs(source, range(1, len(source.lines) + 1)))


def written_settings(source: Source) -> list[tuple[str, ast.Constant]]:
    """The same of the texts over several lines that a Python file holds, docstrings left out, and of command lines."""
    texts = [
        range(node.lineno, (node.end_lineno or node.lineno) + 1)
        for node in source.nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if (node.end_lineno or 0) > node.lineno and not isinstance(parent(node), ast.Expr)
    ]
    return _few([*(pair for lines in texts for pair in _pairs(source, lines)), *_command_words(source)])


def _command_words(source: Source) -> Iterator[tuple[str, ast.Constant]]:
    """The numbers of command lines that a program writes: ``["--size", "64"]``, ``"--size 64 --depth=4".split()``."""
    for node in source.nodes:
        if isinstance(node, ast.List | ast.Tuple):
            for option, value in zip(node.elts, node.elts[1:], strict=False):
                key, digits = _text_of(option), _text_of(value)
                if len(key) > 2 and key.startswith("--") and digits.isdigit():
                    yield from _within(source, value, key, re.compile(r"\d+"), 0)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("--"):
            yield from _within(source, node, "", _OPTION, 2)


def _text_of(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _within(
    source: Source, node: ast.expr, key: str, pattern: re.Pattern[str], group: int
) -> Iterator[tuple[str, ast.Constant]]:
    """The numbers that a pattern finds between a text's quotes; the first group is their key, unless there is one."""
    if node.end_lineno != node.lineno:
        return
    span = source.span(node)
    text = source.lines[node.lineno - 1]
    for found in pattern.finditer(text, span.start[1] - 1, span.end[1] - 1):
        name = (key or found.group(1)).lstrip("-").replace("-", "_")
        yield name, _node(name, text, node.lineno, found.span(group))


def _few(pairs: Iterable[tuple[str, ast.Constant]]) -> list[tuple[str, ast.Constant]]:
    """The pairs, none where they are many: a table of data is no setting."""
    found = list(pairs)
    return found if len(found) <= _MOST_NUMBERS else []


def _pairs(source: Source, lines: range) -> Iterator[tuple[str, ast.Constant]]:
    for line in lines:
        text = source.lines[line - 1]
        bare = text.split("#", 1)[0]
        for pair in _PAIR.finditer(bare):
            group = 2 if pair.group(2) is not None else 3
            for digits in _DIGITS.finditer(bare, pair.start(group), pair.end(group)):
                yield pair.group(1), _node(pair.group(1), text, line, digits.span())


def _node(key: str, text: str, line: int, digits: tuple[int, int]) -> ast.Constant:
    start, end = (len(text[:at].encode()) for at in digits)
    node = ast.Constant(int(text[slice(*digits)]), lineno=line, col_offset=start, end_lineno=line, end_col_offset=end)
    node._shapefault_parent = ast.keyword(arg=key, value=node)  # type: ignore[attr-defined]
    return node
