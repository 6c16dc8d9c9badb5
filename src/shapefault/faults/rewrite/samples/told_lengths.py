"""An inverse transform that is not told how long the signal was: an odd length comes back one sample shorter.

``irfft`` gives ``2 * (n_freq - 1)`` samples without ``n``, ``istft`` a multiple of the hop without ``length``; see
torch.fft.irfft and torch.istft.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import given, set_keyword, sizes_given
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee

_PAIRS = {"irfft": ("rfft", "n", 1), "istft": ("stft", "length", 8)}
"""The inverse transform, its transform, what says the length and where it stands."""
_MADE = ("randn", "rand", "zeros", "ones", "empty")


def told_lengths(trace: Trace, prior: float, stage: Stage) -> Iterator[Fix]:
    """For each such call beside its transform in one function: the length of what was transformed."""
    project = bench_of(trace).project
    for inverse, (transform, name, index) in _PAIRS.items():
        for call in project.calls.get(inverse, []):
            function = enclosing(call.node, ast.FunctionDef)
            if function is None or given(call.node, index, name) is not None:
                continue
            for part in walk(function):
                if isinstance(part, ast.Call) and callee(part) == transform and part.args:
                    text = _length(CallPlace(call.source, part), part.args[0])
                    if text is not None:
                        yield fix(
                            f"tell {inverse} the length", set_keyword(call, name, text), prior, stage=stage,
                            why=f"without {name} the last sample of an odd length does not come back",
                        )  # fmt: skip


def _length(call: CallPlace, signal: ast.expr) -> str | None:
    if isinstance(signal, ast.Name | ast.Attribute):
        return f"{call.source.span(signal).text}.shape[-1]"
    if isinstance(signal, ast.Call) and callee(signal) in _MADE and (sizes := sizes_given(signal)):
        return call.source.span(sizes[-1]).text
    return None
