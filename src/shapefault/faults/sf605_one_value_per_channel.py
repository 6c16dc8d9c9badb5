"""SF605: a norm has one value per channel to make its statistics from.

What it is
    In training, batch norm takes the mean and variance of each channel over the batch and the map. One sample with
    a 1×1 map is one value: its variance is nothing.

Why it happens
    The last batch of an epoch holds a single sample; the batch size is 1; a model is tried on one image while it is
    still in training mode; or the map has shrunk to a single pixel.

Not this fault
    A wrong number of channels: see SF601.

See also
    torch.utils.data.DataLoader (drop_last), torch.nn.Module.eval, torch.nn.GroupNorm
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import layer_name, operand_sizes
from shapefault.faults.rewrite.bench import bench_of, fix, insert_before
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.layers.depth import shallower
from shapefault.faults.rewrite.layers.meet import image_sizes
from shapefault.faults.rewrite.operands import places
from shapefault.faults.rewrite.samples.loops import loader_rests, loaders_iterated
from shapefault.model import Edit, Fix, MathLine, Rejected, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, statement_of
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee
from shapefault.source.scalars import evaluate, literals

_FACTORIES = ("rand", "randn", "zeros", "ones", "empty", "full", "randint")


class OneValuePerChannel(Fault):
    """Nothing to take a variance of."""

    code = "SF605"
    name = "one-value-per-channel"
    title = "a norm has one value per channel to make its statistics from"
    ops = ("batch_norm", "instance_norm", "group_norm")
    rule = "N·H·W ≥ 2 when training"
    example = """
        norm = nn.BatchNorm1d(16)
        norm(torch.rand(1, 16))
    """
    expected = """
        error[SF605]: batch_norm has one value per channel to make its statistics from
    """
    near_misses = ("nn.BatchNorm1d(16)(torch.rand(2, 16))", "nn.BatchNorm1d(16).eval()(torch.rand(1, 16))")

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """torch says so, or the product of the other axes is 1."""
        broken, shape = mismatch.broken, mismatch.shape("input")
        few = broken is not None and broken.kind in ("batch", "size") and "≥ 2" in broken.want
        if shape is None or not (few or "Expected more than 1" in trace.crash.message):
            return None
        batch = shape[0] == 1
        line = MathLine(broken.formula, broken.got, broken.want) if broken is not None else None
        return Cause(
            f"{mismatch.op} has one value per channel to make its statistics from",
            Stage.DATA_LOADING if batch else Stage.LAYER_CONFIG,
            None,
            (line,) if line is not None else (),
            confidence=0.9,
            primary_label=operand_sizes(mismatch, "input"),
            data={"batch": batch},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The last batch, the batch size, a trial before training, the map that became one pixel."""
        if cause.data["batch"]:
            yield from self._loaders(trace)
            yield from self._trial(mismatch, trace)
        yield from self._smaller_map(cause, mismatch, trace)

    def _loaders(self, trace: Trace) -> Iterator[Fix]:
        for rank, found in enumerate(loader_rests(trace)[:3]):
            call, one = found.call, found.rest == 1
            prior = (0.9 if one else 0.45) - 0.03 * rank - (0.0 if found.running else 0.05)
            if found.batch_size > 1 and found.samples > found.batch_size:
                yield fix(
                    "leave out the last batch, it has one sample",
                    set_keyword(call, "drop_last", "True"),
                    prior,
                    stage=Stage.DATA_LOADING,
                    why=f"{found.samples} samples in batches of {found.batch_size} leave {found.rest}",
                )
            if found.batch_size == 1:
                yield from self._larger(trace, call)
        for call in loaders_iterated(trace):
            yield from self._larger(trace, call)
            if not any(k.arg in ("drop_last", "batch_sampler") for k in call.node.keywords):
                yield fix(
                    "leave out the last batch, it has one sample",
                    set_keyword(call, "drop_last", "True"),
                    0.78,
                    stage=Stage.DATA_LOADING,
                    why="the last batch holds a single sample",
                )

    def _larger(self, trace: Trace, call: CallPlace) -> Iterator[Fix]:
        """Batches of two where they are of one."""
        node = next((k.value for k in call.node.keywords if k.arg == "batch_size"), None)
        if node is None and len(call.node.args) > 1:
            node = call.node.args[1]
        why, title = "batches of one sample have no variance", "give batches of two"
        if node is None:
            yield fix(title, set_keyword(call, "batch_size", "2"), 0.8, stage=Stage.DATA_LOADING, why=why)
            return
        for term in bench_of(trace).resolver.resolve(call.source, node):
            if evaluate(term) != 1:
                continue
            for literal in literals(term):
                edit = Edit(literal.place.span, "2")
                yield fix(title, edit, 0.82, stage=Stage.DATA_LOADING, why=why)

    def _trial(self, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """A model tried on one sample outside a loader: more samples, or evaluation mode."""
        for place in places(trace, mismatch, "input"):
            for node in walk(place.node):
                if isinstance(node, ast.Call) and callee(node) in _FACTORIES and node.args:
                    first = node.args[0]
                    size = first.elts[0] if isinstance(first, ast.Tuple | ast.List) and first.elts else first
                    if isinstance(size, ast.Constant) and size.value == 1:
                        yield fix(
                            "try the model on two samples",
                            Edit(place.source.span(size), "2"),
                            0.62,
                            stage=Stage.DATA_LOADING,
                            why="one sample has no variance",
                        )
        root = trace.root
        if root is None:
            return
        frames = [f for f in trace.crash.frames[: root.depth] if f.is_user]
        call = frames[-1].site.node() if frames else None
        source = frames[-1].site.source() if frames else None
        statement = statement_of(call) if call is not None else None
        if source is None or statement is None or not isinstance(call, ast.Call):
            return
        text = source.span(call.func).text
        inside = isinstance(enclosing(call, ast.For, ast.While), ast.For | ast.While)
        trains = any(isinstance(n, ast.Attribute) and n.attr == "backward" for n in walk(_scope(call)))
        yield fix(
            "set the model to evaluation before it is tried on one sample",
            insert_before(source, statement, f"{text}.eval()"),
            0.15 if trains and inside else 0.72,
            stage=Stage.LAYER_CONFIG,
            why="the model is still in training mode here",
        )

    def _smaller_map(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        batch = cause.data["batch"]
        yield from shallower(trace, mismatch, 0.4 if batch else 0.74)
        yield from image_sizes(trace, 0.36 if batch else 0.66)

    def rejected(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> tuple[Rejected, ...]:
        """Evaluation mode inside the training loop."""
        name = layer_name(trace, mismatch)
        return (Rejected(f"{name}.eval()", "in the training loop runs, but the statistics are never learned"),)


def _scope(node: ast.AST) -> ast.AST:
    return enclosing(node, ast.FunctionDef, ast.Module) or node
