"""A data set that makes its batches itself, and a loader that makes batches of these once more.

``batch_size=None`` turns the loader's own batching off; see torch.utils.data, "Disable automatic batching".
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.numbers.program import loader_calls
from shapefault.faults.rewrite.samples.collating import loader_call
from shapefault.faults.rewrite.samples.samples import sample_function
from shapefault.model import Fix, Stage
from shapefault.observe.loader.facts import LoaderFacts
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk

_BATCH = re.compile(r"(?<![a-z])(batch(es|_?size)?|bs)(?![a-z])", re.IGNORECASE)


def own_batches(trace: Trace, prior: float) -> Iterator[Fix]:
    """No batch size for the loader, where its samples have as many rows each and their class speaks of batches."""
    facts = trace.loader
    conflict = facts.conflict if facts is not None else None
    if facts is None or conflict is None or conflict.reason != "shape" or 0 in conflict.axes:
        return
    shape, own = conflict.values[0].shape, loader_call(facts)
    if shape is None or len(shape) < 2 or not _speaks_of_batches(facts):
        return
    for call in [own] if own is not None else loader_calls(trace):
        given = {keyword.arg for keyword in call.node.keywords}
        if "batch_size" in given and not given & {"drop_last", "sampler", "batch_sampler", "collate_fn"}:
            yield fix("let each sample be a batch of its own", set_keyword(call, "batch_size", "None"), prior,
                      stage=Stage.DATA_LOADING, why="the data set yields batches, and these are batched")  # fmt: skip


def _speaks_of_batches(facts: LoaderFacts) -> bool:
    """Whether the class of the data set holds or reads something that is called so."""
    found = sample_function(facts)
    owner = enclosing(found[1], ast.ClassDef) if found is not None else None
    for node in walk(owner) if owner is not None else ():
        name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", None) or getattr(node, "arg", "")
        if isinstance(name, str) and _BATCH.search(name):
            return True
    return False
