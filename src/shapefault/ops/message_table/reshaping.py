"""view, reshape, permute, split, fold: what rearranges the elements of one tensor."""

from __future__ import annotations

from shapefault.ops.message_table.row import Row

RESHAPE: tuple[Row, ...] = (
    (
        "numel",
        "reshape",
        "shape '{shape:s}' is invalid for input of size {numel:i}",
        "the sizes multiply to the number of elements; one may be -1",
        "{shape.product} cannot be {numel}",
    ),
    (
        "strides",
        "view",
        "view size is not compatible with input tensor's size and stride",
        "view needs axes that lie next to each other in memory; after a transpose or permute they do not",
        "",
    ),
    ("numel", "reshape", "only one dimension can be inferred", "at most one size is -1", ""),
    (
        "numel",
        "reshape",
        "invalid shape dimension {size:i} at index {axis:i} of shape {shape:s}",
        "a size is -1 or not negative",
        "{size} < -1",
    ),
    (
        "numel",
        "reshape",
        "cannot reshape tensor of 0 elements into shape {shape:s} because the unspecified dimension",
        "-1 cannot be worked out from 0 elements",
        "",
    ),
    (
        "numel",
        "unflatten",
        "unflatten: Provided sizes {shape:s} don't multiply up to the size of dim {axis:i} ({numel:i})",
        "the new sizes multiply to the size of the axis",
        "{shape.product} ≠ {numel}",
    ),
    (
        "axis",
        "flatten",
        "flatten() has invalid args: start_dim cannot come after end_dim",
        "start_dim ≤ end_dim",
        "",
    ),
    (
        "axis",
        "",
        "Dimension out of range (expected to be in range of [{least:i}, {most:i}], but got {got:i})",
        "an axis lies between −rank and rank − 1",
        "the tensor has {most} + 1 axes (or {most}, for unsqueeze and stack); axis {got} is not there",
    ),
    (
        "axis",
        "permute",
        "permute({layout:w}): number of dimensions in the tensor input does not match the length of the "
        "desired ordering of dimensions i.e. input.dim() = {rank:i} is not equal to len(dims) = {got:i}",
        "permute names each axis once",
        "{got} axes named, the tensor has {rank}",
    ),
    ("axis", "permute", "permute(): duplicate dims are not allowed.", "permute names each axis once", ""),
    (
        "axis",
        "",
        "dim {axis:i} appears multiple times in the list of dims",
        "each axis is named once",
        "axis {axis} is named twice",
    ),
    (
        "axis",
        "roll",
        "shifts and dimensions must align. shifts: {shifts:i}, dims:{dims:i}",
        "one shift for each axis",
        "{shifts} ≠ {dims}",
    ),
    (
        "axis",
        "rot90",
        "expected rotation dims to be different, but got dim0 = {first:i} and dim1 = {second:i}",
        "the plane is turned that two axes span",
        "{first} and {second} are one axis",
    ),
    (
        "size",
        "view_as_complex",
        "Tensor must have a last dimension of size 2",
        "the last axis holds the real and the imaginary part",
        "",
    ),
    (
        "axis",
        "t",
        "t() expects a tensor with <= 2 dimensions, but self is {rank:i}D",
        "t() takes a matrix",
        "{rank} axes > 2",
    ),
    (
        "axis",
        "movedim",
        "movedim: Invalid source or destination dims: source ({source:s} dims) should contain the same "
        "number of dims as destination ({destination:s} dims)",
        "as many axes come as go",
        "{source.rank} ≠ {destination.rank}",
    ),
    (
        "numel",
        "split",
        "split_with_sizes expects split_sizes to sum exactly to {want:i} (input tensor's size at dimension "
        "{axis:i}), but got split_sizes={sizes:s}",
        "the parts add up to the axis",
        "{sizes} does not add up to {want}",
    ),
    (
        "axis",
        "repeat",
        "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor",
        "repeat names at least as many axes as there are",
        "",
    ),
    (
        "window",
        "unfold",
        "maximum size for tensor at dimension {axis:i} is {want:i} but size is {got:i}",
        "the window is no longer than the axis",
        "{got} > {want}",
    ),
    (
        "index-range",
        "narrow",
        "start ({start:i}) + length ({length:i}) exceeds dimension size ({size:i}).",
        "start + length ≤ size",
        "{start} + {length} > {size}",
    ),
    (
        "channels",
        "pixel_shuffle",
        "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of "
        "upscale_factor, but input.size(-3)={got:i} is not divisible by {want:i}",
        "C is a multiple of upscale_factor²",
        "{got} is no multiple of {want}",
    ),
    (
        "numel",
        "pixel_unshuffle",
        "pixel_unshuffle expects {axis:w} to be divisible by downscale_factor, but "
        "input.size({index:i})={got:i} is not divisible by {want:i}",
        "H and W are multiples of downscale_factor",
        "{got} is no multiple of {want}",
    ),
    (
        "numel",
        "fold",
        "Given output_size={output:s}, kernel_size={kernel:s}, dilation={dilation:s}, padding={padding:s}, "
        "stride={stride:s}, expected size of input's dimension {axis:i} to match the calculated number of "
        "sliding blocks {product:t} = {want:i}, but got input.size({index:i})={got:i}.",
        "the last axis is the number of blocks",
        "{got} ≠ {want} = {product}",
    ),
    (
        "channels",
        "fold",
        "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got "
        "input.size({axis:i})={got:i} and kernel_size={kernel:s}.",
        "axis 1 is a multiple of the kernel's size",
        "{got} is no multiple of {kernel.product}",
    ),
    (
        "kernel",
        "unfold",
        "Given input with spatial size {input:s}, kernel_size={kernel:s}, dilation={dilation:s}, "
        "padding={padding:s}, calculated shape of the array of sliding blocks as {output:s}, but its "
        "components must be at least one.",
        "kernel ≤ input + 2·padding, on each spatial axis",
        "input {input}, kernel {kernel}",
    ),
    (
        "window",
        "pad",
        "Padding value causes wrapping around more than once.",
        "circular padding is no longer than the axis",
        "",
    ),
    (
        "numel",
        "pad",
        "narrow(): length must be non-negative.",
        "a negative padding takes no more than there is",
        "",
    ),
    (
        "rank",
        "init",
        "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions",
        "a weight has at least two axes: outputs and inputs",
        "",
    ),
    (
        "rank",
        "init",
        "Only tensors with 2 or more dimensions are supported",
        "a weight has at least two axes: outputs and inputs",
        "",
    ),
    ("rank", "init", "Only tensors with 2 dimensions are supported", "the weight is a matrix", ""),
    (
        "rank",
        "init",
        "Only tensors with 3, 4, or 5 dimensions are supported",
        "the weight is that of a convolution",
        "",
    ),
)
