"""Convolutions: channels, groups, kernels, output sizes."""

from __future__ import annotations

from shapefault.ops.message_table.row import Row

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
    (
        "channels",
        "deform_conv2d",
        "the shape of the offset tensor at dimension {axis:i} is not valid. It should be a multiple of",
        "offset has 2·kH·kW channels for each group",
        "",
    ),
)
