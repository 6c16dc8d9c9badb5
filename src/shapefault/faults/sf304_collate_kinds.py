"""SF304: a sample holds something that cannot be put into a batch.

What it is
    The default collate joins tensors, arrays, numbers, strings, dicts and lists. It refuses ``None`` and any
    other object, and samples of which one has a key or a value that another lacks.

Why it happens
    A data set returns ``None`` for what it could not read or does not have (the labels of a test set), or
    returns an object that no step has made a tensor of.

Not this fault
    A Pillow image that was never made a tensor: see SF307.

See also
    torch.utils.data.default_collate
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.samples.collating import apart_body, collate_edits, loader_call
from shapefault.faults.rewrite.samples.samples import (
    loader_label,
    sample_function,
    ways,
    where_text,
)
from shapefault.model import Culprit, Edit, Fix, Rejected, Span, Stage
from shapefault.observe.loader.facts import LoaderFacts
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk

_JOIN = "torch.utils.data.default_collate"


class CollateKinds(Fault):
    """None, an object, or a missing key in a batch."""

    code = "SF304"
    name = "collate-kinds"
    title = "a sample holds something that cannot be put into a batch"
    rule = "every leaf is a tensor, array, number or string in all samples"
    example = """
        from torch.utils.data import DataLoader, Dataset

        class Records(Dataset):
            def __len__(self):
                return 4

            def __getitem__(self, i):
                return torch.rand(3) if i != 2 else None

        for batch in DataLoader(Records(), batch_size=4):
            print(batch.shape)
    """
    fixed = """
        from torch.utils.data import DataLoader, Dataset

        class Records(Dataset):
            def __len__(self):
                return 4

            def __getitem__(self, i):
                return torch.rand(3) if i != 2 else None

        def drop_missing(batch):
            return torch.utils.data.default_collate([sample for sample in batch if sample is not None])


        for batch in DataLoader(Records(), batch_size=4, collate_fn=drop_missing):
            print(batch.shape)
    """
    expected = """
        error[SF304]: sample 2 is None, collate cannot join it
    """

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """Collate met a leaf whose kind it does not take, or that differs between samples."""
        facts = trace.loader
        if facts is None or facts.conflict is None or not facts.samples or facts.collate:
            return None
        conflict = facts.conflict
        kinds = {v.kind for v in conflict.values}
        if conflict.reason not in ("type", "unsupported", "keys") or "image" in kinds:
            return None
        bad = next((i for i, v in enumerate(conflict.values) if v.kind == "None"), None)
        usual = conflict.values[0].kind
        if bad is None and conflict.reason == "type":
            bad = next((i for i, v in enumerate(conflict.values) if v.kind != usual), 0)
        sample = next((s for s in facts.samples if s.position == bad), facts.samples[0])
        leaf = conflict.path
        what = conflict.values[bad or 0].kind
        if conflict.reason == "keys":
            first, second = facts.samples[0], facts.samples[-1]
            message = f"samples {first.index} and {second.index} have other keys, collate cannot join them"
        elif len(kinds) == 1:
            message = f"every sample has {_article(what)} at {leaf or 'its top'}, collate cannot join them"
        else:
            message = f"sample {sample.index} {'has ' + _article(what) + ' at ' + leaf if leaf else 'is ' + what}"
            message += ", collate cannot join it"
        at = _place(facts, leaf)
        return Cause(
            message,
            Stage.DATA_LOADING,
            Culprit(at, f"gives {what} where a tensor or number is needed") if at is not None else None,
            (),
            loader_label(facts, "joins tensors, arrays, numbers, strings, dicts and lists"),
            ways(facts),
            (),
            0.93,
            where_text(facts),
            {"facts": facts, "what": what, "kinds": kinds},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Leave out what is missing, give a number in its place, or keep the leaf as a list."""
        facts, kinds = cause.data["facts"], cause.data["kinds"]
        call, conflict = loader_call(facts), facts.conflict
        why = cause.culprit.why if cause.culprit is not None else ""
        if "None" in kinds:
            yield from _without_none(facts, why)
        if call is None:
            return
        bodies: list[tuple[str, str, str, float]] = []
        path = conflict.path
        if "None" in kinds and len(kinds) > 1:
            taken = f"sample{path}"
            bodies.append(
                (
                    "leave samples without a value out of the batch",
                    "drop_missing",
                    f"    return {_JOIN}([sample for sample in batch if {taken} is not None])\n",
                    0.75,
                )
            )
        if conflict.reason == "keys":
            bodies.append(
                (
                    "join the keys that all samples have",
                    "join_common",
                    "    common = set.intersection(*(set(sample) for sample in batch))\n"
                    f"    return {_JOIN}([{{key: sample[key] for key in common}} for sample in batch])\n",
                    0.6,
                )
            )
        kept = apart_body(path) if path.count("[") == 1 else None
        if kept is not None:
            bodies.append((f"keep {path} as a list", "join_batch", kept, 0.45))
        for title, name, body, prior in bodies:
            edits = collate_edits(call, name, body)
            if edits is not None:
                yield fix(title, edits, prior, stage=Stage.DATA_LOADING, why=why)

    def rejected(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> tuple[Rejected, ...]:
        """Nothing tempting is known."""
        return ()


def _article(kind: str) -> str:
    return kind if kind == "None" else f"a {kind}"


def _getitem(facts: LoaderFacts) -> tuple[Source, ast.FunctionDef] | None:
    found = sample_function(facts)
    return found if found is not None and found[1].name == "__getitem__" else None


def _nones(facts: LoaderFacts) -> Iterator[tuple[Source, ast.Constant]]:
    """Each ``None`` in ``__getitem__`` that is a value: returned, assigned, or an entry of a dict or tuple."""
    found = _getitem(facts)
    if found is None:
        return
    source, function = found
    for node in walk(function):
        if isinstance(node, ast.Constant) and node.value is None:
            around = getattr(node, "_shapefault_parent", None)
            if isinstance(around, ast.Return | ast.Assign | ast.Dict | ast.Tuple | ast.IfExp):
                owner = enclosing(node, ast.FunctionDef, ast.Lambda)
                if owner is function:
                    yield source, node


def _place(facts: LoaderFacts, leaf: str) -> Span | None:
    for source, node in _nones(facts):
        return source.span(node)
    found = _getitem(facts)
    if found is None:
        return None
    for part in walk(found[1]):
        if isinstance(part, ast.Return) and part.value is not None:
            value: ast.expr = part.value
            index = leaf[1:-1] if leaf.count("[") == 1 else ""
            if isinstance(value, ast.Tuple) and index.isdigit() and int(index) < len(value.elts):
                value = value.elts[int(index)]
            return found[0].span(value)
    return None


def _without_none(facts: LoaderFacts, why: str) -> Iterator[Fix]:
    """A tensor in place of each ``None``, shaped like what the other samples have there; an entry less."""
    conflict = facts.conflict
    if conflict is None or conflict.path == "":
        return
    like = next((v for v in conflict.values if v.sized and v.shape is not None), None)
    for source, node in _nones(facts):
        around = getattr(node, "_shapefault_parent", None)
        text = "-1"
        if like is not None and like.shape:
            dtype = f", dtype=torch.{like.dtype}" if like.dtype and like.dtype != "float32" else ""
            text = f"torch.zeros({', '.join(map(str, like.shape))}{dtype})"
        yield fix(
            "give a stand-in where there is no value", Edit(source.span(node), text), 0.62,
            stage=Stage.DATA_LOADING, why=why,
        )  # fmt: skip
        if isinstance(around, ast.Dict) and (entry := _entry(source, around, node)) is not None:
            yield fix("leave the entry out of the sample", entry, 0.6, stage=Stage.DATA_LOADING, why=why)
    yield from _filtered(facts, why)


def _entry(source: Source, around: ast.Dict, node: ast.expr) -> Edit | None:
    index = around.values.index(node)
    key = around.keys[index]
    if key is None:
        return None
    start, end = source.span(key).start, source.span(node).end
    if index + 1 < len(around.keys) and (following := around.keys[index + 1]) is not None:
        end = source.span(following).start
    elif index:
        start = source.span(around.values[index - 1]).end
    return Edit(Span(source.path, start, end, source.between(start, end)), "")


def _filtered(facts: LoaderFacts, why: str) -> Iterator[Fix]:
    """A returned dict without the entries that are ``None``."""
    found = _getitem(facts)
    conflict = facts.conflict
    if found is None or conflict is None or not conflict.path.startswith("['") or conflict.path.count("[") != 1:
        return
    source, function = found
    for node in walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            text = source.span(node.value).text
            yield fix(
                "return only the entries that there are",
                Edit(source.span(node.value), f"{{key: value for key, value in {text}.items() if value is not None}}"),
                0.66, stage=Stage.DATA_LOADING, why=why,
            )  # fmt: skip
