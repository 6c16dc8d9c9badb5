"""A sampler that composes batches of another size than the loader's: ``Sampler(ids, 32)`` and ``batch_size=64``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import bound_once
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.project import bound_argument, method_of

_BATCH = re.compile(r"batch", re.IGNORECASE)


def sampler_batch(trace: Trace, prior: float) -> Iterator[Fix]:
    """The loader's size for the sampler's, where that is written as another number."""
    bench = bench_of(trace)
    for loader in bench.project.calls.get("DataLoader", []):
        given = {keyword.arg: keyword.value for keyword in loader.node.keywords}
        sampler, size = given.get("sampler"), given.get("batch_size")
        scope = enclosing(loader.node, ast.FunctionDef) or loader.source.tree
        made = bound_once(scope, sampler.id) if isinstance(sampler, ast.Name) else sampler
        name = ast.unparse(made.func) if isinstance(made, ast.Call) else ""
        owner = bench.project.classes.get(name)
        init = method_of(owner[1], "__init__") if owner is not None else None
        if size is None or init is None or not isinstance(made, ast.Call):
            continue
        for argument in init.args.args:
            own = bound_argument(made, init, argument.arg) if _BATCH.search(argument.arg) else None
            if not isinstance(own, ast.Constant) or type(own.value) is not int:
                continue
            sizes = {n for n in bench.resolver.values(loader.source, size) if n}
            if sizes and own.value not in sizes:
                text = loader.source.span(size).text
                yield fix(
                    f"compose batches of {text}, as the loader has", Edit(loader.source.span(own), text), prior,
                    stage=Stage.RESHAPE,
                    why=f"the sampler composes batches of {own.value}, the loader takes {min(sizes)} at a time",
                )  # fmt: skip
