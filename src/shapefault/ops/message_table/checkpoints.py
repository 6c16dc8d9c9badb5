"""Parameters of a checkpoint that are of another size."""

from __future__ import annotations

from shapefault.ops.message_table.row import Row

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
        "optimizer",
        "optimizer",
        "loaded state dict contains a parameter group that doesn't match the size of optimizer's group",
        "the optimizer that is restored has the groups and parameters of the one that was saved",
        "",
    ),
    (
        "features",
        "embedding",
        "Shape of weight does not match num_embeddings and embedding_dim",
        "weight is num_embeddings × embedding_dim",
        "",
    ),
)
