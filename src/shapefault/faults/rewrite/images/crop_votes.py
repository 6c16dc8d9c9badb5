"""Several crops of each image at test time: all of them through the network, and the mean of what it says."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import root_call
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace


def mean_over_crops(trace: Trace, prior: float) -> Iterator[Fix]:
    """``net(x)`` of (N, crops, C, H, W): as (N·crops, C, H, W), apart again, and the mean, as torchvision says."""
    found = root_call(trace)
    if found is None or len(found[2].args) != 1 or found[2].keywords:
        return
    _, source, node = found
    called, given = source.span(node.func).text, source.span(node.args[0]).text
    if isinstance(node.args[0], ast.Name | ast.Attribute | ast.Subscript):
        text = f"{called}({given}.flatten(0, 1)).unflatten(0, {given}.shape[:2]).mean(1)"
        yield fix("take the mean over the crops of each image", Edit(source.span(node), text), prior,
                  stage=Stage.AUGMENTATION, why="each sample is several crops")  # fmt: skip
