"""The messages themselves, a family of ops in each module: ``(kind, op, template, rule, math[, sure])``.

The most frequent come first. Tests make torch, torchvision and NumPy raise them; the few that are not raised there
are the wordings of other releases and devices.
"""

from __future__ import annotations

from shapefault.ops.message_table.arrays import NUMPY
from shapefault.ops.message_table.attention import ATTENTION
from shapefault.ops.message_table.broadcasting import BROADCAST
from shapefault.ops.message_table.checkpoints import STATE_DICT
from shapefault.ops.message_table.convolution import CONVOLUTION
from shapefault.ops.message_table.einops import EINOPS
from shapefault.ops.message_table.images import IMAGES
from shapefault.ops.message_table.indexing import INDEXING
from shapefault.ops.message_table.joining import JOIN
from shapefault.ops.message_table.losses import LOSS
from shapefault.ops.message_table.normalization import NORMALIZATION
from shapefault.ops.message_table.older import OLDER
from shapefault.ops.message_table.parallel import PARALLEL
from shapefault.ops.message_table.pooling import POOLING
from shapefault.ops.message_table.products import MATMUL
from shapefault.ops.message_table.python import PYTHON
from shapefault.ops.message_table.ragged import RAGGED
from shapefault.ops.message_table.recurrent import RECURRENT
from shapefault.ops.message_table.reshaping import RESHAPE
from shapefault.ops.message_table.row import Row

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
    *PARALLEL,
    *EINOPS,
    *PYTHON,
    *OLDER,
)
