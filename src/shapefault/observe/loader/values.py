"""What a sample holds: each leaf of its structure with its shape, and where a batch of them disagrees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from shapefault.model import Shape
from shapefault.observe.values import is_tensor

_MOST_LEAVES = 64
_DEEPEST = 6

Reason = Literal["shape", "rank", "length", "keys", "type", "unsupported"]


@dataclass(frozen=True, slots=True)
class Value:
    """One thing that a data set handles. ``shape`` of an image is (C, H, W), of a list its length."""

    kind: str
    """tensor, ndarray, image, list, tuple, dict, str, bytes, number, None, or the class's name."""
    shape: Shape | None = None
    dtype: str = ""
    mode: str = ""
    """Pillow's mode of an image: RGB, L, RGBA, CMYK, P …"""
    text: str = ""
    """A short value of a string or number; the keys of a dict."""

    @property
    def sized(self) -> bool:
        """Whether it is a tensor, array or image."""
        return self.kind in ("tensor", "ndarray", "image")

    def __str__(self) -> str:
        if self.kind == "image" and self.shape is not None:
            return f"{self.mode} image W={self.shape[2]} H={self.shape[1]}"
        if self.sized and self.shape is not None:
            return f"{self.kind} {self.shape}"
        if self.kind in ("list", "tuple") and self.shape is not None:
            return f"{self.kind} of {self.shape[0]}"
        return self.text if self.kind in ("str", "number") else self.kind


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value at a place in the sample's structure: ``[0]``, ``['image']``; "" is the sample itself."""

    path: str
    value: Value


@dataclass(frozen=True, slots=True)
class Conflict:
    """Where the samples of a batch disagree: the leaf, in which way, and the values by sample."""

    path: str
    reason: Reason
    values: tuple[Value, ...]
    axes: tuple[int, ...] = ()
    """The axes whose sizes differ, where all have the same number of axes."""

    def pair(self) -> tuple[int, int]:
        """The positions of two samples that disagree: the first, and the first unlike it."""
        if self.reason == "unsupported":
            bad = next((i for i, v in enumerate(self.values) if not v.sized and v.kind != "number"), 0)
            return bad, next((i for i in range(len(self.values)) if i != bad), bad)
        own = self.values[0].shape
        for i, value in enumerate(self.values) if self.axes and own is not None else ():
            if own and value.shape and any(value.shape[axis] != own[axis] for axis in self.axes):
                return 0, i
        first = _key(self.values[0])
        return 0, next((i for i, v in enumerate(self.values) if _key(v) != first), 0)


def _key(value: Value) -> tuple[object, ...]:
    if value.kind in ("tensor", "ndarray"):
        return (value.kind, value.shape)
    return (value.kind, value.shape, value.mode, value.text if value.kind == "dict" else "")


def _is_array(obj: object) -> bool:
    return type(obj).__module__ == "numpy" and hasattr(obj, "shape") and bool(getattr(obj, "ndim", 0))


def _is_image(obj: object) -> bool:
    return any(c.__module__ == "PIL.Image" and c.__name__ == "Image" for c in type(obj).__mro__)


def value_of(obj: Any) -> Value:
    """Describe ``obj`` without touching its data; never raises."""
    try:
        return _value_of(obj)
    except Exception:
        return Value(type(obj).__name__)


def _value_of(obj: Any) -> Value:
    if obj is None:
        return Value("None")
    if is_tensor(obj):
        return Value("tensor", tuple(int(n) for n in obj.shape), str(obj.dtype).removeprefix("torch."))
    if _is_array(obj):
        return Value("ndarray", tuple(int(n) for n in obj.shape), str(obj.dtype))
    if _is_image(obj):
        width, height = obj.size
        return Value("image", (len(obj.getbands()), int(height), int(width)), mode=str(obj.mode))
    if isinstance(obj, str | bytes):
        return Value(type(obj).__name__, text=repr(obj[:60]))
    if isinstance(obj, int | float | complex) or type(obj).__module__ == "numpy":
        return Value("number", dtype=type(obj).__name__, text=repr(obj)[:30])
    if isinstance(obj, Mapping):
        return Value("dict", (len(obj),), text=", ".join(repr(key) for key in list(obj)[:12]))
    if isinstance(obj, Sequence):
        return Value("tuple" if isinstance(obj, tuple) else "list", (len(obj),))
    return Value(type(obj).__name__)


def first_sized(obj: Any, depth: int = 3) -> Value | None:
    """The first tensor, array or image in a nest of containers; the container of a multi-crop as it is."""
    value = value_of(obj)
    if value.sized:
        return value
    if depth and value.kind in ("list", "tuple") and obj:
        return next((v for item in obj if (v := first_sized(item, depth - 1))), None)
    if depth and value.kind == "dict":
        return next((v for item in obj.values() if (v := first_sized(item, depth - 1))), None)
    return None


def leaves_of(sample: Any) -> tuple[Leaf, ...]:
    """The sample's leaves in order; a list of numbers is one leaf."""
    found: list[Leaf] = []
    _walk(sample, "", 0, found)
    return tuple(found)


def _walk(obj: Any, path: str, depth: int, found: list[Leaf]) -> None:
    if len(found) >= _MOST_LEAVES:
        return
    value = value_of(obj)
    inner: list[tuple[str, Any]] = []
    if depth < _DEEPEST and value.kind == "dict":
        inner = [(f"{path}[{key!r}]", item) for key, item in obj.items()]
    elif depth < _DEEPEST and value.kind in ("list", "tuple"):
        inner = [(f"{path}[{i}]", item) for i, item in enumerate(obj)]
        if depth and all(value_of(item).kind == "number" for _, item in inner):
            inner = []
    if not inner:
        found.append(Leaf(path, value))
        return
    for name, item in inner:
        _walk(item, name, depth + 1, found)


def conflict_of(samples: Sequence[Any], told: str = "") -> Conflict | None:
    """Where torch's default collate cannot join ``samples``, found in the order in which it looks.

    ``told`` is the error of a collate function of the program's own: of several places the one whose shapes it names.
    """
    found = _conflicts(samples, "", 0)
    first = next(found, None)
    named = {tuple(int(n) for n in re.findall(r"\d+", text)) for text in re.findall(r"\[([\d, ]+)\]", told)}
    if first is None or len(named) < 2:
        return first
    conflicts = [first, *found]
    exact = next((c for c in conflicts if named <= {v.shape for v in c.values} and _as_told(c, told)), None)
    return exact or next((part for c in conflicts if (part := _told_part(c, named)) is not None), first)


def _as_told(conflict: Conflict, told: str) -> bool:
    """Whether the samples have the shapes that ``stack`` names for its entries."""
    for text, entry in re.findall(r"\[([\d, ]+)\] at entry (\d+)", told):
        shape = tuple(int(n) for n in re.findall(r"\d+", text))
        if int(entry) < len(conflict.values) and conflict.values[int(entry)].shape != shape:
            return False
    return True


def _told_part(conflict: Conflict, named: set[tuple[int, ...]]) -> Conflict | None:
    """The conflict on the axes alone on which the named shapes differ: the others were made equal before."""
    ranks = {len(shape) for shape in (*named, *(v.shape or () for v in conflict.values))}
    if conflict.reason != "shape" or len(ranks) != 1:
        return None
    axes = tuple(axis for axis, sizes in enumerate(zip(*named, strict=True)) if len(set(sizes)) > 1)
    here = {tuple((v.shape or ())[axis] for axis in axes) for v in conflict.values}
    told = {tuple(shape[axis] for axis in axes) for shape in named}
    return Conflict(conflict.path, "shape", conflict.values, axes) if axes and told <= here else None


def _conflicts(samples: Sequence[Any], path: str, depth: int) -> Iterator[Conflict]:
    if not samples or depth > _DEEPEST:
        return
    values = tuple(value_of(sample) for sample in samples)
    kind = values[0].kind
    if kind in ("tensor", "ndarray"):
        if found := _arrays(values, path):
            yield found
    elif kind == "number":
        if any(_is_other(v, "number") for v in values):
            yield Conflict(path, "type", values)
    elif kind == "dict":
        if any(v.kind != "dict" for v in values):
            yield Conflict(path, "type", values)
            return
        for key in samples[0]:
            if any(key not in sample for sample in samples):
                yield Conflict(path, "keys", values)
                return
            yield from _conflicts([sample[key] for sample in samples], f"{path}[{key!r}]", depth + 1)
    elif kind in ("list", "tuple"):
        if any(v.kind not in ("list", "tuple") for v in values):
            yield Conflict(path, "type", values)
        elif len({v.shape for v in values}) > 1:
            yield Conflict(path, "length", values)
        else:
            for i in range(len(samples[0])):
                yield from _conflicts([sample[i] for sample in samples], f"{path}[{i}]", depth + 1)
    elif kind not in ("str", "bytes"):
        yield Conflict(path, "unsupported", values)


def _is_other(value: Value, kind: str) -> bool:
    return value.kind != kind and not (value.sized and value.shape == ())


def _arrays(values: tuple[Value, ...], path: str) -> Conflict | None:
    if any(v.kind not in ("tensor", "ndarray") for v in values):
        return Conflict(path, "type", values)
    if values[0].kind == "ndarray" and values[0].dtype.startswith(("object", "<U", "|S")):
        return Conflict(path, "unsupported", values)
    shapes = [v.shape or () for v in values]
    if len(set(shapes)) == 1:
        return None
    if len({len(shape) for shape in shapes}) > 1:
        return Conflict(path, "rank", values)
    axes = tuple(axis for axis, sizes in enumerate(zip(*shapes, strict=True)) if len(set(sizes)) > 1)
    return Conflict(path, "shape", values, axes)
