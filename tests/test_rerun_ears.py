"""Listening to several pipes."""

from __future__ import annotations

import os

import pytest

from shapefault.repair.rerun import ears, wire


@pytest.mark.parametrize("threads", [False, True])
def test_pipes_are_heard_until_their_end(threads):
    listening = ears.Ears(threads)
    pipes = {key: os.pipe() for key in "ab"}
    for key, (out, _) in pipes.items():
        listening.add(key, out)
    assert listening.listen(0.01) == []
    os.write(pipes["a"][1], b"x")
    assert listening.listen(5) == [("a", b"x")]
    os.close(pipes["a"][1])
    assert listening.listen(5) == [("a", b"")]
    assert listening.listen(0.01) == []
    listening.drop("b")
    os.write(pipes["b"][1], b"y") if threads else None
    assert listening.listen(0.05) == []
    os.close(pipes["b"][1])


def test_messages_are_put_together_from_pieces():
    out, into = os.pipe()
    wire.send(into, {"a": 1})
    wire.send(into, [2])
    data = os.read(out, 1 << 16)
    os.close(out)
    os.close(into)
    inbox = wire.Inbox()
    found = [message for at in range(len(data)) for message in inbox.feed(data[at : at + 1])]
    assert found == [{"a": 1}, [2]]
    assert inbox.feed(data) == found
