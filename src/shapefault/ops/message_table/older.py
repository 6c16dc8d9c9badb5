"""Wordings of torch before 2.0, as threads still quote them, and messages that were cut where their numbers begin."""

from __future__ import annotations

from shapefault.ops.message_table.row import Row

_MATMUL = "mat1's last axis = mat2's first axis (in nn.Linear: the input's last axis = in_features)"
_BROADCAST = "two axes fit when they are equal or one of them is 1, counted from the last axis"
_CAT = "all sizes are equal except on the axis that is joined"
_CONV_RANK = "an input has N, C and the spatial axes"
_CHANNELS = "C / groups = weight.shape[1]"
_CLASSES = "0 ≤ target < C, the number of columns the model puts out"

OLDER: tuple[Row, ...] = (
    (
        "features",
        "matmul",
        "size mismatch, m1: {mat1:s}, m2: {mat2:s}",
        _MATMUL,
        "{mat1[1]} ≠ {mat2[0]}",
    ),
    ("features", "matmul", "mat1 dim 1 must match mat2 dim 0", _MATMUL, ""),
    ("features", "matmul", "mat1 and mat2 shapes cannot be multiplied", _MATMUL, ""),
    ("rank", "bmm", "expected {want:i}D tensor at {place:t}", "bmm takes B×n×k and B×k×m", ""),
    (
        "features",
        "einsum",
        "size of dimension does not match previous size, operand {operand:i}, dim {axis:i}",
        "a letter stands for one size in all operands",
        "",
    ),
    (
        "features",
        "einsum",
        "einsum(): operands do not broadcast with remapped shapes",
        "a letter stands for one size in all operands",
        "",
    ),
    (
        "cat",
        "cat",
        "Sizes of tensors must match except in dimension {axis:i}. Got {got:i} and {want:i}",
        _CAT,
        "{got} ≠ {want}",
    ),
    ("cat", "cat", "Sizes of tensors must match except in dimension {axis:i}", _CAT, ""),
    ("cat", "cat", "inconsistent tensor sizes", _CAT, ""),
    ("rank", "cat", "Tensors must have same number of dimensions", "all tensors have as many axes", ""),
    (
        "rank",
        "cat",
        "Tensors must have the same number of dimensions: got {a:i} and {b:i}",
        "all tensors have as many axes",
        "{a} ≠ {b}",
    ),
    ("broadcast", "", "The size of tensor a ({a:t}) must match the size", _BROADCAST, ""),
    ("broadcast", "", "inconsistent tensor size, expected r_ {result:s}", _BROADCAST, ""),
    ("broadcast", "", "sizes do not match at {place:t}", _BROADCAST, ""),
    (
        "broadcast",
        "expand",
        "The expanded size of the tensor ({want:i}) must match the existing size ({got:i}) at non-singleton "
        "dimension {axis:i}",
        "only axes of size 1 are expanded",
        "axis {axis}: {got} ≠ {want}, and {got} is not 1",
    ),
    (
        "rank",
        "expand",
        "the number of sizes provided must be greater or equal to the number of dimensions in the tensor",
        "expand names every axis of the tensor, from the last",
        "",
    ),
    (
        "mask",
        "index",
        "inconsistent tensor size, expected tensor {tensor:s} and mask {mask:s}",
        "a mask has the sizes of the axes that it indexes",
        "{mask} against {tensor}",
    ),
    (
        "mask",
        "index",
        "The shape of the mask {mask:s} at index {axis:i}",
        "a mask has the sizes of the axes that it indexes",
        "",
    ),
    (
        "channels",
        "conv",
        "Given groups={groups:i}, weight of size {weight:t}, expected input{input:s} to have {want:i} channels, "
        "but got {got:i} channels instead",
        _CHANNELS,
        "C = {got} ≠ {want}",
    ),
    (
        "channels",
        "conv",
        "Given groups={groups:i}, weight{weight:s}, so expected input{input:s} to have {want:i} channels, "
        "but got {got:i} channels instead",
        _CHANNELS,
        "C = {got} ≠ {want}",
    ),
    (
        "channels",
        "conv",
        "expected input{input:s} to have {want:i} channels, but got {got:i} channels instead",
        _CHANNELS,
        "C = {got} ≠ {want}",
    ),
    (
        "rank",
        "conv",
        "Expected {batched:i}-dimensional input for {axes:i}-dimensional weight {weight:t}, but got "
        "{got:i}-dimensional input of size {input:s}",
        _CONV_RANK,
        "{got} axes, not {batched}",
    ),
    (
        "rank",
        "conv",
        "Expected {batched:i}-dimensional input for {axes:i}-dimensional weight",
        _CONV_RANK,
        "",
    ),
    (
        "kernel",
        "conv",
        "Kernel size can't be greater than actual input size",
        "kernel ≤ input + 2·padding, on each spatial axis",
        "",
    ),
    (
        "kernel",
        "pad",
        "Padding size should be less than the corresponding input dimension",
        "reflect and circular pad with what is there: padding < size",
        "",
    ),
    (
        "rank",
        "pool",
        "Expected {want:i}-dimensional tensor, but got {got:i}-dimensional tensor for argument #{at:i} '{role:w}' "
        "(while checking arguments for {op:w})",
        "an input has C and the spatial axes, and N where it is a batch",
        "{got} axes, not {want}",
    ),
    (
        "rank",
        "pool",
        "non-empty 3D or 4D input tensor expected but got ndim: {got:i}",
        "an input has C and the spatial axes, and N where it is a batch; none of them is 0",
        "",
    ),
    (
        "one-value",
        "norm",
        "Expected more than 1 value per channel when training",
        "N · H · W > 1 while training: a mean and a variance need two values",
        "",
    ),
    ("features", "rnn", "input.size(-1) must be equal to input_size", "the input's last axis = input_size", ""),
    (
        "target",
        "cross_entropy",
        "1only batches of spatial targets supported (3D tensors) but got targets of size: : {target:s}",
        "target is N×H×W: class numbers, without a class axis",
        "{target.rank} axes, not 3",
    ),
    (
        "target",
        "cross_entropy",
        "1only batches of spatial targets supported (non-empty 3D tensors) but got targets of size: : {target:s}",
        "target is N×H×W: class numbers, without a class axis",
        "{target.rank} axes, not 3",
    ),
    (
        "target",
        "cross_entropy",
        "1only batches of spatial targets supported",
        "target is N×H×W: class numbers, without a class axis",
        "",
    ),
    (
        "target",
        "cross_entropy",
        "multi-target not supported",
        "target is N: one class number for each sample",
        "",
    ),
    ("axis", "permute", "number of dims don't match in permute", "permute names every axis once", ""),
    ("axis", "", "dimension specified as {got:i} but tensor has no dimensions", "−rank ≤ dim < rank", ""),
    (
        "numel",
        "reshape",
        "size '{shape:s}' is invalid for input with {numel:i} elements",
        "the product of the sizes = the number of elements",
        "{shape.product} = {shape.numel} ≠ {numel}",
    ),
    (
        "numel",
        "reshape",
        "size '{shape:s}' is invalid for input",
        "the product of the sizes = the number of elements",
        "",
    ),
    (
        "numel",
        "numpy.reshape",
        "cannot reshape array of size {numel:i} into shape{shape:s}",
        "the product of the sizes = the number of elements",
        "",
    ),
    (
        "rank",
        "interpolate",
        "size shape must match input shape. Input is {axes:i}D, size is {got:i}",
        "size names each spatial axis",
        "{got} ≠ {axes}",
    ),
    (
        "rank",
        "index",
        "trying to index {want:i} dimensions of a {got:i} dimensional tensor",
        "not more indices than axes",
        "{want} > {got}",
    ),
    ("rank", "index", "invalid index of a 0-dim tensor", "not more indices than axes", ""),
    (
        "index-range",
        "embedding",
        "index out of range: Tried to access index {got:i} out of table with {most:i} rows",
        "0 ≤ index < num_embeddings",
        "{got} is not among 0 to {most}",
    ),
    ("index-range", "index", "index out of range at {place:t}", "−size ≤ index < size", ""),
    ("index-range", "scatter", "Invalid index in scatter", "0 ≤ index < size", ""),
    ("index-range", "gather", "Invalid index in gather", "0 ≤ index < size", ""),
    ("target-range", "cross_entropy", "{place:t}Assertion t >= 0 && t < n_classes failed", _CLASSES, ""),
    ("target-range", "cross_entropy", "{place:t}Assertion `cur_target >= 0 && cur_target < n_classes", _CLASSES, ""),
    (
        "index-range",
        "gather",
        "{place:t}Assertion `indexValue >= 0 && indexValue < {axis:t}` failed",
        "0 ≤ index < size",
        "",
    ),
    (
        "state-dict",
        "load_state_dict",
        "While copying the parameter named {key:t}, whose dimensions in the model are {model:s} and whose "
        "dimensions in the checkpoint are {saved:s}",
        "each saved tensor has the shape of the model's",
        "{key}: saved {saved} ≠ {model} in the model",
    ),
)
