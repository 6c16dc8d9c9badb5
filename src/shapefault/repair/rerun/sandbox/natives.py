"""Libraries that open files from C by the name they are given: the name is turned before they see it."""

from __future__ import annotations

import functools
import os
import stat
from collections.abc import Callable
from typing import Any, Literal

from shapefault.repair.rerun.sandbox import shadow
from shapefault.repair.rerun.sandbox.imports import after

Use = Literal["read", "write", "update"]

# module, function, place and name of the path among the arguments, what is done with the file.
_FUNCTIONS: tuple[tuple[str, str, int, str, Use], ...] = (
    ("torch.serialization", "save", 1, "f", "write"),
    ("torch.serialization", "load", 0, "f", "read"),
    ("torch", "from_file", 0, "filename", "update"),
    ("torch.export.pt2_archive._package", "PT2ArchiveWriter.__init__", 1, "archive_path_or_buffer", "write"),
    ("torch.export.pt2_archive._package", "PT2ArchiveReader.__init__", 1, "archive_path_or_buffer", "read"),
    ("torch.package.package_exporter", "PackageExporter.__init__", 1, "f", "write"),
    ("torch.package.package_importer", "PackageImporter.__init__", 1, "file_or_buffer", "read"),
    ("torch.autograd.profiler", "profile.export_chrome_trace", 1, "path", "write"),
    ("torch.jit._serialization", "save", 1, "f", "write"),
    ("torch.jit._serialization", "load", 0, "f", "read"),
    ("torchvision.io.image", "read_file", 0, "path", "read"),
    ("torchvision.io.image", "write_file", 0, "filename", "write"),
    ("cv2", "imread", 0, "filename", "read"),
    ("cv2", "imwrite", 0, "filename", "write"),
    ("cv2", "VideoCapture", 0, "filename", "read"),
    ("cv2", "VideoWriter", 0, "filename", "write"),
    ("safetensors", "serialize_file", 1, "filename", "write"),
    ("safetensors", "safe_open", 0, "filename", "read"),
    ("torchaudio", "save", 0, "uri", "write"),
    ("torchaudio", "load", 0, "uri", "read"),
    ("sqlite3.dbapi2", "connect", 0, "database", "update"),
)


@functools.cache
def install() -> None:
    """Have these functions wrapped as soon as their modules are there."""
    for module, name, place, keyword, use in _FUNCTIONS:
        after(module, functools.partial(_wrap, name=name, place=place, keyword=keyword, use=use))
    after("h5py._hl.files", _h5py)
    after("lmdb", _lmdb)
    after("matplotlib", _matplotlib)
    after("cv2", _cv2)


def turned(path: Any, use: Use) -> Any:
    """The path that the library is to open instead; anything else than a path comes back as it is."""
    tree = shadow.current
    if tree is None or not isinstance(path, (str, os.PathLike)):
        return path
    text = os.fspath(path)
    if not text or text == ":memory:" or text.startswith("file:"):
        return path
    place = tree.locate(text)
    found = tree.find(place)
    if tree.free(place):
        return path
    if use == "read":
        return found.real if found.upper else path
    if found.stat is None:
        return tree.for_creation(found.path)
    if stat.S_ISDIR(found.stat.st_mode):
        return path
    if not found.upper:
        tree.need_write(found.path)
    return tree.for_change(found, keep=use == "update")


def _wrap(module: Any, name: str, place: int, keyword: str, use: Use) -> None:
    *classes, name = name.split(".")
    holder = functools.reduce(getattr, classes, module)
    plain = getattr(holder, name)

    @functools.wraps(plain, updated=())
    def function(*args: Any, **options: Any) -> Any:
        if shadow.current is not None:
            if len(args) > place:
                args = (*args[:place], turned(args[place], use), *args[place + 1 :])
            elif keyword in options:
                options[keyword] = turned(options[keyword], use)
        return plain(*args, **options)

    setattr(holder, name, function)


def _h5py(module: Any) -> None:
    plain = module.File.__init__

    @functools.wraps(plain)
    def init(self: Any, name: Any, mode: Any = "r", *args: Any, **options: Any) -> None:
        use: Use = "read" if mode == "r" else "write" if mode == "w" else "update"
        plain(self, turned(name, use), mode, *args, **options)

    module.File.__init__ = init


def _lmdb(module: Any) -> None:
    plain = module.open

    @functools.wraps(plain)
    def open_readable(path: Any, *args: Any, **options: Any) -> Any:
        # A reader's lock file would be written beside the data.
        if shadow.current is not None and options.get("readonly"):
            options["lock"] = False
        return plain(path, *args, **options)

    module.open = open_readable


def _matplotlib(module: Any) -> None:
    module.use = _unless_in_job(module.use, None)


def _cv2(module: Any) -> None:
    answers = {"imshow": None, "namedWindow": None, "waitKey": -1, "destroyAllWindows": None}
    for name, answer in answers.items():
        setattr(module, name, _unless_in_job(getattr(module, name), answer))


def _unless_in_job(plain: Callable[..., Any], answer: object) -> Callable[..., Any]:
    """``plain``, which in a job does nothing and returns ``answer``."""

    @functools.wraps(plain)
    def function(*args: Any, **options: Any) -> Any:
        return plain(*args, **options) if shadow.current is None else answer

    return function
