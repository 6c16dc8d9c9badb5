"""Spectra of recordings of different lengths, which look like pictures of different widths."""

from __future__ import annotations

from shapefault.faults.rewrite.bench import bench_of
from shapefault.observe.loader.facts import LoaderFacts
from shapefault.observe.trace import Trace

_SPECTRA = ("stft", "Spectrogram", "MelSpectrogram", "melspectrogram", "LogMelSpectrogram", "MFCC", "mfcc", "fbank")


def of_sound(trace: Trace, facts: LoaderFacts) -> bool:
    """Whether what differs is the length of a spectrum: the program makes some, and only the last axis differs."""
    shape = facts.samples[0].leaf(facts.leaf) if facts.samples else None
    last = len(shape.shape) - 1 if shape is not None and shape.shape else 0
    return facts.differing == (last,) and any(name in bench_of(trace).project.calls for name in _SPECTRA)
