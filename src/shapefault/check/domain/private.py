"""Every private name of torch that the domain uses, each with a fallback. Seen on torch 2.6, 2.13 and 2.14."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode


def python_dispatcher() -> Any:
    """Lets ops on meta tensors take their Python shape rules, which know symbolic sizes."""
    try:
        from torch._dispatch.python import enable_python_dispatcher
    except ImportError:
        return nullcontext()
    return enable_python_dispatcher()


def symbolic(node: Any) -> Any:
    """A ``torch.SymInt`` over a node of ours."""
    return torch.SymInt(node)


def expression_of(size: Any) -> Any:
    """The expression behind a symbolic size; a concrete one as it is."""
    return size.node.expression if isinstance(size, torch.SymInt) else size


no_torch_function = torch._C._disabled_torch_function_impl
"""What a tensor class has that takes no part in choosing how a function is run: the mode alone decides."""


def tensor_of_type(kind: Any, base: Any) -> Any:
    """A tensor of class ``kind`` over the storage of ``base``."""
    return torch.Tensor._make_subclass(kind, base)


class QuietDispatchMode(TorchDispatchMode):  # type: ignore[misc]
    """A dispatch mode that does not pull in the compiler: subclassing alone would import it (more than a second)."""

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False


def symbolic_sizes_work() -> bool:
    """Whether this torch computes shapes over our own sizes: a convolution and a reshape, asked once."""
    global _works
    if _works is None:
        _works = _try_symbolic_sizes()
    return _works


_works: bool | None = None


def _try_symbolic_sizes() -> bool:
    from shapefault.check.domain.algebra import Algebra
    from shapefault.check.domain.evaluate import Evaluator
    from shapefault.check.domain.grid import Grid
    from shapefault.check.domain.path import Path
    from shapefault.check.domain.symnode import SizeNode

    algebra, grid = Algebra(), Grid({"H": (1, 64)})
    path = Path(algebra, Evaluator(grid.sizes), grid.everything(), {"H": 32})
    try:
        with torch.no_grad(), python_dispatcher():
            size = symbolic(SizeNode(path, int, algebra.var("H"), 32))
            image = torch.empty((1, 3, size, size), device="meta")
            features = torch.nn.functional.conv2d(image, torch.empty((4, 3, 3, 3), device="meta"), stride=2)
            rows = features.flatten(1).shape[1]
        return isinstance(rows, torch.SymInt) and int(Evaluator({"H": 9})(expression_of(rows))) == 64
    except Exception:
        return False
