"""An edit that names a library which its file does not know brings the import, or says it as the file does."""

from __future__ import annotations

import ast
import importlib

import pytest

import shapefault
from shapefault.faults.rewrite.imports import with_imports
from shapefault.model import Edit, Fix, Span
from shapefault.repair.edits import overlay_of

REST = "\n\ndef f(x):\n    return x\n"


def edited(tmp_path, head, content):
    path = tmp_path / "part.py"
    path.write_text(head + REST)
    line = head.count("\n") + 4
    fix = with_imports(Fix("", (Edit(Span(str(path), (line, 12), (line, 13), "x"), content),)))
    text = overlay_of(fix.edits)[str(path)]
    ast.parse(text)
    return text


@pytest.mark.parametrize(
    ("head", "content", "imports", "written"),
    [
        ("from torch import nn", "torch.cat([x])", "import torch\nfrom torch import nn", "torch.cat([x])"),
        ("import torch", "torch.cat([x])", "import torch", "torch.cat([x])"),
        ("import torch as th", "torch.cat([x])", "import torch as th", "th.cat([x])"),
        ("import torch.nn as nn", "x + torch.ones(2)", "import torch\nimport torch.nn as nn", "x + torch.ones(2)"),
        ("import torch.utils.data", "torch.cat([x])", "import torch.utils.data", "torch.cat([x])"),
        ("from lib import *", "np.pad(x, 1)", "from lib import *", "np.pad(x, 1)"),
        ("import numpy", "np.pad(x, 1)", "import numpy", "numpy.pad(x, 1)"),
        ('"""Doc."""\nimport os', "np.pad(x, 1)", '"""Doc."""\nimport numpy as np\nimport os', "np.pad(x, 1)"),
        ("from torch import nn", "self.torch.cat(x)", "from torch import nn", "self.torch.cat(x)"),
        ("from torch import nn", "nn.ReLU()(x)", "from torch import nn", "nn.ReLU()(x)"),
        (
            "from __future__ import annotations\nfrom torch import nn", "torch.cat([x])",
            "from __future__ import annotations\nimport torch\nfrom torch import nn", "torch.cat([x])",
        ),
    ],
)  # fmt: skip
def test_what_the_file_lacks(tmp_path, head, content, imports, written):
    assert edited(tmp_path, head, content) == imports + REST.replace("return x", f"return {written}")


NET = """from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.down, self.up = nn.Conv2d(3, 8, 3, 2, 1), nn.ConvTranspose2d(8, 3, 2, 2)

    def forward(self, x):
        y = self.up(self.down(x))
        return y + x
"""


def test_a_forward_is_run_with_what_is_imported(tmp_path, monkeypatch):
    (tmp_path / "net_without_torch.py").write_text(NET)
    monkeypatch.syspath_prepend(tmp_path)
    net = importlib.import_module("net_without_torch")
    (diagnosis,) = shapefault.check(net.Net(), "2,3,33,47").diagnoses
    assert [edit.content for edit in diagnosis.fixes[0].edits][1:] == ["import torch\n"]
    assert "torch" not in vars(net)
