"""The pages of the faults, read from their files without running them: no torch, no other import."""

from __future__ import annotations

import ast
import inspect
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "faults"
_LABEL = 15
_WIDTH = 100


@dataclass(frozen=True)
class FaultPage:
    """What a fault's file says about it."""

    code: str
    name: str
    title: str
    level: str
    since: str
    rule: str
    fixable: bool
    sections: tuple[tuple[str, str], ...]
    """Heading and text, as in the docstring."""
    example: str
    fixed: str
    expected: str


@dataclass(frozen=True)
class FaultHead:
    """What the list of faults needs to know of one."""

    code: str
    name: str
    title: str
    ops: tuple[str, ...]


@cache
def heads() -> dict[str, FaultHead]:
    """Every fault by its code."""
    found: dict[str, FaultHead] = {}
    for path in sorted(FOLDER.glob("sf*_*.py")):
        text = path.read_text(encoding="utf-8")
        first = re.match(r'"""(SF\d+): (.+?)\.?\s*(?:""")?$', text.partition("\n")[0].rstrip())
        name = re.search(r'^    name = "(.*?)"$', text, re.M)
        ops = re.search(r"^    ops = \((.*?)\)$", text, re.M | re.S)
        if first and name:
            listed = tuple(re.findall(r"[\"'](\w+)[\"']", ops[1])) if ops else ()
            found[first[1]] = FaultHead(first[1], name[1], first[2], listed)
    return found


# A message about a product of matrices is most often a linear layer's.
_ALSO = {"matmul": ("matmul", "linear"), "rnn": ("lstm", "gru", "rnn"), "index": ("index", "embedding")}


def about(op: str) -> list[str]:
    """Codes of the faults that name ``op``, or a member of the family it names, among theirs."""
    parts = _ALSO.get(op, (op,)) if op else ()
    return [head.code for head in heads().values() if any(part in one for part in parts for one in head.ops)]


def named(name: str | None) -> str | None:
    """The code of the fault with that name."""
    return next((head.code for head in heads().values() if head.name == name), None)


def read(code: str) -> FaultPage | None:
    """The page of a fault; None where there is none of that code."""
    files = sorted(FOLDER.glob(f"{code.lower()}_*.py"))
    if not files:
        return None
    tree = ast.parse(files[0].read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and _literals(node).get("code") == code.upper():
            facts = _literals(node)
            doc = ast.get_docstring(tree) or ast.get_docstring(node) or ""
            first, sections = _sections(doc)
            methods = {one.name for one in node.body if isinstance(one, ast.FunctionDef)}
            return FaultPage(
                code=code.upper(),
                name=facts.get("name", ""),
                title=facts.get("title", "") or first,
                level=facts.get("level", "error"),
                since=facts.get("since", "0.1"),
                rule=facts.get("rule", ""),
                fixable="fixes" in methods,
                sections=sections,
                example=inspect.cleandoc(facts.get("example", "")),
                fixed=inspect.cleandoc(facts.get("fixed", "")),
                expected=inspect.cleandoc(facts.get("expected", "")),
            )
    return None


def _literals(node: ast.ClassDef) -> dict[str, str]:
    """The class attributes that are plain strings."""
    found: dict[str, str] = {}
    for one in node.body:
        target = one.targets[0] if isinstance(one, ast.Assign) else getattr(one, "target", None)
        value = getattr(one, "value", None)
        if isinstance(target, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
            found[target.id] = value.value
    return found


def _sections(doc: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The first line, and each heading with the indented text below it."""
    first, *lines = doc.splitlines() or [""]
    sections: list[tuple[str, list[str]]] = []
    for line in lines:
        if line and not line[0].isspace():
            sections.append((line.strip(), []))
        elif sections:
            sections[-1][1].append(line)
    return first, tuple((heading, inspect.cleandoc("\n".join(body)).strip()) for heading, body in sections)


def render(page: FaultPage) -> str:
    """The page as text, headings at the left, at most 100 columns."""
    left = f"{page.code} {page.name}"
    right = f"fix: {'usually' if page.fixable else 'by hand'}   level: {page.level}   since {page.since}"
    lines = [f"{left:<48} {right}"]
    told = dict(page.sections)
    order = ["What it is", "Why it happens"]
    for heading in order:
        lines += _section(heading, told.pop(heading, ""))
    lines += _section("Rule", page.rule)
    lines += _verbatim("Example", page.example)
    lines += _verbatim("Diagnosis", page.expected)
    lines += _verbatim("Fixed", page.fixed)
    for heading, text in told.items():
        lines += _section(heading, text)
    return "\n".join(lines) + "\n"


def _section(heading: str, text: str) -> list[str]:
    """Paragraphs filled beside their heading."""
    import textwrap

    if not text:
        return []
    lines = [
        line for paragraph in text.replace("``", "").split("\n\n") for line in textwrap.wrap(paragraph, _WIDTH - _LABEL)
    ]
    return _beside(heading, lines)


def _verbatim(heading: str, text: str) -> list[str]:
    return _beside(heading, text.splitlines()) if text else []


def _beside(heading: str, lines: list[str]) -> list[str]:
    if len(heading) >= _LABEL:
        return [heading, *(" " * _LABEL + line for line in lines)]
    heads = [heading, *[""] * (len(lines) - 1)]
    return [f"{head:<{_LABEL}}{line}".rstrip() for head, line in zip(heads, lines, strict=True)]
