"""SF722: the initial state does not fit a recurrent layer and its input.

What it is
    ``h_0`` (and ``c_0``) must be (directions · layers, batch, hidden): the batch of the input, the layers and
    features of the layer. ``batch_first`` says where the batch stands in the input; it never changes the state.

Why it happens
    The state is made for a constant batch size and the last batch is smaller; the input has the batch first and the
    layer reads time first; or the state comes from an encoder with other layers, directions or features.

Not this fault
    The features of the input differ: see SF721.

See also
    torch.nn.LSTM, torch.utils.data.DataLoader (drop_last)
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from typing import Any

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import in_shape, last_dim_owner, operand_sizes
from shapefault.faults.rewrite.axes.parts_as_rows import parts_as_rows
from shapefault.faults.rewrite.axes.undo import undone
from shapefault.faults.rewrite.axes.upstream import otherwise
from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.faults.rewrite.keywords import set_keyword, without_argument
from shapefault.faults.rewrite.layers.both_ways import both_ways
from shapefault.faults.rewrite.layers.cell_input import cell_input
from shapefault.faults.rewrite.layers.constructor import argument, constructor, set_argument
from shapefault.faults.rewrite.layers.first_states import states_of_all_layers
from shapefault.faults.rewrite.layers.given_states import states_given
from shapefault.faults.rewrite.layers.recurrent_branch import only_otherwise
from shapefault.faults.rewrite.layers.recurrent_state import (
    Factory,
    axis_fixes,
    batch_fixes,
    exchanged_sizes,
    factories,
    size_fixes,
)
from shapefault.faults.rewrite.layers.sequence import (
    RECURRENT,
    fits_otherwise,
    other_layout,
    reads_batch_first,
    turned,
)
from shapefault.faults.rewrite.layers.start_state import start_state
from shapefault.faults.rewrite.layers.tables import numbered
from shapefault.faults.rewrite.numbers.program import drop_last
from shapefault.faults.rewrite.shapes import Template, permutations, root_structural, squeezes, structural, unsqueezes
from shapefault.model import Fix, MathLine, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import statement_of
from shapefault.source.nodes import walk


class RecurrentState(Fault):
    """The state's axes differ from what layer and input call for."""

    code = "SF722"
    name = "recurrent-state"
    title = "the initial state does not fit a recurrent layer and its input"
    ops = RECURRENT
    rule = "h_0.shape = (directions · num_layers, N, H_out)"
    example = """
        BATCH = 16
        words = torch.rand(14, 8, 32)
        lstm = nn.LSTM(32, 24)
        h, c = torch.zeros(1, BATCH, 24), torch.zeros(1, BATCH, 24)
        lstm(words, (h, c))
    """
    expected = """
        error[SF722]: lstm got a state for a batch of 16, the batch has 8
    """
    near_misses = ("nn.LSTM(32, 24)(torch.rand(14, 8, 32), (torch.zeros(1, 8, 24), torch.zeros(1, 8, 24)))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """A requirement on the state is broken, and none on the input alone."""
        broken = mismatch.broken
        if broken is None or broken.operand not in ("h_0", "c_0", "hx"):
            return None
        role = _role(mismatch, broken.operand)
        if role is None:
            return None
        shape = mismatch.operands[role].shape
        kind = {0: "layers", 1: "batch", 2: "hidden"}.get(broken.axis if broken.axis is not None else -1, broken.kind)
        if mismatch.op.endswith("_cell"):
            kind = {0: "batch", 1: "hidden"}.get(broken.axis if broken.axis is not None else -1, broken.kind)
        given = mismatch.shape("input") or ()
        unbatched = broken.kind != "rank" and mismatch.op.endswith("_cell") and 0 < len(given) < len(shape)
        if broken.kind == "rank" or unbatched:
            kind = "rank"
        got, want = broken.got_value, broken.want_value
        said = {
            "layers": f"a state for {got} directions · layers, it has {want}",
            "batch": f"a state for a batch of {got}, the batch has {want}",
            "hidden": f"a state of {got} features, it has {want}",
        }.get(kind, f"a state with {len(shape)} axes, it takes {broken.want}")
        if unbatched:
            said = f"an input with {len(given)} axes for a state with {len(shape)}"
        stage = Stage.RESHAPE if kind == "rank" else Stage.LAYER_CONFIG
        return Cause(
            f"{mismatch.op} got {said}",
            stage,
            None,
            (MathLine(broken.formula, broken.got, broken.want),),
            confidence=0.85,
            primary_label=f"input {operand_sizes(mismatch, 'input')}, state {operand_sizes(mismatch, role)}",
            data={"kind": kind, "role": role, "got": got, "want": want, "axis": broken.axis},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """By the axis that differs: where the state is made, how the layer reads its input, what gave the state."""
        kind, role = cause.data["kind"], cause.data["role"]
        shape = mismatch.operands[role].shape
        made = factories(trace, mismatch, len(shape))
        if kind == "rank":
            yield from _rank(trace, mismatch, role)
        elif kind == "batch":
            yield from _batch(trace, mismatch, role, made, cause.data["got"], cause.data["want"], cause.data["axis"])
        elif kind == "layers":
            yield from _layers(trace, mismatch, role, made, cause.data["got"], cause.data["want"])
        else:
            yield from _hidden(trace, mismatch, role, made, cause.data["got"], cause.data["want"])
        if kind != "rank":
            templates = permutations(len(shape), 0.62)
            yield from structural(trace, mismatch, role, templates, stage=Stage.RESHAPE, limit=6)
        yield from _no_state(trace, made)


def _role(mismatch: Mismatch, operand: str) -> str | None:
    names = {"h_0": ("h_0", "hx", "hx[0]"), "c_0": ("c_0", "hx[1]"), "hx": ("hx",)}[operand]
    return next((n for n in names if n in mismatch.operands), None)


def _batch(
    trace: Trace, mismatch: Mismatch, role: str, made: list[Factory], got: int, want: int, axis: int
) -> Iterator[Fix]:
    layout = fits_otherwise(mismatch, ("input",)) or _read_otherwise(trace, mismatch, role, got)
    moved = turned(trace, mismatch.tensor("input"))
    behind = reads_batch_first(trace)
    first = bool(mismatch.params.get("batch_first"))
    if got == 1 < want and trace.root is not None and len(trace.root.args) > 1:
        # a state of one sample that several go on from, as in a beam search
        text = f"{{}}.repeat({'1, ' * axis}{want}{', 1' * (len(mismatch.operands[role].shape) - axis - 1)})"
        again = Template(text, 0.82, f"repeat the state for the {want} that go on from it", "it is that of one sample")
        yield from root_structural(trace, [again], index=1, stage=Stage.RESHAPE, definition=0.04)
    if layout and not mismatch.op.endswith("_cell"):
        worth = 0.86 if not moved else 0.6
        if behind is not None:
            worth += 0.04 if behind != first else -0.3
        yield from other_layout(trace, mismatch.layer, worth, why=_layout_why(first, got, want))
        yield from axis_fixes(trace, made, axis, 0.84 if moved or first or behind is first else 0.66)
        if mismatch.operands["input"].shape[0 if first else 1] == 1:  # the axis of one was put in the wrong place
            yield from otherwise(trace, mismatch, 0.66)
        templates = [Template("{}.transpose(0, 1)", 0.56, "put time first" if not first else "put the batch first")]
        yield from structural(trace, mismatch, "input", templates, stage=Stage.RESHAPE, limit=3)
        worth = 0.6 if moved else 0.4
        yield from undone(trace, mismatch, "input", ("transpose", "permute"), worth, stage=Stage.RESHAPE)
    else:
        yield from axis_fixes(trace, made, axis, 0.7)
    yield from batch_fixes(trace, made, got, want, axis, 0.86 if not layout else 0.4)
    yield from drop_last(trace, 0.55 if want < got and not layout else 0.2)
    if not first and mismatch.operands["input"].shape[0] <= got:  # the rows, or as many steps as there are left of them
        yield from parts_as_rows(trace, got, 0.8)


def _read_otherwise(trace: Trace, mismatch: Mismatch, role: str, got: int) -> bool:
    """Whether the state is of an earlier call that had as many samples on the axis that it took for time."""
    giver, now = _given_by(trace, mismatch, role), mismatch.operands["input"].shape
    before = in_shape(giver) if giver is not None else _outputs_beside(trace)
    if before is None or len(before) != 3 or len(now) != 3:
        return False
    batch = 0 if mismatch.params.get("batch_first") else 1
    return before[batch] == got and before[1 - batch] == now[1 - batch]


def _outputs_beside(trace: Trace) -> Shape | None:
    """The outputs that the same layer gave with the state, ``outputs, h = self.rnn(x)``, where both are still there."""
    user, node = trace.crash.user, trace.crash.expression
    function = trace.function()
    if user is None or not isinstance(node, ast.Call) or function is None:
        return None
    given = [a.id for a in node.args[1:] if isinstance(a, ast.Name)]
    for part in walk(function):
        if not isinstance(part, ast.Assign) or not isinstance(part.value, ast.Call) or part.value is node:
            continue
        names = [ast.unparse(e) for t in part.targets if isinstance(t, ast.Tuple) for e in t.elts]
        if ast.unparse(part.value.func) == ast.unparse(node.func) and len(names) == 2 and names[1] in given:
            return shape_of(user.frame.f_locals.get(names[0]))
    return None


def _layout_why(first: bool, got: int, want: int) -> str:
    if first:
        return f"with batch_first the layer takes {want} steps for the batch, which is {got}"
    return f"without batch_first the layer takes {want} steps for the batch, which is {got}"


def _layers(trace: Trace, mismatch: Mismatch, role: str, made: list[Factory], got: int, want: int) -> Iterator[Fix]:
    if want > got:
        yield from states_of_all_layers(trace, 0.88)
    directions = 2 if mismatch.params.get("bidirectional") else 1
    hint = ", one for each direction" if directions == 2 and want == 2 * got else ", one for each layer"
    if _turned(mismatch, role, got, want):
        yield from exchanged_sizes(made, 0.92)
        why = "batch_first is about the input, a state has the layers first"
        turn = Template("{}.transpose(0, 1).contiguous()", 0.84, "put the layers of the state first", why)
        yield from structural(trace, mismatch, role, [turn], stage=Stage.RESHAPE, limit=4)
        return
    yield from size_fixes(trace, made, 0, got, want, 0.84, hint)
    if made and got == 2 * want:
        yield from both_ways(trace, mismatch.layer, 0.74)
    layer, layers = mismatch.layer, int(mismatch.params.get("num_layers", 1) or 1)
    giver = None if made else _giver(trace, mismatch, role) or _other_recurrent(trace, layer, got)
    yield from _both_directions(trace, mismatch, role, got, want, giver)
    alike = giver is None or bool(giver.bidirectional) == (directions == 2)
    if got % directions == 0:
        yield from _layer_count(trace, layer, layers, got // directions, 0.64 if alike else 0.3)
    if not made:
        if want > got:
            yield from start_state(trace, got, want, directions, 0.82)
        if giver is not None:
            both = 2 if giver.bidirectional else 1
            if want % both == 0 and both == directions:
                yield from _layer_count(trace, giver, int(giver.num_layers), want // both, 0.66)
        yield from _switch(trace, (layer, giver), 0.6)
        if got > want:
            why = "there are more layers than the layer has"
            templates = [Template(f"{{}}[-{want}:]", 0.62, "take the last layers of the state", why)]
            yield from structural(trace, mismatch, role, templates, stage=Stage.LAYER_CONFIG, limit=3)
        elif want % got == 0:
            why = "there are fewer layers than the layer has"
            templates = [Template(f"{{}}.repeat({want // got}, 1, 1)", 0.5, "give every layer the state", why)]
            yield from structural(trace, mismatch, role, templates, stage=Stage.LAYER_CONFIG, limit=3)


def _turned(mismatch: Mismatch, role: str, got: int, want: int) -> bool:
    """Whether the state is (batch, layers, hidden), as it would have to be if ``batch_first`` were about it."""
    shape, given = mismatch.operands[role].shape, mismatch.operands["input"].shape
    batch = given[0 if mismatch.params.get("batch_first") else 1] if len(given) == 3 else None
    return len(shape) == 3 and got == batch and shape[1] == want != batch


def _both_directions(trace: Trace, mismatch: Mismatch, role: str, got: int, want: int, giver: Any) -> Iterator[Fix]:
    """The state of a bidirectional layer for a layer of one direction: both directions side by side, or added."""
    shape, hidden = mismatch.operands[role].shape, getattr(mismatch.layer, "hidden_size", None)
    if got != 2 * want or len(shape) != 3 or mismatch.params.get("bidirectional"):
        return
    if shape[2] * 2 == hidden:
        text, title = "torch.cat([{}[0::2], {}[1::2]], dim=2)", "put the two directions of the state side by side"
        stage = Stage.RESHAPE
    elif shape[2] == hidden:
        text, title = "{}[0::2] + {}[1::2]", "add the two directions of the state"
        stage = Stage.LAYER_CONFIG  # nothing is to be laid out anew: one of the layers reads in too many directions
    else:
        return
    why = "the state has an entry for each direction, this layer has one direction"
    if giver is not None:
        yield from states_given(trace, giver, text, title, why, 0.86)
    if role != "hx":
        return
    template = Template(text, 0.82, title, why)
    # where the two layers meet, rather than in the one that a decoder calls step by step
    yield from structural(trace, mismatch, role, [template], stage=stage, limit=4, outer=0.03)


def _layer_count(trace: Trace, layer: Any, old: int, new: int, prior: float) -> Iterator[Fix]:
    call = constructor(layer) if layer is not None else None
    node = argument(call, layer, "num_layers") if call is not None else None
    if call is None or old == new:
        return
    why = f"it has {old} layers, the other one {new}"
    if node is not None:
        yield from numbered(trace, f"build the layer with num_layers={new}", call, node, old, new, prior, why=why)
    elif old == 1:
        yield fix(
            f"build the layer with num_layers={new}",
            set_keyword(call, "num_layers", str(new)),
            prior,
            stage=Stage.LAYER_CONFIG,
            why=why,
        )


def _other_recurrent(trace: Trace, layer: Any, lead: int) -> Any:
    """Another live recurrent layer whose state has ``lead`` directions · layers and as many features."""
    for module in trace.live_modules():
        for part in module.modules():
            if part is not layer and getattr(part, "hidden_size", None) == getattr(layer, "hidden_size", 0):
                directions = 2 if getattr(part, "bidirectional", False) else 1
                if getattr(part, "num_layers", 0) * directions == lead:
                    return part
    return None


def _switch(trace: Trace, layers: tuple[object, ...], prior: float) -> Iterator[Fix]:
    """Both recurrent layers with the same number of directions."""
    for layer in layers:
        call = constructor(layer) if layer is not None else None
        if call is None:
            continue
        for keyword in call.node.keywords:
            if keyword.arg == "bidirectional" and isinstance(keyword.value, ast.Constant) and keyword.value.value:
                yield fix(
                    "read in one direction, as the other layer does",
                    set_keyword(call, "bidirectional", "False"),
                    prior,
                    stage=Stage.LAYER_CONFIG,
                    why="one of the layers has two directions, the other one",
                )


def _giver(trace: Trace, mismatch: Mismatch, role: str) -> Any:
    """The recurrent layer whose state this is."""
    record = _given_by(trace, mismatch, role)
    return record.module if record is not None else None


def _given_by(trace: Trace, mismatch: Mismatch, role: str) -> Record | None:
    """The call of a recurrent layer that gave the state."""
    tensor = mismatch.tensor(role)
    for record in trace.journey(tensor)[:10] if tensor is not None else ():
        if all(hasattr(record.module, name) for name in ("num_layers", "hidden_size", "bidirectional")):
            return record
    return None


def _hidden(trace: Trace, mismatch: Mismatch, role: str, made: list[Factory], got: int, want: int) -> Iterator[Fix]:
    axis = len(mismatch.operands[role].shape) - 1
    yield from size_fixes(trace, made, axis, got, want, 0.8, " features")
    owner = last_dim_owner(trace, mismatch, role, -1)
    if owner is not None:
        yield from set_argument(trace, owner[0], owner[1], got, want, 0.7)
    integers = Counter(getattr(place.node, "value", None) for place in bench_of(trace).project.integers)
    alone = integers[want] == 1 and integers[got] > 2  # the layer is the one that differs, not what it is given
    yield from set_argument(trace, mismatch.layer, "hidden_size", want, got, 0.84 if alone else 0.68)


def _rank(trace: Trace, mismatch: Mismatch, role: str) -> Iterator[Fix]:
    """An axis too many or too few, on the state or on the input."""
    state, shape = mismatch.operands[role].shape, mismatch.operands["input"].shape
    stage = Stage.RESHAPE
    if len(state) > len(shape):
        if mismatch.op.endswith("_cell"):
            yield from cell_input(trace, 0.84)
        yield from only_otherwise(trace, mismatch, role, ("unsqueeze",), 0.8)
        yield from undone(trace, mismatch, role, ("unsqueeze",), 0.74, stage=stage)
        yield from structural(trace, mismatch, role, squeezes(state, 0.7), stage=stage)
        yield from structural(trace, mismatch, "input", unsqueezes(len(shape), 0.76), stage=stage)
    else:
        yield from _each_state(trace, len(state), 0.86)
        yield from structural(trace, mismatch, role, unsqueezes(len(state), 0.78), stage=stage)
        yield from structural(trace, mismatch, "input", squeezes(shape, 0.6), stage=stage)
        yield from undone(trace, mismatch, role, ("squeeze",), 0.7, stage=stage)


def _each_state(trace: Trace, rank: int, prior: float) -> Iterator[Fix]:
    """``(h, c)`` of an LSTM as ``(h.unsqueeze(0), c.unsqueeze(0))``: the axis of the layers."""
    node, source = trace.crash.expression, trace.source()
    pair = node.args[1] if isinstance(node, ast.Call) and len(node.args) > 1 else None
    if source is not None and isinstance(pair, ast.Tuple) and rank == 2:
        edits = [wrapped(source, state, "{}.unsqueeze(0)") for state in pair.elts]
        yield fix("give both states the axis of the layers", edits, prior, stage=Stage.RESHAPE,
                  why="a state has an entry for each layer")  # fmt: skip


def _no_state(trace: Trace, made: list[Factory]) -> Iterator[Fix]:
    """Zeros are what a recurrent layer starts from anyway."""
    node, source = trace.crash.expression, trace.source()
    names = {f.call.node.func.attr for f in made if isinstance(f.call.node.func, ast.Attribute)}
    if not isinstance(node, ast.Call) or source is None or len(node.args) < 2:
        return
    if not names or not names <= {"zeros", "new_zeros"}:
        return
    kept = _is_kept(node, node.args[1])
    yield fix(
        "let the layer start from its own zeros",
        without_argument(source, node, node.args[1]),
        0.38 if kept else 0.58,
        stage=Stage.LAYER_CONFIG,
        why="the state is zeros of another size",
    )


def _is_kept(call: ast.Call, state: ast.expr) -> bool:
    """Whether the program keeps the state from call to call."""
    statement = statement_of(call)
    if isinstance(state, ast.Attribute):
        return True
    if not isinstance(statement, ast.Assign) or not isinstance(state, ast.Name):
        return False
    return any(isinstance(n, ast.Name) and n.id == state.id for t in statement.targets for n in walk(t))
