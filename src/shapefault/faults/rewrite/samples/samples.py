"""Where the way of a sample can be changed: its list of transforms, the call that opened its file, its loader."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shapefault.faults.rewrite.bench import bench_of, exchange, insert_after, listed_before
from shapefault.faults.rewrite.samples.collating import call_at, loader_call
from shapefault.model import Edit, Hop, Label, MathLine, Shape, Span
from shapefault.observe.loader.facts import LoaderFacts, Sample
from shapefault.observe.loader.values import Value
from shapefault.observe.trace import Trace
from shapefault.observe.transforms import Step
from shapefault.observe.values import shape_text
from shapefault.source.files import Source, enclosing, parent, source_of
from shapefault.source.project import CallPlace, callee

_NAMES = re.compile(r"(^|_)(img|image|input|crop|resize|target)?_?(size|dim|res|resolution)$|^(img|image)$", re.I)
_TO_TENSOR = ("ToTensor", "PILToTensor", "ToImage")


@dataclass(frozen=True)
class Pipeline:
    """The list of transforms that a step stands in, as it is written; ``elements`` is one for a lone transform."""

    source: Source
    elements: tuple[ast.expr, ...]
    index: int
    listed: bool

    @property
    def element(self) -> ast.expr:
        """The step's own expression."""
        return self.elements[self.index]

    def outermost(self) -> Pipeline:
        """The list around this one where it belongs to a step of another: ``RandomApply([...])`` in a ``Compose``."""
        call = parent(parent(self.element) or self.element)
        around = parent(call) if isinstance(call, ast.Call) else None
        if not isinstance(around, ast.List | ast.Tuple) or not isinstance(call, ast.Call):
            return self
        return Pipeline(self.source, tuple(around.elts), around.elts.index(call), True).outermost()

    def name(self, index: int) -> str:
        """The class that an element builds; "" for anything but a call."""
        node = self.elements[index]
        return callee(node) if isinstance(node, ast.Call) else ""

    def find(self, *names: str) -> int | None:
        """Index of the first element that builds one of these classes."""
        return next((i for i in range(len(self.elements)) if self.name(i) in names), None)

    @property
    def prefix(self) -> str:
        """What stands before the class names: ``T.``; "" where they are imported by name."""
        for node in (self.element, *self.elements):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                return self.source.span(node.func.value).text + "."
        return ""

    def new(self, text: str, *more: str) -> tuple[str, tuple[Edit, ...]]:
        """``Resize(3)`` as this file writes it, and the edits of its import that it needs."""
        name = text.partition("(")[0]
        if self.prefix:
            return self.prefix + text, ()
        edits = tuple(e for n in (name, *more) if (e := _imported(self.source, n)) is not None)
        return text, edits

    def insert(self, index: int, text: str, *more: str) -> tuple[Edit, ...]:
        """Put a transform before the element at ``index``; a lone transform becomes a ``Compose``."""
        written, imports = self.new(text, *more)
        if not self.listed:
            span = self.source.span(self.element)
            compose, extra = self.new("Compose", "Compose")
            return (Edit(span, f"{compose}([{written}, {span.text}])"), *imports, *extra)
        if index >= len(self.elements):
            return self.append_after(len(self.elements) - 1, text)
        return (listed_before(self.source, self.elements[index], written), *imports)

    def append_after(self, index: int, text: str) -> tuple[Edit, ...]:
        """Put a transform behind the element at ``index``."""
        written, imports = self.new(text)
        span = self.source.span(self.elements[index])
        if not self.listed:
            compose, extra = self.new("Compose", "Compose")
            return (Edit(span, f"{compose}([{span.text}, {written}])"), *imports, *extra)
        return (Edit(Span(self.source.path, span.end, span.end), f", {written}"), *imports)

    def replace(self, index: int, text: str) -> tuple[Edit, ...]:
        """Another transform in place of the element at ``index``."""
        written, imports = self.new(text)
        return (Edit(self.source.span(self.elements[index]), written), *imports)

    def swap(self, first: int, second: int) -> tuple[Edit, ...]:
        """Let two elements change places."""
        return exchange(self.source, self.elements[first], self.elements[second])

    def remove(self, index: int) -> tuple[Edit, ...]:
        """Take an element out, with the comma that follows it."""
        span = self.source.span(self.elements[index])
        if index + 1 < len(self.elements):
            end = self.source.span(self.elements[index + 1]).start
            return (Edit(Span(span.file, span.start, end, self.source.between(span.start, end)), ""),)
        start = self.source.span(self.elements[index - 1]).end if index else span.start
        return (Edit(Span(span.file, start, span.end, self.source.between(start, span.end)), ""),)


def _imported(source: Source, name: str) -> Edit | None:
    """The edit that adds ``name`` to ``from torchvision.transforms import ...``; None when it is there."""
    for node in source.nodes:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("torchvision.transforms"):
            if any((alias.asname or alias.name) == name for alias in node.names):
                return None
            last = node.names[-1]
            end = source.span_at(last.lineno, last.col_offset, last.end_lineno or 0, last.end_col_offset or 0).end
            return Edit(Span(source.path, end, end), f", {name}")
    return None


def named_transform(source: Source, text: str) -> tuple[str, tuple[Edit, ...]]:
    """``ToTensor()`` as this file can write it, and the import that it needs where it has none."""
    name = text.partition("(")[0]
    last: ast.stmt | None = None
    for node in source.tree.body:
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        last = node
        for alias in node.names:
            bound, module = alias.asname or alias.name, getattr(node, "module", None) or ""
            if f"{module}.{alias.name}".strip(".") in ("torchvision.transforms", "torchvision.transforms.v2"):
                return f"{bound}.{text}", ()
            if module.startswith("torchvision.transforms") and alias.name == name:
                return bound + text.removeprefix(name), ()
    at = ((last.end_lineno or last.lineno) + 1, 1) if last is not None else (1, 1)
    return f"transforms.{text}", (Edit(Span(source.path, at, at), "from torchvision import transforms\n"),)


def pipeline_of(trace: Trace, step: Step) -> Pipeline | None:
    """The written list of transforms around ``step``; None where it cannot be found."""
    own = step.site
    holder = call_at(step.container)
    if holder is not None and holder.node.args:
        place = holder.source, holder.node.args[0]
        if isinstance(place[1], ast.Name | ast.Attribute):
            found = bench_of(trace).resolver.definitions(*place)
            if found:
                place = found[0].source, found[0].node
        source, listed = place
        elements = listed.elts if isinstance(listed, ast.List | ast.Tuple) else holder.node.args
        for index, element in enumerate(elements):
            if _stands_for(source, element, step):
                return Pipeline(source, tuple(elements), index, True)
    if step.container is None and own is not None and (call := call_at(own)) is not None:
        return pipeline_around(call)
    return None


def pipeline_around(call: CallPlace) -> Pipeline:
    """The written list that a transform stands in; the transform alone where it stands in none."""
    around = parent(call.node)
    if isinstance(around, ast.List | ast.Tuple):
        return Pipeline(call.source, tuple(around.elts), around.elts.index(call.node), True)
    return Pipeline(call.source, (call.node,), 0, False)


def _stands_for(source: Source, element: ast.expr, step: Step) -> bool:
    span = source.span(element)
    if step.site is not None and span.file == step.site.file and span.start == step.site.start:
        return True
    if isinstance(element, ast.Lambda):
        return step.site is not None and span.covers(step.site)
    if isinstance(element, ast.Name):
        return element.id == step.name
    return step.site is None and isinstance(element, ast.Call) and callee(element) == step.name


def transforms(sample: Sample, facts: LoaderFacts | None = None) -> list[Step]:
    """The transform steps of a sample, in order; without a replay, those that its data set holds."""
    taken = [step for step in sample.steps if step.kind == "transform"]
    # a transform that a library's own data set built and called is no part of the program
    found = [step for step in taken if step.site or step.container or step.call]
    return found or (list(facts.transforms) if facts is not None and not sample.replayed else [])


def divergence(first: Sample, second: Sample) -> tuple[Step, Step] | None:
    """The first step after which two samples on the same way have other sizes."""
    for a, b in zip(first.steps, second.steps, strict=False):
        if a.name != b.name or a.after is None or b.after is None:
            return None
        if a.after.shape != b.after.shape:
            return a, b
    return None


def opened(sample: Sample) -> list[Step]:
    """The calls in the user's code that gave an image before any transform, in order."""
    found = []
    for step in sample.steps:
        if step.kind == "transform":
            break
        if step.kind == "call" and step.after is not None and step.after.kind == "image" and step.call:
            found.append(step)
    return found


def opening_calls(trace: Trace, facts: LoaderFacts, sample: Sample) -> list[CallPlace]:
    """The calls that opened the sample's images; where their files are gone, those that ``__getitem__`` has."""
    calls = [call for step in opened(sample) if (call := call_at(step.call)) is not None]
    if calls or sample.replayed:
        return calls
    known = [c for name in ("open", "fromarray") for c in bench_of(trace).project.calls.get(name, [])]
    known = [c for c in known if _opens_image(c)]
    where = facts.getitem_where
    inside = [c for c in known if where is not None and _within(c, where)]
    found = sorted(inside, key=lambda c: c.span.start) or (known if len(known) == 1 else [])
    return [call for one in found for call in (one, *_outer(one))]


def _opens_image(call: CallPlace) -> bool:
    function = call.node.func
    return isinstance(function, ast.Attribute) and ast.unparse(function.value).split(".")[-1] == "Image"


def _within(call: CallPlace, where: tuple[str, int]) -> bool:
    function = enclosing(call.node, ast.FunctionDef)
    if not isinstance(function, ast.FunctionDef) or call.source.path != str(Path(where[0]).absolute()):
        return False
    return function.lineno <= where[1] + 3 and where[1] <= (function.end_lineno or 0)


def _outer(call: CallPlace) -> list[CallPlace]:
    """The methods called on the image in the same expression: ``.convert(...)``, ``.resize(...)``."""
    found: list[CallPlace] = []
    node: ast.AST = call.node
    while isinstance(attribute := parent(node), ast.Attribute) and isinstance(method := parent(attribute), ast.Call):
        found.append(CallPlace(call.source, method))
        node = method
    return found


def opening_chains(trace: Trace, facts: LoaderFacts, sample: Sample) -> list[list[CallPlace]]:
    """``opening_calls`` by expression: one chain for each image that the sample is made of."""
    chains: list[list[CallPlace]] = []
    for call in opening_calls(trace, facts, sample):
        chain = next((c for c in chains if call.span.covers(c[-1].span)), None)
        if chain is None:
            chains.append([call])
        elif chain[-1].span != call.span:
            chain.append(call)
    return chains


def chain_of_leaf(trace: Trace, facts: LoaderFacts, sample: Sample) -> list[CallPlace]:
    """The chain that opened the image of the leaf that collate refused: the one at the leaf's own place."""
    chains = opening_chains(trace, facts, sample)
    index = re.match(r"\[(\d+)\]", facts.leaf)
    place = int(index.group(1)) if index is not None else 0
    return chains[min(place, len(chains) - 1)] if chains else []


def convert_edit(trace: Trace, facts: LoaderFacts, sample: Sample, mode: str) -> Edit | None:
    """The edit that opens the sample's file in ``mode``: ``.convert("RGB")`` behind ``Image.open(...)``."""
    calls = chain_of_leaf(trace, facts, sample)
    for call in reversed(calls):
        if callee(call.node) == "convert" and call.node.args:
            return Edit(call.source.span(call.node.args[0]), f'"{mode}"')
    if not calls:
        return None
    span = calls[-1].span
    if calls[-1].node.args and callee(calls[-1].node) not in ("open", "fromarray", "new", "load"):
        return None
    return Edit(Span(span.file, span.end, span.end), f'.convert("{mode}")')


def resize_edits(trace: Trace, facts: LoaderFacts, sample: Sample, size: str) -> tuple[Edit, ...]:
    """``.resize((W, H))`` behind what opens each image of a sample; masks keep their values unmixed."""
    edits = []
    for i, chain in enumerate(opening_chains(trace, facts, sample)):
        end = chain[-1].span.end
        edits.append(Edit(Span(chain[-1].source.path, end, end), f".resize({size}{', 0' if i else ''})"))
    return tuple(edits)


def made_by(sample: Sample, path: str) -> Step | None:
    """The assignment in the user's code that last gave something of the leaf's shape."""
    value = sample.leaf(path)
    for step in reversed(sample.steps):
        after = step.after
        if step.kind != "assign" or step.call is None or after is None or value is None:
            continue
        if after.kind == value.kind and after.shape == value.shape:
            return step
    return None


def insert_below(step: Step, line: str) -> Edit | None:
    """A statement below the assignment that ``step`` is."""
    source = source_of(step.call.file) if step.call is not None else None
    if source is None or step.call is None:
        return None
    for node in source.nodes:
        if isinstance(node, ast.Assign) and node.lineno == step.call.start[0]:
            return insert_after(source, node, line)
    return None


def wanted_sizes(trace: Trace, facts: LoaderFacts) -> list[tuple[str, tuple[int, int] | None, float]]:
    """Sizes (as text, and as H, W where known) that the images may be meant to have, with a weight."""
    bench = bench_of(trace)
    found: dict[str, tuple[tuple[int, int] | None, float]] = {}
    for name in ("Resize", "CenterCrop", "RandomCrop", "RandomResizedCrop"):
        for call in bench.project.calls.get(name, []):
            node = call.node.args[0] if call.node.args else None
            if isinstance(node, ast.Tuple | ast.List) and len(node.elts) == 2:
                found.setdefault(call.source.span(node).text, (_pair(node), 1.0))
    for source in bench.project.sources:
        for statement in source.tree.body:
            if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
                continue
            name, value = statement.targets[0].id, statement.value
            if _NAMES.search(name) and isinstance(value, ast.Constant) and type(value.value) is int:
                if value.value >= 8:
                    found.setdefault(f"({name}, {name})", ((value.value, value.value), 0.9))
            elif _NAMES.search(name) and (pair := _pair(value)) is not None:
                found.setdefault(name, (pair, 0.9))
    for shape, _ in facts.shapes[:1]:
        if len(shape) == 3:
            found.setdefault(f"({shape[1]}, {shape[2]})", ((shape[1], shape[2]), 0.6))
    found.setdefault("(224, 224)", ((224, 224), 0.5))
    return [(text, pair, weight) for text, (pair, weight) in found.items()]


def _pair(node: ast.expr) -> tuple[int, int] | None:
    if not isinstance(node, ast.Tuple | ast.List) or len(node.elts) != 2:
        return None
    values = [e.value for e in node.elts if isinstance(e, ast.Constant) and type(e.value) is int]
    return (int(values[0]), int(values[1])) if len(values) == 2 else None


def before_tensor(pipeline: Pipeline) -> int:
    """Where an image transform belongs: before the first that makes a tensor, else at the end."""
    index = pipeline.find(*_TO_TENSOR, "Normalize")
    return len(pipeline.elements) if index is None else index


def sizes(shape: Shape | None) -> str:
    """``C=3 H=256 W=341``; plain sizes for any other number of axes."""
    if shape is None:
        return "?"
    if len(shape) == 3:
        return f"C={shape[0]} H={shape[1]} W={shape[2]}"
    return shape_text(shape)


def unequal(first: Sample, second: Sample, left: str, right: str) -> MathLine:
    """That two samples are of different shapes."""
    return MathLine(f"sample {first.index} = sample {second.index}", left, right)


def where_text(facts: LoaderFacts) -> str:
    """``DataLoader `train`, batch 0, worker 1``."""
    parts = [f"DataLoader `{facts.name}`" if facts.name else "DataLoader"]
    if facts.batch is not None:
        parts.append(f"batch {facts.batch}")
    if facts.worker is not None:
        parts.append(f"worker {facts.worker}")
    return ", ".join(parts)


def way(sample: Sample, leaf: Value | None = None) -> Iterator[Hop]:
    """The way of one sample as hops, newest first: the steps that changed its size, and what it was read from."""
    sized = [s for s in sample.steps if s.kind != "assign"] or list(sample.steps)
    shown = [s for s in sized if s.error or (s.before and s.after and s.before.shape != s.after.shape)]
    last = next((s.after for s in reversed(sized) if s.after is not None), None)
    yield _hop(f"sample {sample.index}", None, leaf or last, "raised" if sample.error else "")
    for step in reversed(shown[-5:]):
        yield _hop(step.text, step.site or step.call, step.after, f"raised on {step.before}" if step.error else "")
    # A sample may be read from several files, an image and its mask: the one shown has the leaf's channels.
    first = next((s for s in sized if s.kind != "transform" and _as_deep(s.after, leaf)), sized[0] if sized else None)
    if first is not None and first.kind != "transform" and first not in shown:
        yield _hop(first.text, first.call, first.after, "")
    elif shown and shown[0].before is not None and sample.file:
        yield _hop(Path(sample.file).name, None, shown[0].before, "")


def _as_deep(value: Value | None, leaf: Value | None) -> bool:
    """Whether both are images of as many channels."""
    if value is None or leaf is None or not value.shape or not leaf.shape:
        return False
    return len(value.shape) == len(leaf.shape) == 3 and value.shape[0] == leaf.shape[0]


def _hop(text: str, span: Span | None, value: Value | None, note: str) -> Hop:
    shape = value.shape if value is not None and value.sized else None
    axes = ("C", "H", "W") if shape is not None and len(shape) == 3 else ()
    mode = value.mode if value is not None else ""
    return Hop(text, span, shape=shape, axes=axes, note=", ".join(part for part in (note, mode) if part))


def _refused(facts: LoaderFacts, sample: Sample) -> Value | None:
    return sample.leaf(facts.leaf) if facts.conflict is not None else None


def ways(facts: LoaderFacts, count: int = 2) -> tuple[Hop, ...]:
    """The ways of the offending samples."""
    return tuple(hop for sample in facts.samples[:count] for hop in way(sample, _refused(facts, sample)))


def loader_label(facts: LoaderFacts, text: str) -> tuple[Label, ...]:
    """Where the loader is built, with what it asks of its samples."""
    call = loader_call(facts)
    if call is None:
        return ()
    return (Label(call.source.span(call.node.func), text),)


def tally_note(facts: LoaderFacts) -> tuple[str, ...]:
    """How many samples have which size."""
    shapes = facts.shapes
    if len(shapes) < 2 or facts.scanned < 3:
        return ()
    listed = ", ".join(f"{n} × {shape_text(shape)}" for shape, n in shapes[:4])
    more = f" and {len(shapes) - 4} more sizes" if len(shapes) > 4 else ""
    which = f"all {facts.scanned}" if facts.scanned == facts.total else f"the first {facts.scanned}"
    return (f"{which} samples: {listed}{more}",)


def misleading_note(facts: LoaderFacts) -> tuple[str, ...]:
    """What torch's message says when it says nothing about sizes."""
    if not facts.misleading:
        return ()
    return (
        'torch says "Trying to resize storage that is not resizable" when, in a worker, the first sample '
        "is larger than the batch's mean; it means that sizes differ",
    )


def sample_function(facts: LoaderFacts) -> tuple[Source, ast.FunctionDef] | None:
    """The program's ``__getitem__`` or ``__iter__`` that makes the samples."""
    where = facts.getitem_where
    source = source_of(where[0]) if where is not None else None
    if source is None or where is None:
        return None
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            if first <= where[1] <= node.lineno:
                return source, node
    return None


def returned_sample(facts: LoaderFacts) -> tuple[Source, ast.expr] | None:
    """What the program's ``__getitem__`` returns, by its first ``return`` with a value."""
    where = facts.getitem_where
    source = source_of(where[0]) if where is not None else None
    if where is None or source is None:
        return None
    for node in source.nodes:
        if isinstance(node, ast.Return) and node.value is not None:
            function = enclosing(node, ast.FunctionDef)
            if isinstance(function, ast.FunctionDef) and function.lineno == where[1]:
                return source, node.value
    return None
