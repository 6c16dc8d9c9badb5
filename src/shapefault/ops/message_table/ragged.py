"""Nested and sparse tensors, bags, and diagonals."""

from __future__ import annotations

from shapefault.ops.message_table.row import Row

RAGGED: tuple[Row, ...] = (
    (
        "lengths",
        "pack_padded_sequence",
        "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True.",
        "lengths do not grow (or enforce_sorted=False)",
        "",
    ),
    ("empty", "pack_padded_sequence", "Cannot pack empty tensors.", "no axis of the padded batch is empty", ""),
    (
        "rank",
        "nested_tensor",
        "All Tensors given to nested_tensor must have the same dimension. Found dimension {got:i} for Tensor at "
        "index {index:i} and dimension {want:i}",
        "all samples have one number of axes",
        "{got} axes in sample {index}, {want} in sample 0",
    ),
    (
        "lengths",
        "sparse_coo_tensor",
        "indices and values must have same nnz, but got nnz from indices: {want:i}, nnz from values: {got:i}",
        "one value an entry: values.shape[0] = indices.shape[1]",
        "{got} ≠ {want}",
    ),
    (
        "rank",
        "embedding_bag",
        "offsets has to be a 1D Tensor but got None",
        "a batch of one axis needs offsets: where each bag begins",
        "",
    ),
    (
        "rank",
        "embedding_bag",
        "if input is 2D, then offsets has to be None",
        "a batch of two axes has a bag in each row, and no offsets",
        "",
    ),
    (
        "rank",
        "embedding_bag",
        "input has to be 1D or 2D Tensor, but got Tensor of dimension {got:i}",
        "input.dim() = 1 (with offsets) or 2",
        "{got} axes, not 1 or 2",
    ),
    (
        "axis",
        "diagonal",
        "diagonal dimensions cannot be identical {a:i}, {b:i}",
        "dim1 and dim2 name two axes",
        "both are {a}",
    ),
)
