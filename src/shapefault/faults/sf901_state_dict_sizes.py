"""SF901: a checkpoint and a model have parameters of different sizes.

What it is
    ``load_state_dict`` copies entry by entry; each must have the size of the model's parameter of that name.
    ``strict=False`` forgives missing and additional names, never other sizes.

Why it happens
    The model is built with other arguments than when it was saved: another width, depth, variant, image size or
    vocabulary. Or a head for other classes is put on before the pretrained weights are loaded.

Not this fault
    Entries that only one side has: those are names, not sizes.

See also
    torch.nn.Module.load_state_dict
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.bench import bench_of
from shapefault.faults.rewrite.elsewhere.commented import commented_out
from shapefault.faults.rewrite.elsewhere.given_elsewhere import given_elsewhere
from shapefault.faults.rewrite.elsewhere.left_out import left_out_elsewhere
from shapefault.faults.rewrite.elsewhere.other_import import other_imports
from shapefault.faults.rewrite.layers.constructor import counted
from shapefault.faults.rewrite.numbers.choices import choices
from shapefault.faults.rewrite.numbers.defaults import restored
from shapefault.faults.rewrite.numbers.flag_terms import flag_terms
from shapefault.faults.rewrite.numbers.left_default import left_at_default
from shapefault.faults.rewrite.numbers.limits import limits
from shapefault.faults.rewrite.numbers.name_lists import name_lists
from shapefault.faults.rewrite.numbers.twin_lists import twin_lists
from shapefault.faults.rewrite.samples.empty_names import empty_names
from shapefault.faults.rewrite.state.copies import copied_arguments
from shapefault.faults.rewrite.state.files import other_files
from shapefault.faults.rewrite.state.given_table import given_table
from shapefault.faults.rewrite.state.grids import other_resolution
from shapefault.faults.rewrite.state.kept_tables import kept_tables
from shapefault.faults.rewrite.state.kernels import other_kernels
from shapefault.faults.rewrite.state.lists import parts_left_out
from shapefault.faults.rewrite.state.load import (
    adapt_entries,
    channels_joined,
    class_keyword,
    load_before_replacing,
    replace_head_after,
    resampled,
    without_entries,
)
from shapefault.faults.rewrite.state.loading import (
    Loading,
    construction,
    heads,
    is_stem,
    loading_of,
    only_buffers,
    pairs,
)
from shapefault.faults.rewrite.state.more_parts import more_parts
from shapefault.faults.rewrite.state.numbers import argument_fixes, expression_fixes, number_fixes
from shapefault.faults.rewrite.state.objects import copied_objects
from shapefault.faults.rewrite.state.other_folder import beside_the_checkpoint
from shapefault.faults.rewrite.state.other_lists import other_lists
from shapefault.faults.rewrite.state.other_module import other_module
from shapefault.faults.rewrite.state.other_sizes import other_sizes
from shapefault.faults.rewrite.state.own_file import own_file
from shapefault.faults.rewrite.state.own_options import own_options
from shapefault.faults.rewrite.state.own_parameter import own_parameter
from shapefault.faults.rewrite.state.prepared import prepared_alike, set_alike
from shapefault.faults.rewrite.state.saved_beside import saved_beside
from shapefault.faults.rewrite.state.specs import spec_fixes
from shapefault.faults.rewrite.state.tables import resampled_tables
from shapefault.faults.rewrite.state.taken_over import taken_over
from shapefault.faults.rewrite.state.turned_kernels import turned_kernels
from shapefault.faults.rewrite.state.turned_test import turned_test
from shapefault.faults.rewrite.state.variants import (
    branch_fixes,
    builder_fixes,
    name_fixes,
    switch_fixes,
    table_fixes,
)
from shapefault.faults.rewrite.state.words_beside import words_beside
from shapefault.faults.rewrite.state.written_flat import written_flat
from shapefault.model import Fix, MathLine, Rejected, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.project import Place


class StateDictSizes(Fault):
    """Sizes of checkpoint and model differ."""

    code = "SF901"
    name = "state-dict-sizes"
    title = "a checkpoint and a model have parameters of different sizes"
    ops = ("load_state_dict",)
    rule = "checkpoint and model have one shape for each key"
    example = """
        saved = nn.Linear(64, 10).state_dict()
        model = nn.Linear(32, 10)
        model.load_state_dict(saved)
    """
    fixed = """
        saved = nn.Linear(64, 10).state_dict()
        model = nn.Linear(64, 10)
        model.load_state_dict(saved)
    """
    expected = """
        error[SF901]: weight is 10×64 in the checkpoint, 10×32 in the model
    """
    near_misses = ("nn.Linear(4, 2).load_state_dict(nn.Linear(4, 2).state_dict())",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """At least one entry has another size."""
        if not mismatch.keys:
            return None
        first = mismatch.keys[0]
        more = f", and {len(mismatch.keys) - 1} more" if len(mismatch.keys) > 1 else ""
        loading = loading_of(trace, mismatch)
        notes: tuple[str, ...] = ()
        if loading is not None and not loading.same_names:
            notes = (
                f"{len(loading.missing)} parameters of the model are not in the checkpoint, "
                f"{len(loading.unexpected)} of the checkpoint not in the model",
            )
        return Cause(
            f"{first.key} is {_text(first.checkpoint)} in the checkpoint, {_text(first.model)} in the model{more}",
            Stage.STATE_DICT,
            None,
            tuple(MathLine(f"shape of {k.key}", _text(k.checkpoint), _text(k.model)) for k in mismatch.keys[:3]),
            notes=notes,
            confidence=0.95,
            primary_label=f"{len(mismatch.keys)} of {len(loading.state) if loading else '?'} entries differ in size",
            data={"loading": loading},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """How the model is built; what is loaded; which of the two depends on what the program does next."""
        loading: Loading | None = cause.data["loading"]
        if loading is None:
            return
        head = bool(heads(loading.model, loading.keys))
        stem = is_stem(loading.model, loading.keys)
        names = loading.same_names
        buffers = only_buffers(loading.model, loading.keys)
        finetune = (head or (stem and names) or _own_table(trace, loading)) and loading.trains
        yield from commented_out(trace, 0.8, stage=Stage.STATE_DICT)
        yield from load_before_replacing(trace, loading, 0.9 if finetune else 0.5)
        if finetune:
            yield from replace_head_after(trace, loading, 0.82)
            yield from without_entries(loading, 0.78)
        elif buffers:
            yield from without_entries(loading, 0.7)
        elif loading.trains:
            yield from without_entries(loading, 0.3)
        if stem:
            yield from channels_joined(loading, 0.8 if loading.trains else 0.5)
        yield from turned_test(trace, loading, 0.88)
        yield from taken_over(trace, 0.93 if buffers else 0.84 if finetune else 0.5 if loading.trains else 0.3)
        yield from resampled(loading, 0.6 if loading.trains else 0.5)
        yield from resampled_tables(loading, 0.84 if loading.trains else 0.6)
        yield from saved_beside(trace, loading, 0.94)
        yield from turned_kernels(trace, loading, 0.86)
        yield from written_flat(trace, loading, 0.8)
        yield from other_kernels(loading, 0.9)
        yield from own_options(trace, loading, 0.94)
        yield from own_file(trace, loading, 0.9)
        yield from other_module(trace, loading, 0.92)
        yield from other_imports(trace, 0.9, stage=Stage.STATE_DICT)
        yield from own_parameter(trace, loading, 0.9)
        yield from given_elsewhere(trace, 0.87)
        yield from more_parts(trace, loading, 0.7)
        yield from words_beside(trace, loading, 0.9)
        yield from adapt_entries(loading, 0.72)
        numbers = (0.86 if names else 0.74) - (0.3 if finetune else 0.0)
        yield from number_fixes(trace, loading, numbers)
        built = [each.call.span for each in construction(trace, loading.model)]
        for now, then in pairs(loading.keys):
            for found in restored(trace, now, then, 0.88):
                # with another call the checkpoint was made: that one trained what is to be loaded
                made_it = bool(built) and not any(span.covers(found.edits[0].span) for span in built)
                yield replace(found, prior=found.prior - 0.2 * made_it, stage=Stage.STATE_DICT)
        yield from argument_fixes(trace, loading, numbers - 0.04)
        yield from spec_fixes(trace, loading, 0.74 if names else 0.6)
        yield from copied_arguments(trace, loading, numbers - 0.03)
        yield from copied_objects(trace, loading, numbers - 0.04)
        yield from other_files(trace, 0.74)
        yield from beside_the_checkpoint(trace, 0.7)
        yield from other_resolution(trace, loading, 0.84 if not loading.trains else 0.7)
        yield from self._choices(trace, mismatch, 0.48 if not finetune else 0.36)
        yield from parts_left_out(trace, loading, 0.92)
        yield from kept_tables(trace, loading, numbers + 0.02)
        yield from prepared_alike(trace, loading, numbers + 0.04)
        yield from set_alike(trace, loading, numbers + 0.04)
        yield from given_table(trace, loading, 0.86)
        yield from class_keyword(trace, loading, 0.5 if finetune else 0.8)
        yield from table_fixes(trace, loading, 0.75)
        for found in left_out_elsewhere(trace, 0.86, stage=Stage.STATE_DICT):
            yield replace(found, prior=found.prior - _saves_another(found, mismatch))
        yield from other_sizes(trace, loading, 0.66)
        yield from other_lists(trace, loading, 0.84)
        yield from name_fixes(trace, loading, 0.66 if names else 0.74)
        yield from switch_fixes(trace, loading, 0.56 if names else 0.78)
        yield from builder_fixes(trace, loading, 0.7)
        yield from branch_fixes(trace, loading, 0.68)
        yield from expression_fixes(trace, loading, 0.42)

    @staticmethod
    def _choices(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
        """Variants and switches that the program offers, for the first size that differs."""
        keys = mismatch.keys or ()
        apart = [(a, b) for k in keys for a, b in zip(k.model, k.checkpoint, strict=False) if a != b]
        for a, b in apart[:1]:
            for found in (
                *choices(trace, a, b, prior),
                *flag_terms(trace, a, b, prior + 0.2),
                *left_at_default(trace, a, b, prior + 0.25),
            ):
                yield replace(found, stage=Stage.STATE_DICT, prior=found.prior - _saves_another(found, mismatch))
            if b < a:
                yield from limits(trace, b, prior + 0.2, Stage.STATE_DICT)
            yield from name_lists(trace, a, b, prior + 0.3, Stage.STATE_DICT)
            yield from twin_lists(trace, a, b, prior + 0.42, Stage.STATE_DICT)
            yield from empty_names(trace, prior + 0.34, Stage.STATE_DICT)

    def rejected(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> tuple[Rejected, ...]:
        """Leaving the entries out before an evaluation leaves random parameters in the model."""
        loading: Loading | None = cause.data["loading"]
        if loading is None or loading.trains:
            return ()
        return (Rejected("strict=False without these entries", "runs, with untrained parameters in their place"),)


def _saves_another(fix: Fix, mismatch: Mismatch) -> float:
    """What an edit that takes out a size of the checkpoint is worth less: rather the model that was saved is built."""
    sizes = {str(n) for key in mismatch.keys for n in set(key.checkpoint) - set(key.model)}
    return 0.1 if any(sizes & set(re.findall(r"\d+", edit.span.text)) for edit in fix.edits) else 0.0


def _own_table(trace: Trace, loading: Loading) -> bool:
    """Whether only look-up tables differ in their rows, of named things of the data or of what it was counted in."""
    for item in loading.keys:
        path = item.key.rpartition(".")[0]
        try:
            kind = type(loading.model.get_submodule(path)).__name__
        except AttributeError:
            return False
        if kind != "Embedding" or item.model[1:] != item.checkpoint[1:]:
            return False
        named = re.search(r"speaker|spk|user|item|class|label|lang|genre|style|domain|subject|emotion", path.lower())
        if not named and not _counted_in_data(trace, loading, item.model[0]):
            return False
    return True


def _counted_in_data(trace: Trace, loading: Loading, rows: int) -> bool:
    """Whether the model is built with that number where it is counted: ``len(words) + 1``."""
    resolver = bench_of(trace).resolver
    for built in construction(trace, loading.model):
        source = built.call.source
        for given in (*built.call.node.args, *(keyword.value for keyword in built.call.node.keywords)):
            decided = [Place(source, given), *resolver.definitions(source, given)]
            written = rows in resolver.values(source, given)
            if not written and any(counted(resolver, place.source, place.node) for place in decided):
                return True
    return False


def _text(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape)) or "a scalar"
