"""cat, stack, and the collation of a batch."""

from __future__ import annotations

from shapefault.ops.message_table.row import Row

JOIN: tuple[Row, ...] = (
    (
        "cat",
        "cat",
        "Sizes of tensors must match except in dimension {axis:i}. Expected size {want:i} but got size "
        "{got:i} for tensor number {operand:i} in the list.",
        "all axes but the one that is joined are equal",
        "{got} (tensor {operand}) ≠ {want} (tensor 0), on an axis other than {axis}",
    ),
    (
        "rank",
        "cat",
        "Tensors must have same number of dimensions: got {a:i} and {b:i}",
        "all tensors have as many axes",
        "{a} ≠ {b}",
    ),
    (
        "rank",
        "cat",
        "zero-dimensional tensor (at position {operand:i}) cannot be concatenated",
        "cat joins along an axis; a scalar has none (stack makes one)",
        "",
    ),
    (
        "empty",
        "cat",
        "torch.cat(): expected a non-empty list of Tensors",
        "there is at least one tensor to join",
        "",
    ),
    (
        "empty",
        "cat",
        "expected a non-empty list of Tensors",
        "there is at least one tensor to join",
        "",
    ),
    (
        "stack",
        "stack",
        "stack expects each tensor to be equal size, but got {first:s} at entry {first_at:i} and {other:s} "
        "at entry {other_at:i}",
        "all tensors have one shape",
        "{first} (entry {first_at}) ≠ {other} (entry {other_at})",
    ),
    ("empty", "stack", "stack expects a non-empty TensorList", "there is at least one tensor to stack", ""),
    (
        "stack",
        "collate",
        "Trying to resize storage that is not resizable",
        "all samples of a batch have one shape",
        "a worker's first sample is larger than the batch's mean, so the shared memory cannot hold the batch",
    ),
    (
        "stack",
        "collate",
        "each element in list of batch should be of equal size",
        "all samples of a batch are lists of one length",
        "",
    ),
    (
        "collate",
        "collate",
        "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {type:t}",
        "a sample is made of tensors, arrays and numbers",
        "",
    ),
    (
        "stack",
        "tensor",
        "expected sequence of length {want:i} at dim {axis:i} (got {got:i})",
        "nested lists have one length on each level",
        "{got} ≠ {want} on axis {axis}",
    ),
    (
        "lengths",
        "random_split",
        "Sum of input lengths does not equal the length of the input dataset!",
        "the parts add up to the data set",
        "",
    ),
    (
        "batch",
        "TensorDataset",
        "Size mismatch between tensors",
        "all tensors of a TensorDataset have the same axis 0",
        "",
    ),
)
