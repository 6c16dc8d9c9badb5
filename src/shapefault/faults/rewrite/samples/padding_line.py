"""The statement that fills a list, an array or a tensor up with zeros behind its end, along one axis."""

from __future__ import annotations

from shapefault.faults.rewrite.bench import names_bound
from shapefault.source.files import Source


def padding_line(source: Source, name: str, kind: str, axis: int, lack: str, rank: int) -> str:
    """``x = F.pad(x, (0, n))`` and its like, for a value of ``rank`` axes; "" for a kind that cannot be filled up.

    ``lack`` is the text of how many are lacking along ``axis``.
    """
    if kind.lower() == "tensor":
        functional = names_bound(source, "torch.nn.functional", "torch.nn.functional")
        return f"{name} = {functional}.pad({name}, ({'0, 0, ' * (rank - 1 - axis)}0, {lack}))"
    if kind == "ndarray":
        numpy = names_bound(source, "numpy", "numpy")
        sizes = ", ".join(f"(0, {lack})" if at == axis else "(0, 0)" for at in range(rank))
        return f"{name} = {numpy}.pad({name}, ({sizes}{',' if rank == 1 else ''}))"
    return f"{name} = {name} + [0] * {lack}" if kind == "list" else ""
