"""Running a piece of the program again: it does no harm, and shortcuts say what torch says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading

import pytest

from shapefault.observe.harmless import RefusedError, harmless


def test_reading_is_allowed_and_writing_is_not(tmp_path):
    kept, new = tmp_path / "kept", tmp_path / "new"
    kept.write_text("text")
    with harmless():
        assert kept.read_text() == "text"
        with open(os.devnull, "w") as null:
            null.write("x")
        for refused in (
            lambda: new.write_text("x"),
            lambda: kept.open("a"),
            lambda: kept.open("r+"),
            lambda: os.open(new, os.O_CREAT),
            kept.unlink,
            lambda: kept.rename(new),
            lambda: shutil.rmtree(tmp_path),
            new.mkdir,
            lambda: subprocess.run([sys.executable, "-c", ""]),
            lambda: os.system("true"),
        ):
            with pytest.raises(RefusedError):
                refused()
    assert [p.name for p in tmp_path.iterdir()] == ["kept"]


def test_it_ends_with_the_outermost_and_holds_for_its_thread_only(tmp_path):
    with harmless():
        with harmless():
            pass
        with pytest.raises(RefusedError):
            (tmp_path / "mine").write_text("x")
        other = threading.Thread(target=(tmp_path / "other").write_text, args=("x",))
        other.start()
        other.join()
    (tmp_path / "after").write_text("x")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["after", "other"]


@pytest.mark.parametrize(
    ("shape", "state", "training"),
    [
        ((4, 3, 5, 5), 3, True),
        ((4, 3, 5, 5), 3, False),
        ((4, 3), 3, True),
        ((1, 3, 2, 1), 3, True),
        ((2, 3, 4, 5, 6), 3, False),
        ((4, 3, 5, 5), 4, True),
        ((4, 3, 5, 5), 1, False),
        ((1, 3), 3, True),
        ((1, 3, 1, 1), 3, True),
        ((3,), 3, False),
        ((0, 3, 5, 5), 3, False),
        ((4, 0, 5, 5), 0, False),
    ],
)
def test_a_shortcut_is_taken_only_where_torch_gives_the_same(shape, state, training):
    torch = pytest.importorskip("torch")
    from shapefault.observe.shortcuts import shortcut

    args = [torch.rand(shape), *(torch.rand(state) for _ in range(4)), training]
    on_meta = [a.to("meta") if isinstance(a, torch.Tensor) else a for a in args]
    short = shortcut("batch_norm", tuple(on_meta), {})
    if short is None:
        return
    real = torch.nn.functional.batch_norm(*args)
    assert (short.shape, short.stride(), short.dtype) == (real.shape, real.stride(), real.dtype)


def test_which_calls_have_a_shortcut():
    torch = pytest.importorskip("torch")
    from shapefault.observe.shortcuts import shortcut

    x, state = torch.rand(4, 3, 5, 5, device="meta"), torch.rand(3, device="meta")
    assert shortcut("batch_norm", (x, state, state), {"training": True}) is not None
    assert shortcut("batch_norm", (x, None, None, state, state, True), {}) is not None
    assert shortcut("batch_norm", (x, None, None), {}) is None  # torch refuses it
    assert shortcut("batch_norm", (x, state, state, state.double()), {}) is None
    assert shortcut("batch_norm", (x, state), {"weights": state}) is None
    assert shortcut("batch_norm", (torch.rand(4, 3), None, None, None, None, True), {}) is None  # not on meta
    assert shortcut("conv2d", (x, state), {}) is None


@pytest.mark.slow
@pytest.mark.parametrize("how", ["module", "function"])
def test_a_compiled_crash_is_seen_without_the_compiler(how):
    torch = pytest.importorskip("torch")
    from shapefault.observe.compiled import uncompiled
    from shapefault.observe.crash import Crash

    net = torch.nn.Sequential(torch.nn.ReLU(), torch.nn.Linear(10, 2))

    def step(x):
        return net(x).sum()

    compiled = torch.compile(net if how == "module" else step, backend="eager")
    with pytest.raises(RuntimeError) as caught:
        compiled(torch.rand(4, 11))
    crash = Crash.of(caught.value)
    plain = uncompiled(crash)
    assert plain is not crash and "torch/_dynamo" not in plain.frames[-1].file
    assert plain.module is not None and (plain.module.root, plain.module.path) == ("Sequential", "1")
    with pytest.raises(RuntimeError) as caught:
        net(torch.rand(4, 11))
    other = Crash.of(caught.value)
    assert uncompiled(other) is other


IN_A_REPLAY = """
import sys, torch
from torch import nn
from shapefault.observe.harmless import harmless
from shapefault.observe.replay import replay_call

net = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.GELU(), nn.Dropout(0.1), nn.Softmax(-1))
assert "torch._dynamo" not in sys.modules
assert replay_call(net, (torch.rand(2, 8),), {}).error is None
print("torch._dynamo" in sys.modules)
with harmless():
    import torch._dynamo  # which looks for a folder to write to
again = torch.compile(net.eval(), backend="eager")
print(torch.equal(again(torch.rand(2, 8)).sum(-1).round(), torch.ones(2)))
print(replay_call(net, (torch.rand(2, 8),), {}, "fake").error)
"""


def test_a_replay_loads_no_compiler_and_leaves_it_whole(tmp_path):
    """Seen on torch 2.14.1 and 2.13.0: a meta ReLU loads ``torch._dynamo`` to have its decomposition marked."""
    (tmp_path / "main.py").write_text(IN_A_REPLAY)
    done = subprocess.run([sys.executable, "main.py"], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.split() == ["False", "True", "None"], done.stderr
