"""Reruns of programs that use torch: workers, saving, time."""

from __future__ import annotations

import os
import statistics
import time

import pytest

from shapefault.model import Program
from shapefault.repair.rerun import RerunPool

torch = pytest.importorskip("torch")
pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="tests the forking host"),
    pytest.mark.xdist_group("rerun_torch"),  # one host for all
]

MAIN = """
import os, sys
import torch
from torch import nn
from torch.utils.data import DataLoader
from data import Numbers

def main(workers, epochs):
    model = nn.Linear(3, 1)
    loader = DataLoader(Numbers(), batch_size=8, num_workers=workers, drop_last=False)
    for epoch in range(epochs):
        for x in loader:
            loss = model(x).sum()
            loss.backward()
        torch.save({"model": model.state_dict()}, "last.pt")
    return model

if __name__ == "__main__":
    model = main(int(sys.argv[1]), int(sys.argv[2]))
    model.load_state_dict(torch.load("last.pt")["model"])
    os.replace("last.pt", "best.pt")
    torch.load("best.pt", mmap=True, map_location="cpu")
    with open("best.pt", "rb") as f:
        torch.load(f)
    torch.jit.save(torch.jit.script(nn.Linear(1, 1)), "script.pt"); torch.jit.load("script.pt")
    print(sorted(name for name in os.listdir() if name.endswith(".pt")), torch.get_num_threads())
    print(sorted(os.listdir("seen")))
"""
DATA = """
import os, torch
from torch.utils.data import Dataset

class Numbers(Dataset):
    width = 3
    def __len__(self):
        return 20
    def __getitem__(self, index):
        os.makedirs("seen", exist_ok=True)
        open(f"seen/{os.getpid()}", "a").write("x")
        return torch.ones(self.width)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    root = tmp_path_factory.mktemp("project")
    (root / "main.py").write_text(MAIN)
    (root / "data.py").write_text(DATA)
    return root


@pytest.fixture(scope="module")
def pool(project):
    program = Program("main.py", None, ("main.py",), str(project), str(project))
    past = (str(project / "main.py"), 13)
    with RerunPool(program, preload=["torch", "numpy"], past=past) as pool:
        pool.submit({}, timeout=120, argv=("main.py", "0", "1"))
        assert pool.wait(200)[1].status == "passed"
        yield pool


def run(pool, *argv, overlay=None, timeout=60):
    pool.submit(overlay or {}, timeout=timeout, argv=("main.py", *argv), seed=0)
    return pool.wait(timeout + 60)[1]


@pytest.mark.parametrize("workers", ["0", "2"])
def test_loaders_saving_and_loading(pool, project, workers):
    before = {path.name: path.read_bytes() for path in project.iterdir()}
    outcome = run(pool, workers, "2")
    assert outcome.status == "passed", outcome
    *_, files, seen = outcome.log.splitlines()
    assert files == "['best.pt', 'script.pt'] 1"
    assert len(eval(seen)) == (1 if workers == "0" else 4)
    assert outcome.past == 6
    assert {path.name: path.read_bytes() for path in project.iterdir()} == before


def test_an_overlay_of_the_dataset_reaches_the_workers(pool, project):
    outcome = run(pool, "2", "1", overlay={str(project / "data.py"): DATA.replace("width = 3", "width = 5")})
    assert outcome.status == "failed"
    assert outcome.exception == "RuntimeError: mat1 and mat2 shapes cannot be multiplied (8x5 and 3x1)"
    assert outcome.where == (str(project / "main.py"), 13)


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="looks into /proc")
def test_workers_end_with_their_run(pool):
    pool.submit({}, timeout=5, argv=("main.py", "2", "1000000"))
    groups, most = set(), 0
    while (done := pool.wait(0.05)) is None:
        groups |= set(pool._pids.values())
        most = max([most, *(len(members(group)) for group in groups)])
    assert done[1].status == "survived", done
    assert len(groups) == 1
    assert most >= 3
    deadline = time.monotonic() + 5
    while members(*groups) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not members(*groups)


def test_jobs_are_fast_on_a_warm_host(pool, project):
    bare = {str(project / "main.py"): "import torch\ntorch.ones(2)\n"}
    seconds = []
    for _ in range(9):
        began = time.monotonic()
        assert run(pool, overlay=bare).status == "passed"
        seconds.append(time.monotonic() - began)
    # Importing torch alone takes several times as long.
    assert statistics.median(seconds) < 1.0


def members(group):
    """The living processes of a process group."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as file:
                state, _, own = file.read().rpartition(")")[2].split()[:3]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(own) == group and state not in "ZX":
            found.append(int(name))
    return found
