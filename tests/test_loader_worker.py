"""Facts that travel out of workers, whichever way these are started."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

MODULE = """
import torch
from torch.utils.data import Dataset
from torchvision import transforms as T

class Data(Dataset):
    def __init__(self, tf, kind):
        self.tf = tf
        self.kind = kind
    def __len__(self):
        return 12
    def __getitem__(self, i):
        if self.kind == "collate":
            return torch.zeros(3, 8 + (i == 7), 8)
        return self.tf(torch.zeros(3 if i != 7 else 1, 8, 8))
"""
PROGRAM = """
import json, sys
from shapefault.observe import hooks, worker
if "{arm}" != "nothing":
    hooks.arm()
import torch
from torch.utils.data import DataLoader
from torchvision import transforms as T
import module
if "{arm}" == "spawn":
    worker.arm_spawn()

def main():
    torch.manual_seed(3)
    tf = T.Compose([T.CenterCrop(6), T.Normalize([0.5] * 3, [0.5] * 3)])
    loader = DataLoader(module.Data(tf, "{kind}"), batch_size=4, num_workers=2, shuffle={shuffle},
                        multiprocessing_context="{method}")
    for batch in loader:
        pass

if __name__ == "__main__":
    try:
        main()
    except Exception as exc:
        from shapefault.observe.loader.fetch import observe_loader
        from shapefault.source.frames import frames_of
        facts = observe_loader(frames_of(exc.__traceback__), exc, budget_s=5)
        failed = facts.samples[0].failed
        print(json.dumps({{
            "where": facts.where, "name": facts.name, "worker": facts.worker, "batch": facts.batch,
            "indices": [s.index for s in facts.samples[:2]], "message": facts.message,
            "site": failed and failed.site and failed.site.text,
            "container": failed and failed.container and failed.container.text,
            "dataset": facts.dataset_site and facts.dataset_site.text,
            "leaf": facts.leaf, "axes": facts.differing, "misleading": facts.misleading,
        }}))
"""


def observe(folder, **kwargs):
    (folder / "module.py").write_text(MODULE)
    (folder / "program.py").write_text(PROGRAM.format(**kwargs))
    done = subprocess.run(
        [sys.executable, "program.py"],
        cwd=folder,
        env=dict(os.environ, OMP_NUM_THREADS="1"),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    "method, arm", [("fork", "hooks"), ("fork", "nothing"), ("spawn", "spawn"), ("spawn", "hooks")]
)
def test_a_transform_that_raises(tmp_path, method, arm):
    facts = observe(tmp_path, method=method, arm=arm, kind="transform", shuffle=False)
    assert (facts["where"], facts["name"], facts["worker"], facts["batch"]) == ("transform", "loader", 1, 1)
    assert facts["indices"][0] == 7
    assert "broadcast shape" in facts["message"] and "\n" not in facts["message"]
    if arm != "nothing":
        assert facts["site"] == "T.Normalize([0.5] * 3, [0.5] * 3)"
        assert facts["container"] == "T.Compose([T.CenterCrop(6), T.Normalize([0.5] * 3, [0.5] * 3)])"
        assert facts["dataset"] == 'module.Data(tf, "transform")'


@pytest.mark.parametrize("method, arm", [("fork", "hooks"), ("spawn", "spawn"), ("forkserver", "nothing")])
def test_samples_that_cannot_be_joined(tmp_path, method, arm):
    facts = observe(tmp_path, method=method, arm=arm, kind="collate", shuffle=True)
    assert facts["where"] == "collate" and facts["axes"] == [1]
    assert 7 in facts["indices"]
    assert facts["batch"] is not None
