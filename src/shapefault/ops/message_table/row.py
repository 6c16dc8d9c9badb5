"""What a row of the table is."""

from __future__ import annotations

Row = tuple[str, str, str, str, str] | tuple[str, str, str, str, str, bool]
"""``(kind, op, template, rule, math[, sure])``, as :class:`shapefault.ops.messages.Message` names them."""
