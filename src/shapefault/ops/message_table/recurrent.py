"""RNN, LSTM, GRU, their cells, and packed sequences."""

from __future__ import annotations

from shapefault.ops.message_table.row import Row

RECURRENT: tuple[Row, ...] = (
    (
        "features",
        "rnn",
        "input.size(-1) must be equal to input_size. Expected {want:i}, got {got:i}",
        "the input's last axis = input_size",
        "{got} ≠ {want}",
    ),
    (
        "rank",
        "rnn",
        "{layer:w}: Expected input to be {unbatched:i}D or {batched:i}D, got {got:i}D instead",
        "an input is L N F (N L F with batch_first), or without N",
        "{got} axes, not {unbatched} or {batched}",
    ),
    (
        "rank",
        "rnn",
        "{layer:w}: Expected input to be {unbatched:i}-D or {batched:i}-D but received {got:i}-D tensor",
        "an input is L N F (N L F with batch_first), or without N",
        "{got} axes, not {unbatched} or {batched}",
    ),
    (
        "hidden",
        "rnn",
        "Expected hidden[{index:i}] size {want:s}, got {got:s}",
        "a hidden state is (num_layers · directions) × N × hidden_size, also with batch_first",
        "{got} ≠ {want}",
    ),
    (
        "hidden",
        "rnn",
        "Expected hidden size {want:s}, got {got:s}",
        "a hidden state is (num_layers · directions) × N × hidden_size, also with batch_first",
        "{got} ≠ {want}",
    ),
    (
        "hidden",
        "rnn",
        "For batched 3-D input, hx and cx should also be 3-D but got ({hx:i}-D, {cx:i}-D) tensors",
        "input and hidden state both have N, or neither",
        "hx has {hx} axes, cx {cx}, not 3",
    ),
    (
        "hidden",
        "rnn",
        "For unbatched 2-D input, hx and cx should also be 2-D but got ({hx:i}-D, {cx:i}-D) tensors",
        "input and hidden state both have N, or neither",
        "hx has {hx} axes, cx {cx}, not 2",
    ),
    (
        "hidden",
        "rnn",
        "For batched {input:i}-D input, hx should also be {want:i}-D but got {got:i}-D tensor",
        "input and hidden state both have N, or neither",
        "hx has {got} axes, not {want}",
    ),
    (
        "hidden",
        "rnn",
        "For unbatched {input:i}-D input, hx should also be {want:i}-D but got {got:i}-D tensor",
        "input and hidden state both have N, or neither",
        "hx has {got} axes, not {want}",
    ),
    (
        "features",
        "rnn_cell",
        "input has inconsistent input_size: got {got:i} expected {want:i}",
        "the input's last axis = input_size",
        "{got} ≠ {want}",
    ),
    (
        "features",
        "rnn_cell",
        "input has inconsistent input_size: got {got:i}, expected {want:i}",
        "the input's last axis = input_size",
        "{got} ≠ {want}",
    ),
    (
        "hidden",
        "rnn_cell",
        "Input batch size {want:i} doesn't match hidden{label:w} batch size {got:i}",
        "input and hidden state have the same N",
        "{got} ≠ {want}",
    ),
    (
        "hidden",
        "rnn_cell",
        "hidden{label:w} has inconsistent hidden_size: got {got:i}, expected {want:i}",
        "the hidden state's last axis = hidden_size",
        "{got} ≠ {want}",
    ),
    (
        "lengths",
        "pack_padded_sequence",
        "Expected `len(lengths)` to be equal to batch_size, but got {got:i} (batch_size={want:i})",
        "one length a sample (N is axis 0 only with batch_first=True)",
        "{got} ≠ {want}",
    ),
    (
        "rank",
        "pack_padded_sequence",
        "'lengths' argument should be a 1D CPU int64 tensor, but got {got:i}D",
        "the lengths have one axis, the batch",
        "{got} ≠ 1",
    ),
    (
        "lengths",
        "pack_padded_sequence",
        "Length of all samples has to be greater than 0, but found an element in 'lengths' that is",
        "each sequence has at least one step",
        "",
    ),
    (
        "rank",
        "rnn",
        "input must have {want:i} dimensions, got {got:i}",
        "an input is L N F (N L F with batch_first)",
        "{got} axes, not {want}",
    ),
    (
        "hidden",
        "lstm",
        "proj_size has to be smaller than hidden_size",
        "proj_size < hidden_size",
        "",
    ),
)
