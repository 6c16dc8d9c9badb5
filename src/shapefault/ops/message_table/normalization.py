"""Norms, and the activations with a parameter or a half for each channel."""

from __future__ import annotations

from shapefault.ops.message_table.row import Row

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
    (
        "groups",
        "channel_shuffle",
        "Number of channels must be divisible by groups. Got {got:i} channels and {groups:i} groups.",
        "C is a multiple of groups",
        "{got} is no multiple of {groups}",
    ),
    (
        "rank",
        "batch_norm",
        "expected at least 2D input (got {got:i}D input)",
        "the channels are axis 1",
        "{got} axes < 2",
    ),
    (
        "features",
        "layer_norm",
        "Expected weight to be of same shape as normalized_shape, but got weight of shape {weight:s} and "
        "normalized_shape = {want:s}",
        "weight.shape = normalized_shape",
        "{weight} ≠ {want}",
    ),
)
