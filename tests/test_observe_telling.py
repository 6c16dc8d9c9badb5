"""The text in which expressions tell what they are: it is the same program, and what they tell is what they are."""

from __future__ import annotations

import ast
import builtins
from pathlib import Path

import pytest

from shapefault.observe import witness
from shapefault.observe.telling import TELLS, place, telling
from shapefault.observe.witness import Held
from shapefault.source.files import Source

torch = pytest.importorskip("torch")

HERE = Path(__file__).parent
FILES = sorted([*HERE.glob("cases/c[a-e]/*.py"), *Path(torch.nn.__file__).parent.glob("modules/*.py")])[::3]

PROGRAM = """
import torch
import numpy as np

class Net(torch.nn.Module):
    def forward(self, x: "torch.Tensor") -> "torch.Tensor":
        rows = [(x + len(part)).mean() for part in ("a", "bc") if part]
        x = (x * 2).flatten(1); self.last = rows[-1]
        return super().__call__ and x[:, :3] if x.dim() > 1 else -x

numbers = np.arange(6).reshape(2, 3)
print(Net()(torch.ones(2, 4, 5)).shape, numbers.T.shape, f"{numbers.sum()}")
"""


class Untold(ast.NodeTransformer):
    def visit_Call(self, node):
        self.generic_visit(node)
        return node.args[1] if isinstance(node.func, ast.Name) and node.func.id == TELLS else node


@pytest.mark.slow
def test_it_is_the_same_program():
    assert len(FILES) > 20
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        source = Source(str(path), text)
        told = telling(source, range(1, len(source.lines) + 1))
        assert told.count(TELLS) > text.count("=") // 4
        assert ast.dump(Untold().visit(ast.parse(told))) == ast.dump(ast.parse(text)), path


def test_only_the_lines_asked_for():
    source = Source("two.py", "a = b\nc = d.e(f)[g]\n")
    first, second, *rest = telling(source, {2}).split("\n")
    assert (first, rest) == ("a = b", [""])
    assert second.count(TELLS) == 5  # d.e is what is called, and told by its result


def test_expressions_tell_what_they_are(monkeypatch, capsys, tmp_path):
    path = tmp_path / "net.py"
    path.write_text(PROGRAM)
    source = Source(str(path), PROGRAM)
    monkeypatch.setattr(witness, "_seen", {})
    monkeypatch.setattr(witness, "_calls", {})
    monkeypatch.setattr(builtins, TELLS, witness._told, raising=False)
    exec(compile(telling(source, range(len(source.lines) + 1)), str(path), "exec"), {"__name__": "told"})
    told = capsys.readouterr().out
    exec(compile(PROGRAM, str(path), "exec"), {"__name__": "plain"})
    assert capsys.readouterr().out == told
    seen = witness._seen[str(path), "", 0]
    known = {source.span(n).text: seen[place(n)] for n in source.nodes if isinstance(n, ast.expr) and place(n) in seen}
    assert known["(x * 2).flatten(1)"] == Held("Tensor", (2, 20), True)
    assert known["x * 2"] == Held("Tensor", (2, 4, 5), True)
    assert known["x[:, :3]"] == Held("Tensor", (2, 3), True)
    assert known["numbers.T"] == Held("ndarray", (3, 2), False)
    assert known["rows[-1]"] == Held("Tensor", (), True)
    assert known["len(part)"] == Held("int", 2)
    assert "numbers.sum()" not in known  # within a formatted string nothing has a place of its own
