"""Several devices: what their replicas give back, and what is gathered from their processes."""

from __future__ import annotations

from shapefault.ops.message_table.row import Row

_REPLICAS = "what the replicas return has one shape, except on the axis that is joined"

PARALLEL: tuple[Row, ...] = (
    (
        "replicas",
        "data_parallel",
        "Gather got an input of invalid size: got {got:s}, but expected {want:s}",
        _REPLICAS,
        "{got} from one replica, {want} wanted",
    ),
    ("replicas", "data_parallel", "Gather got an input of invalid size", _REPLICAS, ""),
    (
        "replicas",
        "data_parallel",
        "tensor.ndimension() == static_cast<int64_t>(expected_size.size()) INTERNAL ASSERT FAILED",
        _REPLICAS,
        "",
    ),
    (
        "replicas",
        "gather",
        "Cannot apply desired operation due to shape mismatches. All shapes across devices must be valid",
        "every process brings a tensor of one shape",
        "",
    ),
    (
        "batch",
        "vmap",
        "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes {sizes:s} for the mapped "
        "dimension",
        "the mapped axis is equally long in all of them",
        "{sizes}",
    ),
)
