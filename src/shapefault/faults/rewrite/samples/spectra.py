"""Sound: spectra of different lengths, which look like pictures of different widths; recordings of several channels."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of
from shapefault.faults.rewrite.shapes import Template
from shapefault.observe.loader.facts import LoaderFacts
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_SPECTRA = ("stft", "Spectrogram", "MelSpectrogram", "melspectrogram", "LogMelSpectrogram", "MFCC", "mfcc", "fbank")


def of_sound(trace: Trace, facts: LoaderFacts) -> bool:
    """Whether what differs is the length of a spectrum: the program makes some, and only the last axis differs."""
    shape = facts.samples[0].leaf(facts.leaf) if facts.samples else None
    last = len(shape.shape) - 1 if shape is not None and shape.shape else 0
    return facts.differing == (last,) and any(name in bench_of(trace).project.calls for name in _SPECTRA)


_CHANNELS = range(2, 9)
_LEAST = 64
"""Samples from which an axis is taken for the time of a recording."""


def mono(mismatch: Mismatch, prior: float) -> Iterator[Template]:
    """The average of the channels, which readers of sound files put on the last axis, for a layer of one signal."""
    shape, weight = mismatch.shape("input"), mismatch.shape("weight")
    if mismatch.op != "conv1d" or shape is None or weight is None or len(shape) != 4 or shape[1] != 1 != shape[2]:
        return
    if weight[1] == 1 and shape[-1] in _CHANNELS and shape[-2] >= _LEAST:
        why = f"the recording has {shape[-1]} channels on its last axis, the layer takes one signal"
        yield Template("{}.mean(-1)", prior, "average the channels of the recording", why)
