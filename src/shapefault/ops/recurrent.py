"""LSTM, GRU, RNN and their cells: input, hidden and weight shapes.

Parameters are those of the module: ``input_size``, ``hidden_size``, ``num_layers``, ``batch_first``,
``bidirectional``, ``proj_size``. Sources: https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html,
``…GRU``, ``…RNN``, ``…LSTMCell``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from shapefault.model import Shape
from shapefault.ops.base import Operands, OpSpec, Params, Requirement, equals, numbered, rank_in

DOC = "https://docs.pytorch.org/docs/stable/generated/torch.nn.{}.html"


def _axes(role: str, rank: int, params: Params) -> tuple[str, ...]:
    first = bool(params.get("batch_first"))
    if role in ("input", "output"):
        last = "H_in" if role == "input" else "D·H_out"
        lead = {3: ("N", "L") if first else ("L", "N"), 2: ("L",)}.get(rank)
        return numbered(rank) if lead is None else (*lead, last)
    if role in ("h_0", "c_0", "hx"):
        last = "H_cell" if role == "c_0" else "H_out"
        return {3: ("D·num_layers", "N", last), 2: ("D·num_layers", last)}.get(rank, numbered(rank))
    return numbered(rank)


def _int(params: Params, name: str, default: int = 0) -> int:
    value = params.get(name)
    return default if value is None else int(value)


def _weight(operands: Operands, of_hidden: bool) -> Shape | None:
    """The first layer's weights, from a cell's call or from the flat list of a layer's."""
    return (
        operands.get("weight_hh", operands.get("weights[1]"))
        if of_hidden
        else operands.get("weight_ih", operands.get("weights[0]"))
    )


def _input_size(operands: Operands, params: Params) -> int | None:
    if params.get("input_size") is not None:
        return int(params["input_size"])
    weight = _weight(operands, of_hidden=False)
    return None if weight is None else weight[-1]


def _with_sizes(gates: int, operands: Operands, params: Params) -> Params:
    """The parameters, with ``hidden_size`` and ``proj_size`` read off the weights where they are not given."""
    weight = _weight(operands, of_hidden=True)
    if params.get("hidden_size") is not None or weight is None:
        return params
    hidden = weight[0] // gates
    return {**params, "hidden_size": hidden, "proj_size": weight[1] if weight[1] != hidden else 0}


def _states(operands: Operands) -> Operands:
    """The states under their documented names, also where a module's argument ``hx`` named them."""
    other = {"hx": "h_0", "hx[0]": "h_0", "hx[1]": "c_0"}
    return {other.get(role, role): shape for role, shape in operands.items()}


def hidden_shape(params: Params, batch: int | None, role: str = "h_0") -> Shape:
    """The shape that ``h_0`` (or ``c_0``) must have; ``batch`` is ``None`` for unbatched input."""
    directions = 2 if params.get("bidirectional") else 1
    projected = _int(params, "proj_size")
    size = projected if projected and role != "c_0" else _int(params, "hidden_size")
    lead = directions * _int(params, "num_layers", 1)
    return (lead, size) if batch is None else (lead, batch, size)


def _batch(shape: Shape, params: Params) -> int | None:
    return None if len(shape) == 2 else shape[0 if params.get("batch_first") else 1]


def _check(gates: int, operands: Operands, params: Params) -> tuple[Requirement, ...]:
    return tuple(_requirements(_states(operands), _with_sizes(gates, operands, params)))


def _requirements(operands: Operands, params: Params) -> Iterator[Requirement]:
    rank = rank_in(operands, "input", (2, 3))
    yield rank
    if not rank.holds:
        return
    shape, size = operands["input"], _input_size(operands, params)
    if size is not None:
        yield equals(operands, "features", "input", -1, size, formula="H_in = input_size")
    length_axis = 0 if len(shape) == 2 or not params.get("batch_first") else 1
    yield Requirement("size", shape[length_axis] > 0, "L ≥ 1", str(shape[length_axis]), "≥ 1", "input", length_axis)
    for role in ("h_0", "c_0"):
        if role in operands and params.get("hidden_size") is not None:
            yield from _hidden(operands, params, role)


def _hidden(operands: Operands, params: Params, role: str) -> Iterator[Requirement]:
    want = hidden_shape(params, _batch(operands["input"], params), role)
    got = rank_in(operands, role, (len(want),))
    yield got
    if not got.holds:
        return
    names = _axes(role, len(want), params)
    for axis, (name, size) in enumerate(zip(names, want, strict=True)):
        kind = {"N": "batch"}.get(name, "hidden")
        other = "input" if name == "N" else None
        yield equals(operands, kind, role, axis, size, formula=f"{role}: {name} = {size}", other=other)


def _result(gates: int, operands: Operands, params: Params) -> Shape | None:
    params = _with_sizes(gates, operands, params)
    if params.get("hidden_size") is None:
        return None
    directions = 2 if params.get("bidirectional") else 1
    size = _int(params, "proj_size") or _int(params, "hidden_size")
    return (*operands["input"][:-1], directions * size)


def _cell_axes(role: str, rank: int, params: Params) -> tuple[str, ...]:
    last = "H_in" if role == "input" else "H_out"
    return {2: ("N", last), 1: (last,)}.get(rank, numbered(rank))


def _cell_check(gates: int, operands: Operands, params: Params) -> tuple[Requirement, ...]:
    operands = _states(operands)
    rank = rank_in(operands, "input", (1, 2))
    if not rank.holds:
        return (rank,)
    found, size = [rank], _input_size(operands, params)
    if size is not None:
        found.append(equals(operands, "features", "input", -1, size, formula="H_in = input_size"))
    hidden = _cell_hidden(gates, operands, params)
    for role in ("h_0", "c_0"):
        if role not in operands:
            continue
        found.append(rank_in(operands, role, (len(operands["input"]),)))
        if not found[-1].holds:
            continue
        if len(operands["input"]) == 2:
            batch = operands["input"][0]
            found.append(equals(operands, "batch", role, 0, batch, formula=f"{role}: N = {batch}", other="input"))
        if hidden is not None:
            found.append(equals(operands, "hidden", role, -1, hidden, formula="H_out = hidden_size"))
    return tuple(found)


def _cell_hidden(gates: int, operands: Operands, params: Params) -> int | None:
    if params.get("hidden_size") is not None:
        return int(params["hidden_size"])
    weight = operands.get("weight_hh")
    return None if weight is None else weight[0] // gates


def _cell_result(gates: int, operands: Operands, params: Params) -> Shape | None:
    hidden = _cell_hidden(gates, operands, params)
    return None if hidden is None else (*operands["input"][:-1], hidden)


WEIGHTS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")

CALL = ("weights", "has_biases", "num_layers", "dropout", "train", "bidirectional", "batch_first")

SPECS = (
    *(
        OpSpec(
            name,
            ("input", "h_0", *(("c_0",) if gates == 4 else ()), "weights"),
            partial(_check, gates),
            partial(_result, gates),
            _axes,
            ("input", "hx", *CALL),
            aliases,
            source=DOC.format(name.upper()),
        )
        for name, gates, aliases in (("lstm", 4, ()), ("gru", 3, ()), ("rnn", 1, ("rnn_tanh", "rnn_relu")))
    ),
    *(
        OpSpec(
            name,
            ("input", "h_0", *(("c_0",) if gates == 4 else ()), *WEIGHTS),
            partial(_cell_check, gates),
            partial(_cell_result, gates),
            _cell_axes,
            ("input", "hx" if gates == 4 else "h_0", *WEIGHTS),
            aliases,
            source=DOC.format(cls),
        )
        for name, gates, aliases, cls in (
            ("lstm_cell", 4, (), "LSTMCell"),
            ("gru_cell", 3, (), "GRUCell"),
            ("rnn_cell", 1, ("rnn_tanh_cell", "rnn_relu_cell"), "RNNCell"),
        )
    ),
)
