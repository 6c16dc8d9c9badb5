"""Pooling and unpooling."""

from __future__ import annotations

from shapefault.ops.message_table.row import Row

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
    (
        "rank",
        "adaptive_pool",
        "{op:w}: output_size must be {want:i}",
        "a size is given for each spatial axis",
        "{want} sizes",
    ),
    (
        "kernel",
        "fractional_max_pool2d",
        "{op:w}(): pool {side:w} {kernel:i} too large relative to input {axis:w} {input:i}",
        "the window and the output fit into the input",
        "{kernel} against {input}",
    ),
)
