"""The calls that read a picture from its file, and whether it keeps the size that it has there."""

from __future__ import annotations

import ast

from shapefault.faults.rewrite.bench import bench_of
from shapefault.faults.rewrite.images.sizing_calls import decides_size
from shapefault.observe.trace import Trace
from shapefault.source.project import CallPlace

_READS = ("open", "imread", "read_image", "decode_image")
_NO_PICTURES = ("open", "os.open")


def picture_readers(trace: Trace) -> list[CallPlace]:
    """The calls of the program that read one picture: ``Image.open``, ``cv2.imread``."""
    calls = bench_of(trace).project.calls
    found = (call for name in _READS for call in calls.get(name, []))
    return [call for call in found if ast.unparse(call.node.func) not in _NO_PICTURES]


def own_sizes(trace: Trace) -> bool:
    """Whether pictures are read from files, and nothing in the program decides on a size for them."""
    calls = bench_of(trace).project.calls
    return bool(picture_readers(trace) or calls.get("ImageFolder")) and not any(map(decides_size, calls))
