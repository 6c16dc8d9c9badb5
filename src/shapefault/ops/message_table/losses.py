"""Losses: targets, batches, classes, weights."""

from __future__ import annotations

from shapefault.ops.message_table.row import Row

LOSS: tuple[Row, ...] = (
    (
        "sample",
        "log_prob",
        "The right-most size of value must match event_shape: {value:s} vs {event:s}.",
        "a value ends with the axes of event_shape",
        "{value} does not end with {event}",
    ),
    (
        "sample",
        "log_prob",
        "Value is not broadcastable with batch_shape+event_shape: {value:s} vs {draws:s}.",
        "a value broadcasts with batch_shape + event_shape",
        "{value} and {draws}",
    ),
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
        "target",
        "cross_entropy",
        "Expected floating point type for target with class probabilities, got {kind:w}",
        "a target of the input's shape is a probability for each class; class numbers are without axis 1",
        "whole numbers of the input's shape",
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
        "Expected tensor to have size at least {want:i} at dimension {axis:i}, but got size {got:i} for argument "
        "#{argument:i} '{role:w}' (while checking arguments for ctc_loss{function:w})",
        "a length is at most S, the last axis of targets",
        "{want} > {got}",
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
    (
        "batch",
        "adaptive_log_softmax",
        "Input and target should have the same size in the batch dimension.",
        "a target for each row",
        "",
    ),
)
