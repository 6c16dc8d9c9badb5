"""What is likely by the kind of a message and by its op, where its numbers say no more: (fault, what to look at)."""

from __future__ import annotations

Words = tuple[str | None, str]

_BEYOND: Words = (
    "gather-range",
    "an index beyond its axis: fewer rows, columns or outputs than the indices are made for",
)

# The fault that a message of this kind and op tells of, before what holds for the kind.
BY_OP: dict[tuple[str, str], tuple[Words, ...]] = {
    ("broadcast", "expand"): (
        (
            "expand-repeat",
            "expand makes axes of 1 longer, nothing else: a table (positions, token types) made for another length?",
        ),
    ),
    ("rank", "expand"): (("expand-repeat", "expand names every axis: the tensor has more of them"),),
    ("broadcast", "index_put"): (
        ("assigned-value", "the value has one row for each hit of the index or mask: count the hits"),
    ),
    ("broadcast", "numpy"): (
        (
            "numpy-broadcast",
            "an image with an alpha channel, or without a channel axis: convert('RGB') where it is read",
        ),
    ),
    ("pattern", "rearrange"): (
        ("einops-pattern", "a length that can follow from the others need not be given: leave it out"),
        ("einops-pattern", "an image size has to be a multiple of the patch"),
    ),
    ("rank", "rearrange"): (("einops-pattern", "an axis is missing, or there is one more than the pattern names"),),
    ("numel", "numpy.reshape"): (
        ("numpy-reshape", "the file is cut short, or is of another image size or count than the numbers in reshape"),
    ),
    ("axis", "numpy.transpose"): (
        ("numpy-transpose", "a grey image has two axes: convert('RGB') where it is read, or image[..., None]"),
    ),
    ("stack", "numpy.array"): (
        ("ragged-array", "the parts differ in length or form: a list of arrays, or pad them; old NumPy only warned"),
    ),
    ("stack", "stack"): (("stack-sizes", "the parts differ in form: which of them has an axis more?"),),
    ("mask", "index"): (("mask-shape", "the mask is made from another tensor, or before a crop, pad or flatten"),),
    ("mask", "multi_head_attention"): (
        ("attention-masks", "N×S for padding, L×S for attention, and batch_first: is L really the axis of the steps?"),
    ),
    ("index-range", "embedding"): (
        (
            "embedding-range",
            "num_embeddings against the largest index: vocabulary, padding index, position beyond the maximum",
        ),
    ),
    ("index-range", "index"): (_BEYOND,),
    ("index-range", "gather"): (_BEYOND,),
    ("index-range", "scatter"): (_BEYOND,),
    ("index-range", "select"): (_BEYOND,),
    ("index-range", "take"): (_BEYOND,),
    ("index-range", "narrow"): (_BEYOND,),
    ("index-range", "topk"): ((None, "k is at most the size of the axis: fewer classes, boxes or tokens than usual"),),
    ("index-range", "kthvalue"): ((None, "k is at most the size of the axis"),),
    ("scalar", "backward"): (("gradient-form", "take the mean of the loss, or give a gradient of its shape"),),
    ("scalar", "bool"): (("one-number", "ask for all() or any() of a comparison; torch.equal compares whole tensors"),),
    ("target", "nll_loss"): (("class-targets", "class numbers go in as N (or N×H×W): squeeze(1), or argmax(1)"),),
    ("index-range", "device-assert"): (
        ("class-out-of-range", "likely a class: print target.min() and target.max() on the CPU, against 0 to C - 1"),
        ("embedding-range", "or a token or position: print ids.max() against num_embeddings - 1"),
        ("gather-range", "or an index: CUDA_LAUNCH_BLOCKING=1, or the same batch on the CPU, names the line"),
        (None, "or a value: binary_cross_entropy takes 0 to 1, multinomial nothing negative"),
    ),
    ("target-range", "cross_entropy"): (
        ("class-out-of-range", "the number of outputs: one for each class, labels counted from 0"),
    ),
    ("target-range", "one_hot"): (
        ("one-hot-range", "labels from 1 to C, or 255 for pixels without a class: print labels.unique()"),
    ),
    ("target", "cross_entropy"): (
        ("class-targets", "class numbers go in as N (or N×H×W): squeeze(1), or argmax(1) of what is one-hot"),
    ),
    ("target", "binary_cross_entropy"): (("loss-sizes", "as many outputs as labels: the last layer, or squeeze(1)"),),
    ("target", "binary_cross_entropy_with_logits"): (
        ("loss-sizes", "as many outputs as labels: the last layer's classes, or squeeze(1)"),
    ),
    ("target", "backward"): (("gradient-form", "the gradient has the shape of what backward is called on"),),
    ("batch", "cross_entropy"): (
        ("class-targets", "predictions and targets come from different batches, or one of them was sliced"),
    ),
    ("features", "matmul"): (
        ("linear-features", "a part of another model (a text encoder, a LoRA, an adapter) has another width"),
    ),
    ("numel", "reshape"): (("reshape-numel", "the sizes of a view are those of another image size or class number"),),
    ("features", "rnn"): (("recurrent-input", "input_size is the last axis: the width of the embeddings before it"),),
    ("hidden", "rnn"): (("recurrent-state", "the hidden state is made for one batch size: take x.size(0) in forward"),),
    ("hidden", "rnn_cell"): (("recurrent-state", "the hidden state is made for one batch size: take x.size(0)"),),
    ("features", "einsum"): (("einsum-equation", "one letter has two sizes: which operand is of another length?"),),
    ("rank", "einsum"): (("einsum-equation", "an operand has an axis more or less than its term has letters"),),
    ("features", "bmm"): (("inner-sizes", "a transpose(1, 2) is missing or one too many, or the widths differ"),),
    ("rank", "bmm"): (("product-rank", "an axis for the batch is missing: unsqueeze(0), or matmul, which broadcasts"),),
    ("rank", "cat"): (("cat-sizes", "one of the parts lost or never had an axis: squeeze, indexing, a single sample"),),
    ("rank", "index"): (
        ("dim-out-of-range", "the tensor has fewer axes than indices: a loss is one number (loss.item(), not loss[0])"),
    ),
    ("rank", "shape"): (("unpacked-shape", "the shape has fewer sizes than are read"),),
    ("rank", "conv"): (("conv-rank", "an axis is missing: a single image needs unsqueeze(0)"),),
    ("rank", "interpolate"): (("interpolate-rank", "a grey image without its channel axis, or a missing batch axis"),),
    ("axis", "permute"): (("permute-rank", "permute names each axis once: a grey image or a single sample has fewer"),),
    ("kernel", "pad"): (
        ("pad-larger-than-map", "reflect and circular padding must be smaller than the map: a longer input, or zeros"),
    ),
    ("groups", "multi_head_attention"): (("heads-divide", "num_heads must divide embed_dim"),),
    ("scalar", "item"): (
        (
            "one-number",
            "a mean or sum is missing, reduction='none' is one too many, or DataParallel gave one loss a GPU",
        ),
    ),
    ("channels", "pixel_shuffle"): (("pixel-shuffle", "the layer before makes C·upscale_factor² channels"),),
    ("numel", "pixel_unshuffle"): (("pixel-shuffle", "H and W are multiples of downscale_factor"),),
    ("numel", "fold"): (("fold-blocks", "the number of blocks follows from output_size, kernel, stride and padding"),),
    ("channels", "fold"): (("fold-blocks", "axis 1 holds C times the places of the kernel"),),
    ("features", "mv"): (("inner-sizes", "the columns of the matrix against the length of the vector"),),
    ("features", "dot"): (("inner-sizes", "both vectors have one length"),),
    ("rank", "dot"): (("product-rank", "dot takes two vectors: matmul, or (a * b).sum(-1), takes batches of them"),),
    ("rank", "matmul"): (("product-rank", "a number has no axis to multiply along: mul, or an axis was lost"),),
    ("rank", "mm"): (("product-rank", "mm takes two matrices: matmul takes batches of them"),),
    ("stack", "tensor"): (("collate-lengths", "lists that differ in length: pad them, in collate_fn for a loader"),),
    ("groups", "conv"): (("groups", "groups must divide in_channels and out_channels"),),
    ("groups", "conv#d"): (("groups", "groups must divide in_channels and out_channels"),),
    ("rank", "gather"): (
        ("gather-index", "the index has as many axes as what it picks from: unsqueeze the missing one"),
    ),
    ("channels", "cross_entropy"): (("loss-weights", "weight has one number for each class"),),
    ("lengths", "ctc_loss"): (("ctc-lengths", "one length for each sample, none above the number of steps"),),
    ("groups", "group_norm"): (("channels-in-groups", "num_groups must divide the channels"),),
    ("rank", "rnn"): (
        ("recurrent-rank", "one axis for the steps, one for the features, one for the batch: L N H or N L H"),
    ),
    ("features", "rnn_cell"): (("recurrent-input", "input_size is the last axis: the width of what comes before"),),
    ("lengths", "pack_padded_sequence"): (
        ("packed-layout", "batch_first says which axis is the batch; lengths are sorted, or enforce_sorted=False"),
    ),
    ("features", "multi_head_attention"): (
        ("attention-features", "embed_dim is the last axis of the query, kdim and vdim those of key and value"),
        ("attention-layout", "batch_first: key and value have one length and one batch"),
    ),
    ("rank", "multi_head_attention"): (
        ("attention-layout", "query, key and value all have a batch axis, or none has"),
    ),
    ("features", "transformer"): (("attention-features", "d_model is the last axis of src and of tgt"),),
    ("batch", "transformer"): (("attention-layout", "batch_first: axis 1 is the batch without it"),),
    ("mask", "transformer_encoder"): (("attention-masks", "the mask has one row and one column for each step"),),
    ("stack", "numpy.stack"): (("numpy-join", "the arrays differ in form: which of them, and from which file?"),),
    ("rank", "numpy.concatenate"): (("numpy-join", "one of the arrays has an axis less: x[None], or stack"),),
    ("unpack", "unpack"): (("unpacked-shape", "how many axes the tensor has where its shape is read into names"),),
}

# What holds for the kind, most likely first.
BY_KIND: dict[str, tuple[Words, ...]] = {
    "channels": ((None, "which tensor reaches the layer: a skip connection or a cat changes C"),),
    "features": ((None, "print the shape before the layer once, for each image size that you use"),),
    "numel": ((None, "flatten(1) needs no numbers, where flattening is what is meant"),),
    "rank": ((None, "the axes that the layer reads, and unsqueeze, squeeze, view and indexing before it"),),
    "broadcast": (
        ("broadcast", "print both shapes: is one of another image size, batch or sequence length than was planned?"),
        (None, "a loss that broadcasts: predictions and targets must have one shape"),
        (None, "position embeddings and masks are made for one length"),
    ),
    "cat": (
        ("cat-sizes", "H and W that are no multiple of the strides: odd sizes lose a row on the way down"),
        (None, "the axis of the cat: dim=1 joins channels, dim=0 samples"),
    ),
    "stack": ((None, "what each sample is: print its shape in __getitem__"),),
    "collate": (
        ("collate-kinds", "what __getitem__ returns: PIL images need ToTensor(), None a filter, text a collate_fn"),
    ),
    "batch": ((None, "axis 0 of both tensors: which one lost or gained samples (view(-1, …), slicing, drop_last)?"),),
    "kernel": (
        ("kernel-larger-than-input", "the image is smaller than the network was made for, or is pooled once too often"),
        (None, "padding: the kernel may be as large as input + 2·padding"),
    ),
    "output-size": (
        ("pooled-to-nothing", "the image is smaller than the network was made for, or is pooled once too often"),
    ),
    "groups": ((None, "the layer's arguments: groups (or heads) must divide the channels (or embed_dim)"),),
    "one-value": (
        ("one-value-per-channel", "a last batch of one sample: DataLoader(drop_last=True), or another batch size"),
        (None, "model.eval() before predicting on one sample"),
    ),
    "hidden": ((None, "batch_first changes input and output, never the hidden state"),),
    "lengths": ((None, "batch_first, and the lengths: one for each sample, none above the padded length"),),
    "mask": ((None, "how the mask is made: its sizes and their order (N×S for padding, L×S for attention)"),),
    "target": ((None, "print the shapes of predictions and targets, as the loss gets them"),),
    "target-range": ((None, "labels from 1 to C, or 255 for unlabelled pixels: shift them, or ignore_index=255"),),
    "state-dict": (
        ("state-dict-sizes", "the checkpoint is of another configuration: number of classes, width, image size"),
        (None, "a new head: leave its keys out of the checkpoint, strict=False does not skip other sizes"),
    ),
    "optimizer": (
        ("optimizer-state", "the saved optimizer has other groups or parameters: build it as it was, or start it anew"),
    ),
    "replicas": (
        ("replica-outputs", "each GPU pads to its own longest sequence: pad to one length, or return the loss only"),
        (None, "DataParallel splits every tensor on axis 0: what is no batch (a table, an adjacency) is split as well"),
    ),
    "crop": (("crop-larger-than-image", "images smaller than the crop: Resize first, or pad_if_needed=True"),),
    "axis": (
        (
            "dim-out-of-range",
            "the tensor has fewer axes than the line was written for: squeezed, indexed, or not batched",
        ),
    ),
    "strides": (
        (
            "view-of-moved-axes",
            "reshape in place of view, or contiguous() before; first ask if permute is what is meant",
        ),
    ),
    "empty": ((None, "an empty list or tensor: a loader without batches, a mask without a hit"),),
    "size": ((None, "the image size of the model against Resize and crops of the data"),),
    "square": ((None, "the last two axes: a transpose or a batch axis is missing"),),
    "window": ((None, "the window against the length of the axis"),),
}
