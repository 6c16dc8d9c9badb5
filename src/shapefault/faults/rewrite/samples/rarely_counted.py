"""A vocabulary from which the rare words are left out, for texts that were numbered with all of them.

``field.build_vocab(texts, min_freq=5)`` behind the numbering, ``Counter(...).most_common(1000)`` beside it.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import without_argument
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace

_LIMITS = ("min_freq", "min_count", "min_df", "max_size", "max_vocab", "max_vocab_size", "max_tokens", "max_words")


def rarely_counted(trace: Trace, prior: float) -> Iterator[Fix]:
    """Such a limit taken out of the call that has it."""
    for calls in bench_of(trace).project.calls.values():
        for call in calls:
            for keyword in call.node.keywords:
                if keyword.arg in _LIMITS:
                    yield fix(
                        f"count all words: leave {keyword.arg} out",
                        without_argument(call.source, call.node, keyword),
                        prior,
                        stage=Stage.DATA_LOADING,
                        why="what is left out here has a number already",
                    )
