"""What takes images and signals: interpolate, pad, grid_sample, stft, the transforms, patch embeddings."""

from __future__ import annotations

from shapefault.ops.message_table.row import Row

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
        "rank",
        "boxes",
        "Expected target boxes to be a tensor of shape [N, 4], got {input:s}",
        "the boxes of an image are (N, 4)",
        "{input} is not (N, 4)",
    ),
    (
        "rank",
        "fromarray",
        "Cannot handle this data type: {size:t}, {kind:w}",
        "an array image is H W, or H W C with two to four channels",
        "",
        False,
    ),
    (
        "rank",
        "fromarray",
        "Too many dimensions: {got:i} > {most:i}.",
        "an array image is H W, or H W C with two to four channels",
        "{got} > {most}",
        False,
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
    (
        "target",
        "draw_segmentation_masks",
        "The image and the masks must have the same height and width",
        "a mask is as high and as wide as its image",
        "",
    ),
    ("features", "draw_bounding_boxes", "wrong number of coordinates", "a box has four numbers", ""),
    ("rank", "transform", "Tensor is not a torch image.", "an image is C×H×W, or H×W", ""),
    (
        "batch",
        "mixup",
        "The batch size of the image or video does not match the batch size of the labels: {a:i} != {b:i}.",
        "a label for each image",
        "{a} ≠ {b}",
    ),
)
