"""What a data set holds without being asked for a sample: its transforms, its length, the files it lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shapefault.observe.loader import private
from shapefault.observe.transforms import Step, built_at, is_container, is_library_transform
from shapefault.source.files import is_user_file


def innermost(dataset: Any) -> Any:
    """The data set behind torch's own wrappers (``Subset``, ``ConcatDataset``)."""
    for _ in range(6):
        if not type(dataset).__module__.startswith("torch.utils.data"):
            break
        inner = getattr(dataset, "dataset", None)
        if inner is None:
            several = getattr(dataset, "datasets", None)
            inner = several[0] if isinstance(several, list | tuple) and several else None
        if inner is None:
            break
        dataset = inner
    return dataset


def length_of(dataset: Any) -> int | None:
    """Its length; None where it has none or will not say."""
    try:
        return len(dataset)
    except Exception:
        return None


def name_of(function: Any) -> str:
    """A function's name, or the type of a callable object."""
    return str(getattr(function, "__name__", None) or type(function).__name__)


def code_where(function: Any) -> tuple[str, int] | None:
    """File and first line of a function that the user wrote."""
    code = private.code_of(function)
    known = code is not None and is_user_file(code.co_filename)
    return (code.co_filename, code.co_firstlineno) if code is not None and known else None


def written_at(cls: type, method: str) -> tuple[str, int] | None:
    """File and first line of ``cls.method``, where the user wrote it."""
    for base in cls.__mro__:
        code = getattr(vars(base).get(method), "__code__", None)
        if code is not None and is_user_file(code.co_filename):
            return code.co_filename, code.co_firstlineno
    return None


def listed_file(dataset: Any, index: Any) -> tuple[str, ...]:
    """The file of ``dataset.samples[index]`` or ``.imgs[index]``, as torchvision's folders list them."""
    if not isinstance(index, int):
        return ()
    try:
        while type(dataset).__name__ == "Subset":
            dataset, index = dataset.dataset, int(dataset.indices[index])
        for name in ("samples", "imgs"):
            listed = getattr(dataset, name, None)
            entry = listed[index] if isinstance(listed, list) else None
            if isinstance(entry, tuple) and isinstance(entry[0], str):
                return (entry[0],)
    except Exception:
        return ()
    return ()


def _globals_used(dataset: Any) -> Iterable[Any]:
    """Transforms that a data set's ``__getitem__`` takes from its module rather than from itself."""
    function = getattr(type(dataset), "__getitem__", None)
    code = getattr(function, "__code__", None)
    if code is None or not is_user_file(code.co_filename):
        return
    for name in code.co_names:
        value = function.__globals__.get(name)  # type: ignore[union-attr]
        if hasattr(value, "__dict__") and (is_container(value) or is_library_transform(value)):
            yield value


def held_transforms(dataset: Any) -> Iterable[Step]:
    """The transforms of a data set as steps that were not taken."""
    for obj, holder in transforms_in(dataset):
        if obj is dataset or is_container(obj) or not (holder is not None or is_library_transform(obj)):
            continue
        site = built_at(obj)
        name = getattr(obj, "__name__", None) or type(obj).__name__
        container = built_at(holder) if holder is not None else None
        text = site.text if site is not None else str(name)
        yield Step(str(name), text, "transform", site, None, container, None, None)


def transforms_in(obj: Any, depth: int = 6) -> Iterable[tuple[Any, Any]]:
    """Each transform that a data set holds in its attributes, with the container it is in."""
    seen: set[int] = set()
    stack: list[tuple[Any, Any, int]] = [(obj, None, 0)]
    while stack:
        current, holder, level = stack.pop()
        if id(current) in seen or level > depth:
            continue
        seen.add(id(current))
        held = getattr(current, "__dict__", None)
        if not isinstance(held, dict):
            continue
        if callable(current) and not isinstance(current, type):
            yield current, holder
        inside = current if is_container(current) else None
        found: list[tuple[Any, Any, int]] = []
        for value in [*held.values(), *_globals_used(current)]:
            several = value if isinstance(value, list | tuple) and len(value) <= 64 else [value]
            nested = [(item, inside, level + 1) for item in several if hasattr(item, "__dict__")]
            found += nested
        stack += reversed(found)
