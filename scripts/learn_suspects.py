"""Learns which lines are suspect, and of what stage, from the programs in tests/cases; how well that does on others.

    python scripts/learn_suspects.py                      how well, by cross-validation over the sets; writes nothing
    python scripts/learn_suspects.py --write              learns from all but HELD_OUT and writes the weights
    python scripts/learn_suspects.py --without ch --write the same without some sets

Each program is run to its crash in a process of its own; the features of its lines are those that shapefault sees
then. The weights are those of a conditional logit, with a penalty on their squares, fitted to the lines that the
truth names; for the stages those of a multinomial logit on these lines alone. Of all weights those that matter are
kept.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "cases"))

import casebook  # noqa: E402
import harness  # noqa: E402
import torch  # noqa: E402

WEIGHTS = ROOT / "src" / "shapefault" / "faults" / "suspects"
STAGE_PENALTY, STAGE_ROUNDS = 3e-3, 60
PENALTY, RATE, ROUNDS, BATCH = 3e-3, 0.05, 20, 64
LEAST, MATTERS = 12, 0.05
"""In how many programs a feature has to stand; from which weight on it is kept."""
HELD_OUT = ("cb", "cd", "ci", "cj", "ck", "cl", "cm", "cn")
"""Sets that nothing is learned from; tests/test_suspects.py asks how well it does on them."""
FOLDS = 5
FIRST = (1, 2, 3, 5, 10)


def seen_in(case: casebook.Case, scratch: Path) -> dict[str, Any]:
    """One program's lines: the features of each, and whether it is a right one."""
    from shapefault.diagnose.crash import diagnose
    from shapefault.faults.suspects import features
    from shapefault.observe.crash import Crash

    folder, name = case.place(scratch)
    error = harness.run_program(folder / name)
    found = diagnose(Crash.of(error)) if error is not None else None
    if found is None:
        return {"id": case.id, "book": case.book, "lines": []}
    lines = features(found.trace, found.mismatch, found.diagnosis.code)
    right = case.right_lines
    return {
        "id": case.id,
        "book": case.book,
        "code": found.diagnosis.code,
        "stage": case.kind,
        "lines": [((os.path.basename(file), line) in right, sorted(words)) for (file, line), words in lines],
    }


def programs(books: Iterable[str]) -> list[dict[str, Any]]:
    """The programs of some sets whose right line is among those that were looked at."""
    cases = [case for case in casebook.load(books) if case.fails]
    harness.warm()
    harness.evaluate = seen_in
    found = sorted(harness.evaluate_all(cases, 2), key=lambda row: (row.get("book", ""), row["id"]))
    return [row for row in found if any(right for right, _ in row.get("lines", ()))]


def places_of(counts: Counter[str]) -> dict[str, int]:
    """The features that stand in enough programs, numbered."""
    return {word: place for place, word in enumerate(sorted(w for w, c in counts.items() if c >= LEAST))}


def bags(lines: Iterable[Iterable[str]], places: dict[str, int]) -> tuple[torch.Tensor, torch.Tensor]:
    """The numbers of the features of all lines in a row, and where each line's begin: for ``embedding_bag``."""
    known = [[places[word] for word in words if word in places] for words in lines]
    starts = torch.tensor([0, *(len(part) for part in known[:-1])]).cumsum(0)
    return torch.tensor([place for part in known for place in part]), starts


def learned_stages(rows: list[dict[str, Any]]) -> dict[str, list[float]]:
    """The weights of the stages that matter."""
    from shapefault.faults.suspects import of_stage
    from shapefault.model import Stage

    known = [(row, [of_stage(set(words), row["code"]) for right, words in row["lines"] if right]) for row in rows]
    counts = Counter(word for _, lines in known for word in set().union(*lines))
    places = places_of(counts)
    given = [(list(Stage).index(row["stage"]), words, 1 / len(lines)) for row, lines in known for words in lines]
    words_of_all, starts = bags((sorted(words) for _, words, _ in given), places)
    stages, shares = torch.tensor([stage for stage, *_ in given]), torch.tensor([share for *_, share in given])
    weights = torch.zeros(len(places), len(Stage), requires_grad=True)
    steps = torch.optim.LBFGS([weights], max_iter=STAGE_ROUNDS, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        steps.zero_grad()
        worth = torch.nn.functional.embedding_bag(words_of_all, weights, starts, mode="sum")
        losses = torch.nn.functional.cross_entropy(worth, stages, reduction="none")
        found = (losses * shares).sum() / shares.sum() + STAGE_PENALTY * (weights * weights).sum()
        found.backward()
        return found

    steps.step(loss)
    found = weights.detach()
    kept = {word: found[place] for word, place in places.items() if found[place].abs().max() >= MATTERS}
    return {word: [round(value, 2) for value in own.tolist()] for word, own in kept.items()}


def learned(rows: list[dict[str, Any]]) -> dict[str, float]:
    """The weights of the lines that matter."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update({word for _, words in row["lines"] for word in words})
    places = places_of(counts)
    data = []
    for row in rows:
        right = torch.tensor([right for right, _ in row["lines"]])
        data.append((*bags((words for _, words in row["lines"]), places), right))
    torch.manual_seed(0)
    chance = random.Random(0)
    weights = torch.zeros(len(places), 1, requires_grad=True)
    steps = torch.optim.Adam([weights], lr=RATE)
    for turn in range(ROUNDS):
        chance.shuffle(data)
        steps.param_groups[0]["lr"] = RATE * (1 - turn / ROUNDS)
        for begin in range(0, len(data), BATCH):
            batch = data[begin : begin + BATCH]
            loss = PENALTY * (weights * weights).sum()
            for words, starts, right in batch:
                worth = torch.nn.functional.embedding_bag(words, weights, starts, mode="sum").squeeze(1)
                loss = loss + (worth.logsumexp(0) - worth[right].logsumexp(0)) / len(batch)
            steps.zero_grad()
            loss.backward()
            steps.step()
    found = weights.detach().squeeze(1).tolist()
    return {word: round(found[place], 2) for word, place in places.items() if abs(found[place]) >= MATTERS}


def rank(row: dict[str, Any], weights: dict[str, float]) -> int:
    """In which place the first right line stands, from 1."""
    worth = [(sum(weights.get(word, 0.0) for word in words), right) for right, words in row["lines"]]
    return 1 + next(place for place, (_, right) in enumerate(sorted(worth, key=lambda w: -w[0])) if right)


def stage_is_right(row: dict[str, Any], weights: dict[str, list[float]]) -> bool:
    """Whether the stage of the right lines is told."""
    from shapefault.faults.suspects import of_stage
    from shapefault.model import Stage

    found = [of_stage(set(words), row["code"]) for right, words in row["lines"] if right]
    worth = [sum(weights[w][place] for words in found for w in words if w in weights) for place in range(len(Stage))]
    return str(list(Stage)[worth.index(max(worth))]) == row["stage"]


def told(ranks: list[int]) -> str:
    """How many have a right line among the first, in per cent."""
    return ", ".join(f"{first}: {100 * sum(r <= first for r in ranks) / len(ranks):.1f}" for first in FIRST)


def written(lines: dict[str, float], stages: dict[str, list[float]]) -> None:
    """Put the weights where shapefault reads them, a line for each feature."""
    kinds: tuple[tuple[str, dict[str, Any]], ...] = (("lines.json", dict(lines)), ("stages.json", dict(stages)))
    for name, weights in kinds:
        text = ",\n".join(f"{json.dumps(word)}: {json.dumps(weights[word])}" for word in sorted(weights))
        (WEIGHTS / name).write_text(f"{{\n{text}\n}}\n", encoding="utf-8")
        print(f"{name}: {len(weights)} weights")


def main() -> None:
    """The command line."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--without", action="append", default=[], choices=casebook.BOOKS, help="leave out these as well")
    words.add_argument("--write", action="store_true", help="learn from all but HELD_OUT and write the weights")
    given = words.parse_args()
    rows = programs([book for book in casebook.BOOKS if book not in (*HELD_OUT, *given.without)])
    print(f"{len(rows)} programs", flush=True)
    if given.write:
        written(learned(rows), learned_stages(rows))
        return
    books = sorted({row["book"] for row in rows})
    random.Random(0).shuffle(books)
    ranks: list[int] = []
    stages: list[bool] = []
    for fold in range(FOLDS):
        held = set(books[fold::FOLDS])
        others = [row for row in rows if row["book"] not in held]
        weights, of_stages = learned(others), learned_stages(others)
        stages += [stage_is_right(row, of_stages) for row in rows if row["book"] in held]
        ranks += [rank(row, weights) for row in rows if row["book"] in held]
        stage = 100 * sum(stages) / len(stages)
        print(f"{len(ranks)} programs; right among the first {told(ranks)}; stage {stage:.1f}", flush=True)


if __name__ == "__main__":
    main()
