"""Labels of another length than the tokens, for a model that predicts its own input: they are the tokens themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.elsewhere.bindings import stored
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.nodes import walk

_LABELS = ("labels", "targets", "target_ids", "label_ids")
_TOKENS = ("input_ids", "tokens", "token_ids", "ids", "inputs")


def own_input(trace: Trace, prior: float) -> Iterator[Fix]:
    """``labels = input_ids.clone()`` where both are bound in a function whose call runs."""
    for frame in list(trace.user_frames())[1:4]:
        source, function, names = frame.site.source(), frame.function(), frame.names
        for node in walk(function) if source is not None and function is not None else ():
            if not isinstance(node, ast.Assign) or source is None:
                continue
            for label in (name for name in stored(*node.targets) if name in _LABELS):
                for token in (name for name in _TOKENS if name in names):
                    one, two = shape_of(names.get(label)), shape_of(names.get(token))
                    if one is not None and two is not None and len(one) == len(two) == 2 and one[1] != two[1]:
                        yield fix(
                            f"take {token} for {label}", Edit(source.span(node.value), f"{token}.clone()"), prior,
                            stage=Stage.LOSS_TARGET,
                            why=f"the model predicts its own input, {two[1]} tokens, and {label} has {one[1]}",
                        )  # fmt: skip
