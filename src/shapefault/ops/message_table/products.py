"""Products: mm, bmm, matmul, einsum, bilinear, and linear algebra."""

from __future__ import annotations

from shapefault.ops.message_table.row import Row

_MATMUL = "mat1's last axis = mat2's first axis"

MATMUL: tuple[Row, ...] = (
    (
        "features",
        "matmul",
        "mat1 and mat2 shapes cannot be multiplied ({mat1:s} and {mat2:s})",
        _MATMUL + " (in nn.Linear: the input's last axis = in_features)",
        "{mat1[1]} ≠ {mat2[0]}",
    ),
    (
        "features",
        "bmm",
        "Expected size for first two dimensions of batch2 tensor to be: {want:s} but got: {got:s}.",
        "batch1 is B×n×k and batch2 B×k×m",
        "batch2 begins {got}, batch1 asks for {want}",
    ),
    (
        "features",
        "mv",
        "size mismatch, got input ({output:i}), mat ({mat:s}), vec ({vec:i})",
        "the matrix' last axis = the vector's length",
        "{mat[1]} ≠ {vec}",
    ),
    (
        "features",
        "dot",
        "inconsistent tensor size, expected tensor {a:s} and src {b:s} to have the same number of "
        "elements, but got {got_a:i} and {got_b:i} elements respectively",
        "both vectors have the same length",
        "{got_a} ≠ {got_b}",
    ),
    (
        "rank",
        "dot",
        "1D tensors expected, but got {a:i}D and {b:i}D tensors",
        "dot takes two vectors",
        "{a} and {b} axes, not 1 and 1",
    ),
    (
        "rank",
        "matmul",
        "both arguments to {op:w} need to be at least 1D, but they are {a:i}D and {b:i}D",
        "matmul takes no scalars",
        "{a} and {b} axes",
    ),
    ("rank", "bmm", "{role:w} must be a 3D tensor", "bmm takes B×n×k and B×k×m", ""),
    ("rank", "mm", "{role:w} must be a matrix", "mm takes two matrices", ""),
    (
        "features",
        "einsum",
        "einsum(): subscript {letter:w} has size {got:i} for operand {operand:i} which does not broadcast "
        "with previously seen size {want:i}",
        "a letter stands for one size in all operands",
        "{letter} = {want} and {letter} = {got} (operand {operand})",
    ),
    (
        "rank",
        "einsum",
        "einsum(): the number of subscripts in the equation ({want:i}) does not match the number of "
        "dimensions ({got:i}) for operand {operand:i}",
        "an operand has as many axes as its term has letters",
        "{want} letters, {got} axes (operand {operand})",
    ),
    (
        "rank",
        "einsum",
        "einsum(): the number of subscripts in the equation ({want:i}) is more than the number of "
        "dimensions ({got:i}) for operand {operand:i}",
        "an operand has as many axes as its term has letters",
        "{want} letters, {got} axes (operand {operand})",
    ),
    (
        "features",
        "bilinear",
        "bilinear(): input{operand:i} size does not match weight size: got {got:i} but expected {want:i}",
        "each input's last axis = in_features of its side",
        "{got} ≠ {want}",
    ),
    (
        "batch",
        "bilinear",
        "bilinear(): input batch dimensions do not match at dim {axis:i}: got {got:i} and {want:i}",
        "both inputs have the same leading axes",
        "{got} ≠ {want}",
    ),
    (
        "features",
        "cdist",
        "X1 and X2 must have the same number of columns. X1: {a:i} X2: {b:i}",
        "points have the same number of coordinates",
        "{a} ≠ {b}",
    ),
    (
        "features",
        "cross",
        "linalg.cross: inputs dimension {axis:i} must have length 3. Got {a:i} and {b:i}",
        "the axis of a cross product has 3 elements",
        "{a} and {b}, not 3",
    ),
    (
        "square",
        "linalg",
        "{op:w}: A must be batches of square matrices, but they are {rows:i} by {columns:i} matrices",
        "the last two axes are equal",
        "{rows} ≠ {columns}",
    ),
    (
        "features",
        "linalg",
        "{op:w}: Incompatible shapes of A and B for the equation AX = B ({a:s} and {b:s})",
        "A and B have as many rows",
        "{a[0]} ≠ {b[0]}",
    ),
    (
        "features",
        "matmul",
        "a and b must have same reduction dim, but got {mat1:s} X {mat2:s}.",
        _MATMUL + " (in nn.Linear: the input's last axis = in_features)",
        "{mat1[1]} ≠ {mat2[0]}",
    ),
    (
        "features",
        "bmm",
        "Expected tensor to have size {want:i} at dimension {axis:i}, but got size {got:i} for argument "
        "#{argument:i} '{role:w}' (while checking arguments for {op:w})",
        "batch1 is B×n×k and batch2 B×k×m",
        "{role}: axis {axis} is {got}, not {want}",
    ),
    (
        "rank",
        "outer",
        "outer: Expected 1-D argument {role:w}, but got {got:i}-D",
        "outer takes two vectors",
        "{got} axes, not 1",
    ),
    (
        "features",
        "tensordot",
        "contracted dimensions need to match, but first has size {a:i} in dim {a_axis:i} and second has size {b:i} in "
        "dim {b_axis:i}",
        "the axes that are summed over are equally long",
        "{a} ≠ {b}",
    ),
    (
        "features",
        "multi_dot",
        "multi_dot(): tensors {first:i} and {second:i} with shapes {a:s} and {b:s} cannot be multiplied",
        "each matrix has as many rows as the one before it has columns",
        "{a[1]} ≠ {b[0]}",
    ),
    (
        "features",
        "linalg_lstsq",
        "torch.linalg.lstsq: input.size(-2) should match other.size(-2)",
        "A and B have as many rows",
        "",
    ),
    (
        "rank",
        "linalg",
        "{op:w}: The input tensor {role:w} must have at least 2 dimensions.",
        "the op works on the last two axes",
        "",
    ),
    (
        "rank",
        "block_diag",
        "torch.block_diag: Input tensors must have 2 or fewer dimensions. Input {operand:i} has {got:i} dimensions",
        "the blocks are matrices",
        "{got} axes > 2",
    ),
    ("rank", "vander", "x must be a one-dimensional tensor.", "vander takes a vector", ""),
    ("rank", "cartesian_prod", "Expect a 1D vector, but got shape {input:s}", "the op takes vectors", "{input}"),
    (
        "rank",
        "meshgrid",
        "torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got:",
        "meshgrid takes vectors",
        "",
    ),
    (
        "rank",
        "trace",
        "trace: expected a matrix, but got tensor with dim {got:i}",
        "trace takes a matrix",
        "{got} axes, not 2",
    ),
    (
        "rank",
        "linalg",
        "{op:w}: input tensor must have at least 2 dimensions",
        "the op works on the last two axes",
        "",
    ),
    (
        "rank",
        "linalg",
        "{op:w}(): Supports 1D or 2D tensors. Got {got:i}D",
        "the op takes a vector or a matrix",
        "{got} axes, not 1 or 2",
    ),
    (
        "rank",
        "cov",
        "{op:w}(): expected input to have two or fewer dimensions but got an input with {got:i} dimensions",
        "a row for each variable",
        "{got} axes > 2",
    ),
    (
        "lengths",
        "trapezoid",
        "{op:w}: There must be one `x` value for each sample point",
        "x is as long as y",
        "",
    ),
    (
        "features",
        "sparse_mm",
        "addmm: Argument #{argument:i} (dense): Expected dim {axis:i} size {want:i}, got {got:i}",
        "the dense matrix has as many rows as the sparse one has columns",
        "{got} ≠ {want}",
    ),
)
