"""A file of the program as text and tree."""

from __future__ import annotations

import ast
import copy
import dis

from shapefault.diagnose.crash import culprit_of
from shapefault.model import Edit, Fix, Span
from shapefault.observe.expressions import detached
from shapefault.source.files import Source, parent
from shapefault.source.frames import caller, frames_of


def test_a_copy_of_an_expression_is_no_copy_of_its_file():
    """``ast.Load`` and ``ast.Add`` are one object each for all trees; a parent kept on them would be copied, too."""
    source = Source("program.py", "a = b + c[d]\n" + "e = f(g) * -h\n" * 500)
    node = source.tree.body[0].value
    assert parent(node) is source.tree.body[0] and parent(node.left) is node
    copied: dict[int, object] = {id(parent(node)): None}
    twin = copy.deepcopy(node, copied)
    assert ast.dump(twin) == ast.dump(node) == ast.dump(detached(node))
    assert len([kept for kept in copied.values() if isinstance(kept, ast.stmt)]) == 0
    assert parent(twin) is None and parent(twin.left) is twin


def test_what_a_call_of_several_lines_lacks_is_told_at_the_call(tmp_path):
    """An entry may be put in on a call's or a list's last line; on one line the edit's place is told as it is."""
    path = tmp_path / "program.py"
    path.write_text("net = LSTM(\n    4,\n    8,\n)\none = LSTM(4, 8)\nlisted = Compose([\n    a,\n])\n")

    def culprit(line, column):
        edit = Edit(Span(str(path), (line, column), (line, column), ""), ", more=1")
        return culprit_of(Fix("", (edit,))).span.start

    assert culprit(3, 6) == (1, 7)
    assert culprit(5, 15) == (5, 15)
    assert culprit(7, 6) == (6, 10)  # of a list that is all it is given, too


def test_calls_of_a_chain_over_several_lines():
    """The compiler places the call of a method at its name, on a line below the one where the expression begins."""
    text = """def f(x, y):
    z = (
        x.reshape(1)
        .permute(0)
        .view(
            2,
        )
    )
    return torch.cat([z, y.b()
        .c()])
"""
    source = Source("chain.py", text)
    code = next(c for c in compile(text, "chain.py", "exec").co_consts if hasattr(c, "co_code"))
    made = [i for i in dis.get_instructions(code) if i.opname in ("CALL", "CALL_KW")]
    places = [i.positions for i in made]
    nodes = [source.node_at(p.lineno, p.col_offset, p.end_lineno, p.end_col_offset) for p in places]
    assert [ast.unparse(node) for node in nodes] == [
        "x.reshape(1)",
        "x.reshape(1).permute(0)",
        "x.reshape(1).permute(0).view(2)",
        "y.b()",
        "y.b().c()",
        "torch.cat([z, y.b().c()])",
    ]


def test_what_an_augmented_assignment_works_out_is_an_expression():
    """``x += y`` is a statement, and the instruction that fails in it is the sum."""
    source = Source("program.py", "for part in parts:\n    total[0] += part * 2\n")
    statement = source.tree.body[0].body[0]
    node = source.node_at(2, 4, 2, 24)
    assert isinstance(node, ast.BinOp) and ast.unparse(node) == "total[0] + part * 2"
    assert isinstance(node.left.ctx, ast.Load) and isinstance(statement.target.ctx, ast.Store)
    assert parent(node) is statement and parent(node.left) is node and node.right is statement.value
    assert any(i.opname == "BINARY_OP" and i.positions[2:] == (4, 24) for i in dis.get_instructions(_code(source)))


def _code(source):
    return compile(source.text, source.path, "exec")


def views(picture):
    for turn in range(2):
        yield picture[turn + 5]


def plain(picture):
    return [view + "." for view in views(picture)]


def in_a_loop(picture):
    made = views(picture)
    for view in made:
        print(view)


def test_a_generator_is_called_where_its_items_are_asked_for():
    """The comprehension and the loop run it; the argument is in the call that made it."""
    for function in (plain, in_a_loop):
        try:
            function("abc")
        except IndexError as error:
            frames = frames_of(error.__traceback__)
        above, call = caller(frames, len(frames) - 1)
        assert frames[above].name == function.__name__
        assert ast.unparse(call) == "views(picture)"
    outer = next(i for i, frame in enumerate(frames) if frame.name == "in_a_loop")
    assert caller(frames, outer)[0] == outer - 1 and ast.unparse(caller(frames, outer)[1]) == "function('abc')"
