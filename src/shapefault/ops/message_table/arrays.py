"""NumPy, where arrays are on their way to tensors."""

from __future__ import annotations

from shapefault.ops.message_table.row import Row

_BROADCAST = "two axes fit when they are equal or one of them is 1, counted from the last axis"

NUMPY: tuple[Row, ...] = (
    (
        "broadcast",
        "numpy",
        "operands could not be broadcast together with shapes {a:s} {b:s}",
        _BROADCAST,
        "{a} and {b}",
    ),
    (
        "broadcast",
        "numpy",
        "operands could not be broadcast together with remapped shapes [original->remapped]: {a:s}",
        _BROADCAST,
        "",
    ),
    (
        "broadcast",
        "numpy",
        "could not broadcast input array from shape {value:s} into shape {target:s}",
        "the right side fits the place it is written to",
        "{value} does not broadcast to {target}",
    ),
    (
        "broadcast",
        "numpy",
        "shape mismatch: value array of shape {value:s} could not be broadcast to indexing result of shape {target:s}",
        "the right side fits the place it is written to",
        "{value} does not broadcast to {target}",
    ),
    (
        "broadcast",
        "numpy",
        "non-broadcastable output operand with shape {output:s} doesn't match the broadcast shape {result:s}",
        "an in-place op keeps the shape of its left side",
        "the result is {result}, the place for it {output}",
    ),
    (
        "broadcast",
        "numpy",
        "shape mismatch: indexing arrays could not be broadcast together with shapes {a:s} {b:s}",
        "index arrays broadcast with each other",
        "{a} and {b}",
    ),
    (
        "broadcast",
        "numpy",
        "shape mismatch: objects cannot be broadcast to a single shape",
        _BROADCAST,
        "",
    ),
    (
        "numel",
        "numpy.reshape",
        "cannot reshape array of size {numel:i} into shape {shape:s}",
        "the sizes multiply to the number of elements; one may be -1",
        "{shape.product} cannot be {numel}",
    ),
    (
        "features",
        "numpy.matmul",
        "matmul: Input operand {operand:i} has a mismatch in its core dimension {axis:i}, with gufunc "
        "signature {signature:t} (size {got:i} is different from {want:i})",
        "the last axis on the left = the last but one on the right",
        "{want} ≠ {got}",
    ),
    (
        "features",
        "numpy.dot",
        "shapes {a:s} and {b:s} not aligned: {got:i} (dim {axis_a:i}) != {want:i} (dim {axis_b:i})",
        "the last axis on the left = the last but one on the right",
        "{got} ≠ {want}",
    ),
    ("stack", "numpy.stack", "all input arrays must have the same shape", "all arrays have one shape", ""),
    (
        "cat",
        "numpy.concatenate",
        "all the input array dimensions except for the concatenation axis must match exactly, but along "
        "dimension {axis:i}, the array at index {first_at:i} has size {want:i} and the array at index "
        "{other_at:i} has size {got:i}",
        "all axes but the one that is joined are equal",
        "axis {axis}: {want} ≠ {got}",
    ),
    (
        "rank",
        "numpy.concatenate",
        "all the input arrays must have same number of dimensions, but the array at index {first_at:i} has "
        "{a:i} dimension(s) and the array at index {other_at:i} has {b:i} dimension(s)",
        "all arrays have as many axes",
        "{a} ≠ {b}",
    ),
    (
        "rank",
        "numpy.concatenate",
        "zero-dimensional arrays cannot be concatenated",
        "concatenate joins along an axis; a single number has none",
        "",
    ),
    ("axis", "numpy.transpose", "axes don't match array", "transpose names each axis once", ""),
    (
        "stack",
        "numpy.array",
        "setting an array element with a sequence. The requested array has an inhomogeneous shape after "
        "{axis:i} dimensions. The detected shape was {shape:s} + inhomogeneous part.",
        "nested lists have one length on each level",
        "equal on axes {shape}, different below",
    ),
    (
        "rank",
        "numpy",
        "too many indices for array: array is {rank:i}-dimensional, but {got:i} were indexed",
        "at most one index an axis",
        "{got} > {rank}",
    ),
    (
        "mask",
        "numpy",
        "boolean index did not match indexed array along axis {axis:i}; size of axis is {want:i} but size "
        "of corresponding boolean axis is {got:i}",
        "a mask has the sizes of the axes it indexes",
        "{got} ≠ {want}",
    ),
    (
        "axis",
        "numpy",
        "axis {got:i} is out of bounds for array of dimension {rank:i}",
        "an axis lies between −rank and rank − 1",
        "axis {got} of {rank} axes",
    ),
    (
        "axis",
        "numpy",
        "{role:w}: axis {got:i} is out of bounds for array of dimension {rank:i}",
        "an axis lies between −rank and rank − 1",
        "axis {got} of {rank} axes",
    ),
    (
        "axis",
        "numpy.squeeze",
        "cannot select an axis to squeeze out which has size not equal to one",
        "only axes of size 1 are squeezed",
        "",
    ),
    (
        "numel",
        "numpy.split",
        "array split does not result in an equal division",
        "the axis is a multiple of the number of parts",
        "",
    ),
    ("square", "numpy", "Last 2 dimensions of the array must be square", "the last two axes are equal", ""),
    (
        "numpy",
        "numpy",
        "incompatible dimensions for cross product",
        "the axis of a cross product has 2 or 3 elements",
        "",
    ),
)
