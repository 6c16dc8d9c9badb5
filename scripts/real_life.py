"""The shape errors that people report, counted by kind: ``python scripts/real_life.py`` (``make docs`` makes the page).

real_life_data/threads.tsv    public threads with an error message: kind, query that found it, address, message
real_life_data/queries.tsv    what was searched for, and how the words were chosen
real_life_data/kinds.tsv      what a kind is, and the faults that cover it, the one with its usual cause first
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from shapefault.integrations import fault_page
from shapefault.integrations.hints import hints
from shapefault.ops.messages import parse

DATA = Path(__file__).resolve().parent / "real_life_data"
COVERED_FROM = 0.005
"""The share of all threads from which a kind must have a fault of its own."""


@dataclass(frozen=True)
class Thread:
    """A public thread in which somebody met a shape error."""

    kind: str
    query: str
    address: str
    message: str

    @property
    def named(self) -> str | None:
        """The fault that ``shapefault explain`` names first for its message."""
        parsed = parse(self.message)
        return next((hint.fault for hint in hints(parsed) if hint.fault), None) if parsed is not None else None


@dataclass(frozen=True)
class Kind:
    """A kind of shape error, and the names of the faults that cover it."""

    name: str
    what: str
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Tally:
    """The threads, and what they are counted by."""

    threads: tuple[Thread, ...]
    kinds: dict[str, Kind]
    draws: dict[str, str]
    """Query to draw: "topic", "symptom" or "message"."""

    @cached_property
    def counts(self) -> Counter[str]:
        """Threads of each kind."""
        return Counter(thread.kind for thread in self.threads)

    @cached_property
    def by_topic(self) -> Counter[str]:
        """Threads of each kind among those that no word about the error was searched for."""
        return Counter(thread.kind for thread in self.threads if self.draws[thread.query] == "topic")

    def must_be_covered(self, kind: str) -> bool:
        """Whether the kind is frequent enough to want a fault."""
        return self.counts[kind] >= COVERED_FROM * len(self.threads)


def read() -> Tally:
    """The tally as it is stored."""
    threads = tuple(Thread(**row) for row in _rows("threads.tsv"))
    kinds = {row["kind"]: Kind(row["kind"], row["what"], tuple(row["faults"].split())) for row in _rows("kinds.tsv")}
    return Tally(threads, kinds, {row["query"]: row["draw"] for row in _rows("queries.tsv")})


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def page() -> str:
    """The tally as a page of the documentation."""
    tally = read()
    drawn = Counter(tally.draws[thread.query] for thread in tally.threads)
    asked = Counter(tally.draws.values())
    total, topics = len(tally.threads), drawn["topic"]
    rows = [_row(tally, kind, total, topics) for kind in sorted(tally.kinds, key=lambda k: (-tally.counts[k], k))]
    return f"""# What people run into

{total} public threads in which somebody quotes a shape error of PyTorch, torchvision or NumPy, counted by kind. Made by
`make docs` from `scripts/real_life_data`, which has the address and the message of each; a test holds that
`shapefault explain` names one of the faults below for every message of a kind that has one, and that each kind of
{COVERED_FROM:.1%} or more has one.

## How they were drawn

{len(tally.draws)} searches in November 2026 of a stored copy of public issue trackers (GitHub's) and, for two, of
web pages; every result that quotes a message was taken once, whatever the message.

- {asked["topic"]} searches name a topic and no error ("time series forecasting pytorch RuntimeError shape"):
  {drawn["topic"]} threads.
- {asked["symptom"]} searches describe a situation ("load pretrained checkpoint different number of classes"):
  {drawn["symptom"]} threads.
- {asked["message"]} searches quote part of a message, so that rare kinds are seen as well: {drawn["message"]} threads.

The last two say which kinds exist, not how frequent they are: a search brings up to twelve results whatever it is for.
The column *by topic* is the better guide to frequency, and a small sample. Issue trackers have users of finished models
(another image size, another checkpoint, another tokenizer) more often than people who write their own; the trackers
of ComfyUI and of detection and segmentation frameworks are well represented, forums hardly. Many threads are older than
the torch of today; their wordings are read all the same.

## By kind

| kind | threads | share | by topic | faults |
| --- | ---: | ---: | ---: | --- |
{chr(10).join(rows)}
"""


def _row(tally: Tally, kind: str, total: int, topics: int) -> str:
    count, by_topic = tally.counts[kind], tally.by_topic[kind]
    codes = [code for fault in tally.kinds[kind].faults if (code := fault_page.named(fault))]
    links = ", ".join(f"[{code}](faults/{code}.md)" for code in codes)
    return f"| {tally.kinds[kind].what} | {count} | {count / total:.1%} | {by_topic / topics:.1%} | {links} |"


if __name__ == "__main__":
    print(page())
