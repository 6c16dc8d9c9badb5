"""The first convolution of a library's network, which is made for colours, replaced where the network is built.

``model.conv1 = torch.nn.Conv2d(1, 64, kernel_size=7, stride=2, padding=3, bias=False)`` below ``model = resnet18()``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import fix, insert_after
from shapefault.faults.rewrite.operands import root_call
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import is_user_file

_TRAINED = re.compile(r"weights=(?!None)|pretrained=True|load_state_dict|from_pretrained")
_COLOURS = 3


def replaced_first(trace: Trace, mismatch: Mismatch, got: int, prior: float) -> Iterator[Fix]:
    """The same layer for ``got`` channels, below the statement that builds the network."""
    layer, found = mismatch.layer, root_call(trace)
    path = trace.path_of(layer) if layer is not None else None
    if found is None or not path or type(layer).__name__ != "Conv2d":
        return
    _, source, call = found
    root = trace.root
    code = getattr(type(root.module).forward, "__code__", None) if root is not None else None
    if layer.in_channels != _COLOURS or layer.groups != 1 or code is None or is_user_file(code.co_filename):
        return
    name = ast.unparse(call.func)
    built = [n for n in source.nodes if isinstance(n, ast.Assign) and [ast.unparse(t) for t in n.targets] == [name]]
    if len(built) != 1 or not isinstance(built[0].value, ast.Call):
        return
    trained = _TRAINED.search(source.span(built[0]).text) is not None
    yield fix(
        f"build {path} of {name} for {got} channels",
        insert_after(source, built[0], f"{name}{_accessed(path)} = {_written(layer, got)}"),
        prior - (0.1 if trained else 0.0),  # what it has learnt of colours would be lost
        stage=Stage.LAYER_CONFIG,
        why=f"{path} is built for {_COLOURS} channels, {got} arrive",
    )


def _accessed(path: str) -> str:
    """``.features[0]`` for ``features.0``."""
    return "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in path.split("."))


def _written(layer: Any, got: int) -> str:
    """The layer as it is, but for its input."""
    plain = {"stride": (1, 1), "padding": (0, 0), "dilation": (1, 1)}
    given = {"kernel_size": layer.kernel_size} | {k: v for k in plain if (v := getattr(layer, k)) != plain[k]}
    words = [f"{key}={value[0] if len(set(value)) == 1 else value}" for key, value in given.items()]
    words += ["bias=False"] if layer.bias is None else []
    return f"torch.nn.Conv2d({got}, {layer.out_channels}, {', '.join(words)})"
