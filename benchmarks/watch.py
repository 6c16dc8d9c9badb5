"""What a second check of ``shapefault check --watch`` costs: from a saved file to the layers and faults on the screen.

    python benchmarks/watch.py

A model is watched, its file saved with one number changed, then as it was, and so on. ``at once`` is from the save
to the layers and the faults, ``all`` to the sizes that are accepted and the edits that were tried; the least of some
saves. ``first`` is from the start of the command. Wall time, with up to 0.1 s between two looks at the files.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NETS = Path(__file__).resolve().parent / "programs" / "watched.py"
SAVES = 4
WATCHED = [
    ("UNet", "N,3,H,W", "width=16", "width=24"),
    ("ResNet", "N,3,H,W", "width=64", "width=48"),
    ("ResNet", "8,3,224,224", "width=64", "width=48"),
    ("ResNet", "8,3,224,224", "features=2048", "features=1024"),
    ("Encoder", "N,L,256", "heads=8", "heads=4"),
    ("TenFaults", "8,3,64,64", "width=32", "width=24"),
]


def main() -> None:
    print(f"{'model':10} {'input':14} {'changed':16} {'first':>7} {'at once':>8} {'all':>7}")
    for name, shape, before, after in WATCHED:
        first, quick, whole = timed(name, shape, before, after)
        print(f"{name:10} {shape:14} {before:16} {first:6.2f}s {quick:7.2f}s {whole:6.2f}s", flush=True)


def timed(name: str, shape: str, before: str, after: str) -> tuple[float, float, float]:
    """Seconds for the first check, and from a save to the first and the last of what is shown."""
    text = NETS.read_text()
    assert before in text
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "watched.py"
        file.write_text(text)
        command = [sys.executable, "-u", "-m", "shapefault", "check", f"{file}:{name}", "--input", shape, "--watch"]
        began = time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
            try:
                _, whole = _shown(process, began)
                first, saves = whole, []
                for number in range(2 * SAVES):
                    time.sleep(0.5)
                    file.write_text(text if number % 2 else text.replace(before, after))
                    saves.append((number % 2, _shown(process, time.perf_counter())))
            finally:
                process.kill()
    changed = [shown for back, shown in saves if not back]
    return first, min(quick for quick, _ in changed), min(whole for _, whole in changed)


def _shown(process: subprocess.Popen[str], began: float) -> tuple[float, float]:
    quick = None
    for line in process.stdout or ():
        if re.search(r"checked in [\d.]+ s; ", line):
            quick = quick if quick is not None else time.perf_counter() - began
            if "waiting for a change" in line:
                return quick, time.perf_counter() - began
    raise SystemExit("the check ended")


if __name__ == "__main__":
    main()
