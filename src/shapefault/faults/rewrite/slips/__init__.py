"""Slips of the pen: what one other word or sign in a line would make of it, where no rule knows better.

A rule proposes an edit because it knows why a number is wrong. These know nothing but what people mistype: a name for
another, a switch, a small number, two arguments in the wrong order, ``/`` for ``//``. They are tried last, when no
edit with a reason has made the program pass, and running the program is all the evidence there is for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from shapefault.faults.base import unless_it_fails
from shapefault.faults.rewrite.imports import with_imports
from shapefault.faults.rewrite.meeting import meeting
from shapefault.faults.rewrite.slips.arguments import arguments
from shapefault.faults.rewrite.slips.beside_methods import beside_methods
from shapefault.faults.rewrite.slips.branches import branches
from shapefault.faults.rewrite.slips.each_of_batch import each_of_batch
from shapefault.faults.rewrite.slips.forms import forms
from shapefault.faults.rewrite.slips.idle_functions import idle_functions
from shapefault.faults.rewrite.slips.lengths import lengths
from shapefault.faults.rewrite.slips.likewise import likewise
from shapefault.faults.rewrite.slips.lists import lists
from shapefault.faults.rewrite.slips.loaders import loaders
from shapefault.faults.rewrite.slips.loop_names import loop_names
from shapefault.faults.rewrite.slips.names import names
from shapefault.faults.rewrite.slips.numbers import numbers
from shapefault.faults.rewrite.slips.on_suspects import on_suspects, suspect_lines
from shapefault.faults.rewrite.slips.operators import operators
from shapefault.faults.rewrite.slips.own_and_given import own_and_given
from shapefault.faults.rewrite.slips.parts import parts
from shapefault.faults.rewrite.slips.places import Scope, scopes
from shapefault.faults.rewrite.slips.settings import settings
from shapefault.faults.rewrite.slips.sides import sides
from shapefault.faults.rewrite.slips.squeezes import squeezes
from shapefault.faults.rewrite.slips.statements import statements
from shapefault.faults.rewrite.slips.switches import switches
from shapefault.faults.rewrite.slips.two_names import two_names
from shapefault.faults.rewrite.slips.words import words
from shapefault.faults.suspects import Suspects
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.witness import Seen

_Kind = Callable[[Trace, Scope], Iterator[Fix]]
_KINDS: tuple[_Kind, ...] = (
    switches,
    words,
    names,
    settings,
    operators,
    arguments,
    parts,
    likewise,
    lengths,
    forms,
    statements,
    lists,
    numbers,
    loop_names,
    beside_methods,
    idle_functions,
    squeezes,
    loaders,
    two_names,
    own_and_given,
    branches,
    each_of_batch,
)
_STATE = 0.12
"""What it adds that sizes far from each other are to become equal, those of a checkpoint: hardly by chance."""
_WHY = "the program passes once this is changed"
_NOTE = "no rule proposed this; it is one of many small changes that were run"


def slips(trace: Trace, seen: Seen, suspects: Suspects) -> list[Fix]:
    """One edit of one word each, best first; more of them on the lines that are suspect."""
    mismatch = trace.mismatch
    state = mismatch is not None and bool(mismatch.keys)
    far = _STATE if state and all(abs(a - b) > 1 for a, b in meeting(trace)) else 0.0
    found: dict[tuple[object, ...], Fix] = {}
    for one in sides(trace):
        found[_place(one)] = replace(one, note=_NOTE)
    kinds: tuple[_Kind, ...] = (*_KINDS, partial(on_suspects, lines=suspect_lines(suspects)))
    for scope in scopes(trace, seen):
        for kind in kinds:
            for one in unless_it_fails(kind(trace, scope)):
                key = _place(one)
                stage = Stage.STATE_DICT if state else _stage(one.stage, scope.stage)
                placed = replace(one, prior=one.prior * scope.weight + far, stage=stage, why=_WHY, note=_NOTE)
                if key not in found or found[key].prior < placed.prior:
                    found[key] = placed
    return sorted(map(with_imports, found.values()), key=lambda f: -f.prior)


def _stage(own: Stage | None, around: Stage | None) -> Stage | None:
    """What a slip says of the stage; in a data set's class or a transform's a moved axis is theirs."""
    of_data = around in (Stage.DATA_LOADING, Stage.AUGMENTATION)
    return around if own is None or (own is Stage.RESHAPE and of_data) else own


def _place(fix: Fix) -> tuple[object, ...]:
    """What tells one slip from another: where it begins, and what it writes there."""
    edit = fix.edits[0]
    return edit.span.file, edit.span.start, edit.span.end, edit.content
