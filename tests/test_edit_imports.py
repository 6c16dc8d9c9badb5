"""An edit that names a library which its file does not know brings the import, or says it as the file does."""

from __future__ import annotations

import ast

import pytest

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
