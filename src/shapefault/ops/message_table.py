"""The messages themselves: ``(kind, op, template, rule, math[, sure])``, the most frequent first.

Tests make torch, torchvision and NumPy raise them; the few that are not raised there are the wordings of
other releases and devices.
"""

from __future__ import annotations

Row = tuple[str, str, str, str, str] | tuple[str, str, str, str, str, bool]

_MATMUL = "mat1's last axis = mat2's first axis"
_BROADCAST = "two axes fit when they are equal or one of them is 1, counted from the last axis"

CONVOLUTION: tuple[Row, ...] = (
    (
        "channels",
        "conv#d",
        "Given groups={groups:i}, weight of size {weight:s}, expected input{input:s} to have {want:i} "
        "channels, but got {got:i} channels instead",
        "C / groups = weight.shape[1]",
        "C = {got} ≠ {want} = groups · weight.shape[1] = {groups} · {weight[1]}",
    ),
    (
        "channels",
        "conv_transpose#d",
        "Given transposed={transposed:i}, weight of size {weight:s}, expected input{input:s} to have "
        "{want:i} channels, but got {got:i} channels instead",
        "C = weight.shape[0]",
        "C = {got} ≠ {want} = weight.shape[0]",
    ),
    (
        "rank",
        "conv",
        "Expected {unbatched:i}D (unbatched) or {batched:i}D (batched) input to {op:w}, but got input of "
        "size: {input:s}",
        "an input has N, C and the spatial axes, or all of these but N",
        "{input.rank} axes, not {unbatched} or {batched}",
    ),
    (
        "kernel",
        "conv#d",
        "Calculated padded input size per channel: {input:s}. Kernel size: {kernel:s}. Kernel size can't "
        "be greater than actual input size",
        "kernel ≤ input + 2·padding, on each spatial axis",
        "input with its padding {input}, kernel (with dilation) {kernel}",
    ),
    (
        "groups",
        "conv#d",
        "Given groups={groups:i}, expected weight to be divisible by {divisor:i} at dimension 0, but got "
        "weight of size {weight:s} instead",
        "out_channels is a multiple of groups",
        "{weight[0]} is no multiple of {groups}",
    ),
    ("groups", "conv", "in_channels must be divisible by groups", "in_channels is a multiple of groups", ""),
    (
        "groups",
        "conv",
        "out_channels must be divisible by groups",
        "out_channels is a multiple of groups",
        "",
    ),
    (
        "channels",
        "conv#d",
        "Given weight of size {weight:s}, expected bias to be 1-dimensional with {want:i} elements, but "
        "got bias of size {bias:s} instead",
        "bias.shape[0] = weight.shape[0]",
        "{bias} ≠ {want}",
    ),
    (
        "output-size",
        "conv_transpose#d",
        "requested an output size of {output:s}, but valid sizes range from {least:s} to {most:s} (for an "
        "input of {input:s})",
        "(input − 1)·stride − 2·padding + kernel ≤ output_size < that + stride",
        "asked for {output}, possible {least} to {most} from {input}",
    ),
    (
        "rank",
        "conv_transpose",
        "{layer:w}: for {axes:i}D input, output_size must have {short:i} or {long:i} elements (got {got:i})",
        "output_size names the spatial axes, or N, C and the spatial axes",
        "{got} sizes, not {short} or {long}",
    ),
    (
        "output-size",
        "conv_transpose",
        "output padding must be smaller than either stride or dilation, but got",
        "output_padding < max(stride, dilation)",
        "",
    ),
)

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
)

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
)

BROADCAST: tuple[Row, ...] = (
    (
        "broadcast",
        "",
        "The size of tensor a ({a:i}) must match the size of tensor b ({b:i}) at non-singleton dimension {axis:i}",
        _BROADCAST,
        "axis {axis} (of the result): {a} ≠ {b}, and neither is 1",
    ),
    (
        "broadcast",
        "",
        "output with shape {output:s} doesn't match the broadcast shape {result:s}",
        "an in-place op keeps the shape of its left side",
        "the result is {result}, the place for it {output}",
    ),
    (
        "broadcast",
        "expand",
        "The expanded size of the tensor ({want:i}) must match the existing size ({got:i}) at "
        "non-singleton dimension {axis:i}.  Target sizes: {target:s}.  Tensor sizes: {input:s}",
        "only axes of size 1 are expanded",
        "axis {axis}: {got} ≠ {want}, and {got} is not 1",
    ),
    (
        "broadcast",
        "expand",
        "expand({type:w}{input:s}, size={target:s}): the number of sizes provided ({got:i}) must be "
        "greater or equal to the number of dimensions in the tensor ({want:i})",
        "expand adds axes in front, it removes none",
        "{got} < {want}",
    ),
    (
        "broadcast",
        "expand",
        "The expanded size of the tensor ({got:i}) isn't allowed in a leading, non-existing dimension {axis:i}",
        "a new leading axis needs a size, not -1",
        "",
    ),
    (
        "broadcast",
        "index_put",
        "shape mismatch: value tensor of shape {value:s} cannot be broadcast to indexing result of shape {target:s}",
        "the right side fits the place it is written to",
        "{value} does not broadcast to {target}",
    ),
    (
        "broadcast",
        "index",
        "shape mismatch: indexing tensors could not be broadcast together with shapes {a:s}, {b:s}",
        "index tensors broadcast with each other",
        "{a} and {b}",
    ),
    (
        "broadcast",
        "broadcast_shapes",
        "Attempting to broadcast a dimension of length {got:i} at {axis:i}! Mismatching argument at index "
        "{operand:i} had {input:s}; but expected shape should be broadcastable to {target:s}",
        _BROADCAST,
        "axis {axis}: {input} does not broadcast to {target}",
    ),
    (
        "broadcast",
        "broadcast_shapes",
        "Shape mismatch: objects cannot be broadcast to a single shape",
        _BROADCAST,
        "",
    ),
    (
        "mask",
        "index",
        "The shape of the mask {mask:s} at index {mask_axis:i} does not match the shape of the indexed "
        "tensor {input:s} at index {axis:i}",
        "a mask has the sizes of the axes it indexes",
        "mask {mask}, tensor {input}: axis {axis} differs",
    ),
    (
        "mask",
        "masked_scatter",
        "Number of elements of source < number of ones in mask",
        "source has an element for each true in the mask",
        "",
    ),
)

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
        "batch",
        "TensorDataset",
        "Size mismatch between tensors",
        "all tensors of a TensorDataset have the same axis 0",
        "",
    ),
)

POOLING: tuple[Row, ...] = (
    (
        "output-size",
        "pool",
        "Given input size: ({input:s}). Calculated output size: ({output:s}). Output size is too small",
        "floor((size + 2·padding − kernel) / stride) + 1 ≥ 1",
        "input (C first) {input}, output {output}",
    ),
    (
        "rank",
        "max_pool",
        "non-empty {unbatched:i}D or {batched:i}D (batch mode) tensor expected for input",
        "an input has N, C and the spatial axes, or all of these but N, and no axis but N is empty",
        "",
    ),
    (
        "output-size",
        "max_pool1d",
        "max_pool1d() Invalid computed output size: {output:i}",
        "floor((size + 2·padding − kernel) / stride) + 1 ≥ 1",
        "output {output}",
    ),
    (
        "rank",
        "pool",
        "{op:w}: Expected {unbatched:i}D or {batched:i}D (batch mode) tensor with optional 0 dim batch "
        "size for input, but got:{input:s}",
        "an input has N, C and the spatial axes, or all of these but N",
        "{input.rank} axes, not {unbatched} or {batched}",
    ),
    (
        "rank",
        "pool",
        "{op:w}(): Expected {unbatched:i}D or {batched:i}D tensor, but got: {input:s}",
        "an input has N, C and the spatial axes, or all of these but N",
        "{input.rank} axes, not {unbatched} or {batched}",
    ),
    (
        "rank",
        "pool",
        "Expected {unbatched:i} to {batched:i} dimensions, but got {got:i}-dimensional tensor for argument "
        "#{argument:i} '{role:w}' (while checking arguments for {op:w})",
        "an input has N, C and the spatial axes, or all of these but N",
        "{got} axes, not {unbatched} or {batched}",
    ),
    (
        "kernel",
        "max_pool",
        "pad should be at most half of effective kernel size, but got pad={padding:i}, "
        "kernel_size={kernel:i} and dilation={dilation:i}",
        "padding ≤ kernel / 2",
        "{padding} > {kernel} / 2",
    ),
    (
        "window",
        "max_unpool",
        "Expected shape of indices to be same as that of the input tensor ({input:s}) but got indices "
        "tensor with shape: {indices:s}",
        "indices has the shape of the input",
        "{indices} ≠ {input}",
    ),
    (
        "index-range",
        "max_unpool",
        "Found an invalid max index: {got:i} (output volumes are of size {output:s}",
        "an index lies within the output",
        "{got} ≥ {output.product}",
    ),
    (
        "rank",
        "pool",
        "Expected {unbatched:i}D or {batched:i}D (batch mode) tensor with optional 0 dim batch size for "
        "input, but got:{input:s}",
        "an input has N, C and the spatial axes, or all of these but N",
        "{input.rank} axes, not {unbatched} or {batched}",
    ),
)

NORMALIZATION: tuple[Row, ...] = (
    (
        "channels",
        "batch_norm",
        "running_mean should contain {got:i} elements not {want:i}",
        "C (axis 1) = num_features",
        "C = {got} ≠ {want} = num_features",
    ),
    (
        "channels",
        "batch_norm",
        "weight should contain {got:i} elements not {want:i}",
        "C (axis 1) = num_features",
        "C = {got} ≠ {want} = num_features",
    ),
    (
        "rank",
        "norm",
        "expected {want:i}D or {batched:i}D input (got {got:i}D input)",
        "BatchNorm1d takes N C or N C L; InstanceNorm2d and 2d padding C H W or N C H W (one axis more in 3d)",
        "{got} axes, not {want} or {batched}",
    ),
    (
        "rank",
        "norm",
        "expected {want:i}D input (got {got:i}D input)",
        "BatchNorm2d takes N C H W, BatchNorm3d N C D H W",
        "{got} axes, not {want}",
    ),
    (
        "one-value",
        "norm",
        "Expected more than 1 value per channel when training, got input size {input:s}",
        "in training each channel has more than one value to take a variance of",
        "input {input}: one value a channel",
    ),
    (
        "one-value",
        "instance_norm",
        "Expected more than 1 spatial element when training, got input size {input:s}",
        "in training each map has more than one element to take a variance of",
        "input {input}: one element a map",
    ),
    (
        "channels",
        "instance_norm",
        "expected input's size at dim={axis:i} to match num_features ({want:i}), but got: {got:i}.",
        "C = num_features",
        "C = {got} ≠ {want} = num_features",
    ),
    (
        "groups",
        "group_norm",
        "num_channels ({channels:i}) must be divisible by num_groups ({groups:i})",
        "num_channels is a multiple of num_groups",
        "{channels} is no multiple of {groups}",
    ),
    (
        "groups",
        "group_norm",
        "num_channels must be divisible by num_groups",
        "num_channels is a multiple of num_groups",
        "",
    ),
    (
        "channels",
        "group_norm",
        "Expected weight to be a vector of size equal to the number of channels in input, but got weight "
        "of shape {weight:s} and input of shape {input:s}",
        "C (axis 1) = num_channels",
        "C = {input[1]} ≠ {weight[0]} = num_channels",
    ),
    (
        "groups",
        "group_norm",
        "Expected number of channels in input to be divisible by num_groups, but got input of shape "
        "{input:s} and num_groups={groups:i}",
        "C (axis 1) is a multiple of num_groups",
        "{input[1]} is no multiple of {groups}",
    ),
    (
        "features",
        "layer_norm",
        "Given normalized_shape={want:s}, expected input with shape [*{star:t}], but got input of size{input:s}",
        "the input's last axes are normalized_shape",
        "the input {input} does not end in {want}",
    ),
    (
        "channels",
        "prelu",
        "Mismatch of parameter numbers and input channel size. Found parameter numbers = {want:i} and "
        "channel size = {got:i}.",
        "num_parameters is 1 or C (axis 1)",
        "C = {got} ≠ {want}",
    ),
    (
        "numel",
        "glu",
        "Halving dimension must be even, but dimension {axis:i} is size {got:i}",
        "the axis that is halved is even",
        "{got} is odd",
    ),
)

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
        "lengths",
        "pack_padded_sequence",
        "Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0",
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
)

ATTENTION: tuple[Row, ...] = (
    (
        "features",
        "multi_head_attention",
        "was expecting embedding dimension of {want:i}, but got {got:i}",
        "the query's last axis = embed_dim",
        "{got} ≠ {want}",
    ),
    (
        "groups",
        "multi_head_attention",
        "embed_dim must be divisible by num_heads",
        "embed_dim is a multiple of num_heads",
        "",
    ),
    (
        "features",
        "multi_head_attention",
        "key shape {key:s} does not match value shape {value:s}",
        "key and value have the same L and N",
        "{key} ≠ {value}",
    ),
    (
        "features",
        "multi_head_attention",
        "key's sequence and batch dims {key:s} do not match value's {value:s}",
        "key and value have the same L and N",
        "{key} ≠ {value}",
    ),
    (
        "rank",
        "multi_head_attention",
        "query should be unbatched 2D or batched 3D tensor but received {got:i}-D query tensor",
        "a query is L N E (N L E with batch_first), or L E",
        "{got} axes, not 2 or 3",
    ),
    (
        "rank",
        "multi_head_attention",
        "For batched ({query:i}-D) `query`, expected `key` and `value` to be {want:i}-D but found "
        "{key:i}-D and {value:i}-D tensors respectively",
        "query, key and value have as many axes",
        "{query}, {key} and {value}",
    ),
    (
        "rank",
        "multi_head_attention",
        "For unbatched ({query:i}-D) `query`, expected `key` and `value` to be {want:i}-D but found "
        "{key:i}-D and {value:i}-D tensors respectively",
        "query, key and value have as many axes",
        "{query}, {key} and {value}",
    ),
    (
        "mask",
        "multi_head_attention",
        "The shape of the {rank:i}D attn_mask is {got:s}, but should be {want:s}.",
        "attn_mask is L×S, or (N·heads)×L×S",
        "{got} ≠ {want}",
    ),
    (
        "mask",
        "multi_head_attention",
        "For batched (3-D) `query`, expected `attn_mask` to be `None`, 2-D or 3-D but found {got:i}-D tensor instead",
        "attn_mask is L×S, or (N·heads)×L×S",
        "{got} axes",
    ),
    (
        "mask",
        "multi_head_attention",
        "For batched (3-D) `query`, expected `key_padding_mask` to be `None` or 2-D but found {got:i}-D tensor instead",
        "key_padding_mask is N×S",
        "{got} axes",
    ),
    (
        "mask",
        "multi_head_attention",
        "Expected key_padded_mask.shape[{axis:i}] to be {want:i}, but got {got:i}",
        "key_padding_mask is N×S, N first also without batch_first",
        "axis {axis}: {got} ≠ {want}",
    ),
    (
        "mask",
        "multi_head_attention",
        "expecting key_padding_mask shape of {want:s}, but got {got:s}",
        "key_padding_mask is N×S, N first also without batch_first",
        "{got} ≠ {want}",
    ),
    (
        "mask",
        "transformer_encoder",
        "Mask size should match input size",
        "src_key_padding_mask is N×S",
        "",
    ),
    (
        "batch",
        "transformer",
        "the batch number of src and tgt must be equal",
        "src and tgt have the same N (axis 1, or axis 0 with batch_first)",
        "",
    ),
    (
        "features",
        "transformer",
        "the feature number of src and tgt must be equal to d_model",
        "the last axis of src and tgt = d_model",
        "",
    ),
)

LOSS: tuple[Row, ...] = (
    (
        "batch",
        "cross_entropy",
        "Expected input batch_size ({got:i}) to match target batch_size ({want:i}).",
        "input and target have the same N (axis 0)",
        "{got} ≠ {want}",
    ),
    (
        "target",
        "cross_entropy",
        "size mismatch (got input: {input:s} , target: {target:s}",
        "target is the input's shape without C",
        "{target} is not {input} without axis 1",
    ),
    (
        "target",
        "nll_loss",
        "size mismatch (got input: {input:s}, target: {target:s}",
        "target is the input's shape without C",
        "{target} is not {input} without axis 1",
    ),
    (
        "target",
        "cross_entropy",
        "Expected target size {want:s}, got {target:s}",
        "target is the input's shape without C, and C is axis 1",
        "{target} ≠ {want}",
    ),
    (
        "target",
        "cross_entropy",
        "only batches of spatial targets supported (3D tensors) but got targets of dimension: {got:i}",
        "target is N H W: class numbers, no channel axis",
        "{got} axes, not 3",
    ),
    (
        "target",
        "cross_entropy",
        "only batches of spatial targets supported (3D tensors) but got targets of size: : {target:s}",
        "target is N H W: class numbers, no channel axis",
        "{target.rank} axes, not 3",
    ),
    (
        "target",
        "cross_entropy",
        "0D or 1D target tensor expected, multi-target not supported",
        "target is N class numbers, or probabilities of exactly the input's shape",
        "",
    ),
    (
        "target-range",
        "cross_entropy",
        "Target {got:i} is out of bounds.",
        "0 ≤ target < C, the number of columns the model puts out",
        "{got} is not in 0 … C − 1",
    ),
    (
        "channels",
        "cross_entropy",
        "weight tensor should be defined either for all {want:i} classes or no classes but got weight "
        "tensor of shape: {weight:s}",
        "one weight a class",
        "{weight} ≠ {want}",
    ),
    (
        "target",
        "binary_cross_entropy",
        "Using a target size ({target:s}) that is different to the input size ({input:s}) is deprecated. "
        "Please ensure they have the same size.",
        "target and input have one shape",
        "{target} ≠ {input}",
    ),
    (
        "target",
        "binary_cross_entropy_with_logits",
        "Target size ({target:s}) must be the same as input size ({input:s})",
        "target and input have one shape",
        "{target} ≠ {input}",
    ),
    (
        "lengths",
        "ctc_loss",
        "input_lengths must be of size batch_size",
        "one length a sample; log_probs is T N C",
        "",
    ),
    (
        "lengths",
        "ctc_loss",
        "target_lengths must be of size batch_size",
        "one length a sample; log_probs is T N C",
        "",
    ),
    (
        "lengths",
        "ctc_loss",
        "Expected input_lengths to have value at most {want:i}, but got value {got:i}",
        "a length is at most T, the first axis of log_probs",
        "{got} > {want}",
    ),
    (
        "rank",
        "triplet_margin_loss",
        "The anchor, positive, and negative tensors are expected to have the same number of dimensions, "
        "but got: anchor {anchor:i}D, positive {positive:i}D, and negative {negative:i}D inputs",
        "anchor, positive and negative have as many axes",
        "{anchor}, {positive} and {negative}",
    ),
    (
        "rank",
        "margin_ranking_loss",
        "margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: "
        "{input1:s}, input2: {input2:s}, target: {target:s}",
        "all three have as many axes",
        "{input1}, {input2} and {target}",
    ),
    (
        "target",
        "multilabel_margin_loss",
        "inconsistent target size: {target:s} for input of size: {input:s}",
        "target has the input's shape",
        "{target} ≠ {input}",
    ),
    (
        "batch",
        "multi_margin_loss",
        "multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples "
        "(batch size). Expected target size {want:s}, but got {target:s}.",
        "one class number a sample",
        "{target} ≠ {want}",
    ),
    (
        "target",
        "multi_margin_loss",
        "inconsistent target size, expected {want:s} but got {target:s}",
        "one class number a sample",
        "{target} ≠ {want}",
    ),
    (
        "target",
        "gaussian_nll_loss",
        "var is of incorrect size",
        "var has the input's shape, or 1 as last axis",
        "",
    ),
    (
        "scalar",
        "backward",
        "grad can be implicitly created only for scalar outputs",
        "a loss is one number: take its mean or sum",
        "",
    ),
    (
        "target",
        "backward",
        "Mismatch in shape: grad_output[{index:i}] has a shape of {grad:s} and output[{output_index:i}] "
        "has a shape of {output:s}.",
        "a gradient has the shape of what it belongs to",
        "{grad} ≠ {output}",
    ),
    (
        "target",
        "backward",
        "attempting to assign a gradient of size '{grad:s}' to a tensor of size '{output:s}'.",
        "a gradient has the shape of what it belongs to",
        "{grad} ≠ {output}",
    ),
)

INDEXING: tuple[Row, ...] = (
    (
        "index-range",
        "embedding",
        "index out of range in self",
        "0 ≤ index < num_embeddings (or the size of the axis, for index_select)",
        "",
    ),
    (
        "index-range",
        "index",
        "index {got:i} is out of bounds for dimension {axis:i} with size {size:i}",
        "−size ≤ index < size",
        "{got} is not in 0 … {size} − 1",
    ),
    (
        "index-range",
        "index",
        "index {got:i} is out of bounds for axis {axis:i} with size {size:i}",
        "−size ≤ index < size",
        "{got} is not in 0 … {size} − 1",
        False,
    ),
    (
        "index-range",
        "select",
        "select(): index {got:i} out of range for tensor of size {input:s} at dimension {axis:i}",
        "−size ≤ index < size",
        "{got} is not an index of axis {axis} of {input}",
    ),
    (
        "rank",
        "index",
        "too many indices for tensor of dimension {rank:i}",
        "at most one index an axis",
        "more than {rank} indices",
    ),
    (
        "rank",
        "index",
        "invalid index of a 0-dim tensor.",
        "a scalar has no axis to index; item() gives its number",
        "",
    ),
    (
        "rank",
        "index_select",
        "index_select(): Index is supposed to be a vector",
        "the index has one axis",
        "",
    ),
    (
        "batch",
        "index_add",
        "index_add_(): Number of indices ({want:i}) should be equal to source.size(dim): ({got:i}), for dim: {axis:i}",
        "one index for each slice of source",
        "{got} ≠ {want}",
    ),
    (
        "batch",
        "index_copy",
        "index_copy_(): Number of indices ({want:i}) should be equal to source.size(dim) ({got:i})",
        "one index for each slice of source",
        "{got} ≠ {want}",
    ),
    (
        "rank",
        "gather",
        "Index tensor must have the same number of dimensions as {role:w} tensor",
        "index and tensor have as many axes (unsqueeze the index)",
        "",
    ),
    (
        "index-range",
        "gather",
        "Size does not match at dimension {axis:i} expected index {index:s} to be no larger than self "
        "{input:s} apart from dimension {along:i}",
        "index is no larger than the tensor on all axes but the gathered one",
        "axis {axis}: {index} against {input}",
    ),
    (
        "index-range",
        "scatter",
        "Expected index {index:s} to be no larger than self {input:s} apart from dimension {along:i}",
        "index is no larger than self (but on the scattered axis) and than src",
        "{index} against {input}",
    ),
    (
        "index-range",
        "take",
        "out of range: tried to access index {got:i} on a tensor of {size:i} elements.",
        "index < number of elements",
        "{got} ≥ {size}",
    ),
    (
        "target-range",
        "one_hot",
        "Class values must be smaller than num_classes.",
        "0 ≤ class < num_classes",
        "",
    ),
    ("target-range", "one_hot", "Class values must be non-negative.", "0 ≤ class < num_classes", ""),
    (
        "index-range",
        "topk",
        "selected index k out of range",
        "k ≤ the size of the axis",
        "",
    ),
    (
        "index-range",
        "kthvalue",
        "kthvalue(): selected number k out of range for dimension {axis:i}",
        "k ≤ the size of the axis",
        "",
    ),
    (
        "scalar",
        "item",
        "a Tensor with {numel:i} elements cannot be converted to Scalar",
        "item() takes one element",
        "{numel} ≠ 1",
    ),
    (
        "scalar",
        "item",
        "only one element tensors can be converted to Python scalars",
        "a number is made of one element",
        "",
    ),
    (
        "scalar",
        "bool",
        "Boolean value of Tensor with more than one value is ambiguous",
        "a condition is one element: any() or all()",
        "",
    ),
    ("rank", "iter", "iteration over a 0-d tensor", "a scalar has no axis to walk along", ""),
    ("rank", "len", "len() of a 0-d tensor", "a scalar has no length", ""),
    (
        "index-range",
        "device-assert",
        "{place:t}Assertion `t >= 0 && t < n_classes` failed",
        "0 ≤ target < C, the number of columns the model puts out",
        "",
    ),
    (
        "index-range",
        "device-assert",
        "{place:t}Assertion `srcIndex < srcSelectDimSize` failed",
        "0 ≤ index < num_embeddings (or the size of the axis)",
        "",
    ),
    (
        "index-range",
        "device-assert",
        '{place:t}Assertion `{check:t}"index out of bounds"` failed',
        "−size ≤ index < size",
        "",
    ),
    (
        "empty",
        "max",
        "max(): Expected reduction dim {axis:i} to have non-zero size.",
        "the axis is not empty",
        "",
    ),
    (
        "empty",
        "reduce",
        "{op:w}(): Expected reduction dim to be specified for input.numel() == 0.",
        "there is at least one element",
        "",
    ),
    (
        "index-range",
        "gather",
        "Size does not match at dimension {axis:i} expected index {index:s} to be smaller than self "
        "{input:s} apart from dimension {along:i}",
        "index is no larger than the tensor on all axes but the gathered one",
        "axis {axis}: {index} against {input}",
    ),
    (
        "index-range",
        "scatter",
        "Expected index {index:s} to be smaller than self {input:s} apart from dimension {along:i}",
        "index is no larger than self (but on the scattered axis) and than src",
        "{index} against {input}",
    ),
    (
        "index-range",
        "multinomial",
        "cannot sample n_sample > prob_dist.size(-1) samples without replacement",
        "num_samples ≤ the number of columns",
        "",
    ),
    ("rank", "multinomial", "prob_dist must be 1 or 2 dim", "probabilities are a vector or a matrix", ""),
)

IMAGES: tuple[Row, ...] = (
    (
        "crop",
        "crop",
        "Required crop size {crop:s} is larger than input image size {input:s}",
        "crop ≤ image, on both axes",
        "crop {crop}, image (H×W) {input}",
    ),
    (
        "crop",
        "crop",
        "Requested crop size {crop:s} is bigger than input size {input:s}",
        "crop ≤ image, on both axes",
        "crop {crop}, image (H×W) {input}",
    ),
    (
        "rank",
        "normalize",
        "Expected tensor to be a tensor image of size (..., C, H, W). Got tensor.size() = {input:s}",
        "an image tensor is C H W",
        "{input.rank} axes, at least 3 expected",
    ),
    (
        "rank",
        "to_tensor",
        "pic should be 2/3 dimensional. Got {got:i} dimensions.",
        "an array image is H W or H W C",
        "{got} axes, not 2 or 3",
    ),
    (
        "channels",
        "to_pil_image",
        "pic should not have > {most:i} channels. Got {got:i} channels.",
        "an image has 1 to 4 channels: C first in a tensor, last in an array",
        "{got} > {most}",
    ),
    (
        "channels",
        "image",
        "Input image tensor permitted channel values are {permitted:s}, but found {got:i}",
        "C is one of the permitted numbers",
        "C = {got}, permitted {permitted}",
    ),
    (
        "rank",
        "interpolate",
        "Input and output must have the same number of spatial dimensions, but got input with spatial "
        "dimensions of {input:s} and output size of {output:s}.",
        "size names each spatial axis; axes 0 and 1 are N and C",
        "{input.rank} spatial axes, {output.rank} sizes",
    ),
    (
        "rank",
        "interpolate",
        "Input and scale_factor must have the same number of spatial dimensions, but got input with "
        "spatial dimensions of {input:s} and scale_factor of shape {factor:s}.",
        "scale_factor names each spatial axis; axes 0 and 1 are N and C",
        "{input.rank} spatial axes, {factor.rank} factors",
    ),
    (
        "rank",
        "interpolate",
        "Input Error: Only 3D, 4D and 5D input Tensors supported (got {got:i}D)",
        "an input has N, C and 1 to 3 spatial axes",
        "{got} axes",
    ),
    (
        "rank",
        "interpolate",
        "Got {got:i}D input, but {mode:w} mode needs {want:i}D input",
        "the mode fixes the rank: linear N C L, bilinear N C H W, trilinear N C D H W",
        "{got} axes, not {want}",
    ),
    (
        "output-size",
        "interpolate",
        "Input and output sizes should be greater than 0, but got input (H: {h:i}, W: {w:i}) output (H: "
        "{out_h:i}, W: {out_w:i})",
        "no axis is scaled to 0",
        "{h}×{w} → {out_h}×{out_w}",
    ),
    (
        "batch",
        "grid_sample",
        "grid_sampler(): expected grid and input to have same batch size, but got input with sizes "
        "{input:s} and grid with sizes {grid:s}",
        "input and grid have the same N",
        "{input[0]} ≠ {grid[0]}",
    ),
    (
        "features",
        "grid_sample",
        "grid_sampler(): expected grid to have size {want:i} in last dimension, but got grid with sizes {grid:s}",
        "a grid's last axis holds one coordinate for each spatial axis",
        "{grid} does not end in {want}",
    ),
    (
        "kernel",
        "pad",
        "Argument #4: Padding size should be less than the corresponding input dimension, but got: padding "
        "{padding:s} at dimension {axis:i} of input {input:s}",
        "reflected padding is shorter than the axis",
        "padding {padding}, axis {axis} of {input}",
    ),
    (
        "rank",
        "pad",
        "Padding length should be less than or equal to two times the input dimension but got padding "
        "length {got:i} and input of dimension {rank:i}",
        "pad takes two numbers for each axis it pads, last axis first",
        "{got} > 2·{rank}",
    ),
    (
        "rank",
        "pad",
        "Padding length must be divisible by 2",
        "pad takes two numbers for each axis it pads",
        "",
    ),
    (
        "rank",
        "pad",
        "Padding size {got:i} is not supported for {rank:i}D input tensor.",
        "reflect and replicate pad the spatial axes of C… or N C… only",
        "{got} numbers for {rank} axes",
    ),
    (
        "size",
        "vit",
        "Wrong image height! Expected {want:i} but got {got:i}!",
        "the image is as high as image_size",
        "H = {got} ≠ {want}",
    ),
    (
        "size",
        "vit",
        "Wrong image width! Expected {want:i} but got {got:i}!",
        "the image is as wide as image_size",
        "W = {got} ≠ {want}",
    ),
    (
        "size",
        "patch_embed",
        "Input height ({got:i}) doesn't match model ({want:i}).",
        "the image is as high as img_size",
        "H = {got} ≠ {want}",
    ),
    (
        "size",
        "patch_embed",
        "Input width ({got:i}) doesn't match model ({want:i}).",
        "the image is as wide as img_size",
        "W = {got} ≠ {want}",
    ),
    (
        "target",
        "mixup",
        "labels should be index based with shape (batch_size,) or probability based with shape "
        "(batch_size, num_classes), but got a tensor of shape {target:s} instead.",
        "labels are N, or N×classes",
        "{target}",
    ),
    (
        "channels",
        "fill",
        "The number of elements in 'fill' cannot broadcast to match the number of channels of the image "
        "({got:i} != {want:i})",
        "fill has one value, or one a channel",
        "{got} ≠ {want}",
    ),
    (
        "features",
        "linear_transformation",
        "Input tensor and transformation matrix have incompatible shape.{input:s} != {want:i}",
        "C·H·W = the matrix' size",
        "{input.product} = {input.numel} ≠ {want}",
    ),
    (
        "features",
        "affine_grid",
        "Expected a batch of 2D affine matrices of shape Nx2x3 for size {size:s}. Got {theta:s}.",
        "theta is N×2×3",
        "{theta}",
    ),
    (
        "rank",
        "local_response_norm",
        "Expected 3D or higher dimensionality                          input (got {got:i} dimensions)",
        "an input has N, C and at least one more axis",
        "{got} axes, at least 3 expected",
    ),
    (
        "features",
        "boxes",
        "The boxes tensor shape is not correct as Tensor[K, {want:i}]",
        "a box has that many numbers",
        "",
    ),
    (
        "features",
        "nms",
        "nms_kernel, {place:t}boxes should have {want:i} elements in dimension 1, got {got:i}",
        "a box has 4 numbers",
        "{got} ≠ {want}",
    ),
    (
        "batch",
        "nms",
        "nms_kernel, {place:t}boxes and scores should have same number of elements in dimension 0, got "
        "{want:i} and {got:i}",
        "one score a box",
        "{got} ≠ {want}",
    ),
    (
        "lengths",
        "stft",
        "{call:t} : expected a 1D window tensor of size equal to win_length={want:i}, but got window with "
        "size {window:s}",
        "the window is win_length long",
        "{window} ≠ {want}",
    ),
    ("rank", "stft", "stft({call:t}) : expected a 1D or 2D tensor", "a signal is T, or N T", ""),
)

STATE_DICT: tuple[Row, ...] = (
    (
        "state-dict",
        "load_state_dict",
        "size mismatch for {key:w}: copying a param with shape {saved:s} from checkpoint, the shape in "
        "current model is {model:s}.",
        "each saved tensor has the shape of the model's",
        "{key}: saved {saved} ≠ {model} in the model",
    ),
    (
        "features",
        "embedding",
        "Shape of weight does not match num_embeddings and embedding_dim",
        "weight is num_embeddings × embedding_dim",
        "",
    ),
)

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
)

# Printed by plain Python as well: a fault of shapes only if a tensor or a shape is unpacked or indexed.
PYTHON: tuple[Row, ...] = (
    (
        "unpack",
        "unpack",
        "not enough values to unpack (expected {want:i}, got {got:i})",
        "as many names as values: a shape has one for each axis",
        "{got} < {want}",
        False,
    ),
    (
        "unpack",
        "unpack",
        "too many values to unpack (expected {want:i}, got {got:i})",
        "as many names as values: a shape has one for each axis",
        "{got} > {want}",
        False,
    ),
    (
        "unpack",
        "unpack",
        "too many values to unpack (expected {want:i})",
        "as many names as values: a shape has one for each axis",
        "more than {want}",
        False,
    ),
    (
        "rank",
        "shape",
        "tuple index out of range",
        "shape[i] needs i < rank",
        "",
        False,
    ),
)

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

MESSAGES: tuple[Row, ...] = (
    *BROADCAST,
    *RESHAPE,
    *MATMUL,
    *JOIN,
    *CONVOLUTION,
    *INDEXING,
    *LOSS,
    *STATE_DICT,
    *NORMALIZATION,
    *POOLING,
    *RECURRENT,
    *ATTENTION,
    *RAGGED,
    *IMAGES,
    *NUMPY,
    *PYTHON,
)
