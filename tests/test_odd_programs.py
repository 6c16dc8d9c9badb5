"""More of what programs do to a tool that looks at them.

Always the program's own stderr comes first, its stdout and its exit status are python's, and what follows is one
diagnosis (where it is certain) or nothing.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytestmark = pytest.mark.slow

ENV = {**os.environ, "OMP_NUM_THREADS": "1", "TORCH_CPP_LOG_LEVEL": "ERROR"}

HEAD = """
import os, sys
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(10, 2)

    def forward(self, x):
        return self.fc(x)

x = torch.rand(4, 11)
"""

EXPLAINED = {
    "compiled": """
        torch.compile(Net(), backend="eager")(x)
    """,
    "compiled function": """
        net = Net()

        @torch.compile(backend="eager")
        def step(x):
            return net(x).sum()

        step(x)
    """,
    "traced": """
        torch.jit.trace(Net(), torch.rand(4, 10))(x)
    """,
    "sharded": """
        import torch.distributed as dist
        from torch.distributed.fsdp import fully_shard
        from torch.distributed.device_mesh import init_device_mesh

        dist.init_process_group("gloo", init_method=f"file://{os.getcwd()}/store", rank=0, world_size=1)
        net = Net()
        fully_shard(net, mesh=init_device_mesh("cpu", (1,)))
        net(x)
    """,
    "distributed": """
        import torch.distributed as dist

        dist.init_process_group("gloo", init_method=f"file://{os.getcwd()}/store", rank=0, world_size=1)
        nn.parallel.DistributedDataParallel(Net())(x)
    """,
    "trainer": """
        import functools

        class Trainer:
            def fit(self, module, batches):
                self._guarded(functools.partial(self._loop, module, batches))

            def _guarded(self, work):
                try:
                    work()
                except KeyboardInterrupt:
                    sys.exit(1)
                except BaseException:
                    self.state = "interrupted"
                    raise

            def _loop(self, module, batches):
                with torch.enable_grad():
                    for batch in batches:
                        module.training_step(batch).backward()

        class Lit(nn.Module):
            def __init__(self, net):
                super().__init__()
                self.net = net

            def forward(self, x):
                return self.net(x)

            def training_step(self, batch):
                return self(batch).sum()

        Trainer().fit(Lit(Net()), [x])
    """,
    "pool of threads": """
        from concurrent.futures import ThreadPoolExecutor
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(Net(), [x, x]))
    """,
    "coroutine": """
        import asyncio

        async def main():
            await asyncio.sleep(0)
            Net()(x)

        asyncio.run(main())
    """,
    "vmap": """
        net = Net()
        torch.func.vmap(lambda row: net(row))(x)
    """,
    "grad": """
        net = Net()
        torch.func.grad(lambda x: net(x).sum())(x)
    """,
    "functional_call": """
        net = Net()
        torch.func.functional_call(net, dict(net.named_parameters()), (x,))
    """,
    "checkpointed": """
        from torch.utils.checkpoint import checkpoint
        checkpoint(Net(), x, use_reentrant=False)
    """,
    "autocast": """
        with torch.autocast("cpu", dtype=torch.bfloat16):
            Net()(x)
    """,
    "worker by fork": """
        from torch.utils.data import DataLoader

        class Rows(torch.utils.data.Dataset):
            def __len__(self):
                return 6

            def __getitem__(self, index):
                return torch.cat([torch.rand(2, 3), torch.rand(2, 3 + index // 5)])

        for batch in DataLoader(Rows(), batch_size=2, num_workers=2, multiprocessing_context="fork"):
            pass
    """,
    "collate in a worker by spawn": """
        from torch.utils.data import DataLoader

        class Rows(torch.utils.data.Dataset):
            def __len__(self):
                return 6

            def __getitem__(self, index):
                return torch.rand(3 + index // 5)

        if __name__ == "__main__":
            for batch in DataLoader(Rows(), batch_size=2, num_workers=1, multiprocessing_context="spawn"):
                pass
    """,
    "no_grad": """
        @torch.no_grad()
        def evaluate(net, x):
            return net(x)

        evaluate(Net().eval(), x)
    """,
    "inference_mode": """
        with torch.inference_mode():
            Net()(x)
    """,
    "forward hook": """
        net = nn.Linear(11, 3)
        net.register_forward_hook(lambda module, args, out: out @ torch.rand(4, 5))
        net(x)
    """,
    "forward pre-hook": """
        net = Net()
        net.register_forward_pre_hook(lambda module, args: (torch.cat([args[0], torch.rand(3, 11)], dim=1),))
        net(x)
    """,
    "gradient of another shape": """
        net = nn.Linear(11, 3)
        net(x).backward(torch.ones(4, 2))
    """,
    "custom backward": """
        class Twice(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                return x * 2

            @staticmethod
            def backward(ctx, grad):
                return grad @ torch.rand(4, 4)

        Twice.apply(x.requires_grad_()).sum().backward()
    """,
    "backward hook": """
        net = nn.Linear(11, 3)
        out = net(x)
        out.register_hook(lambda grad: grad @ torch.rand(5, 3))
        out.sum().backward()
    """,
    "parametrized": """
        net = nn.utils.parametrizations.weight_norm(nn.Linear(10, 2))
        net(x)
    """,
    "lazy": """
        net = nn.Sequential(nn.LazyLinear(7), nn.ReLU(), nn.Linear(8, 2))
        net(x)
    """,
    "default device": """
        torch.set_default_device("cpu")
        torch.set_default_dtype(torch.float64)
        Net()(torch.rand(4, 11))
    """,
    "poisonous locals": """
        class Poison:
            def _no(self, *args):
                raise RuntimeError("do not touch")
            __repr__ = __str__ = __eq__ = __hash__ = __bool__ = __len__ = __iter__ = __getattr__ = __array__ = _no

        class Odd(Net):
            def forward(self, x):
                poison = Poison()
                return self.fc(x)

        poison = Poison()
        Odd()(x)
    """,
    "poisonous module in sys.modules": """
        import types

        class Lazy(types.ModuleType):
            def __getattr__(self, name):
                raise RuntimeError(f"cannot load for {name}")

        sys.modules["lazy_one"] = Lazy("lazy_one")
        sys.modules["no_module"] = None
        sys.modules["number"] = 3
        Net()(x)
    """,
    "own torch function": """
        class Unit(torch.Tensor):
            @classmethod
            def __torch_function__(cls, func, types, args=(), kwargs=None):
                if func.__name__ not in ("linear", "__get__", "as_subclass"):
                    raise TypeError(f"Unit takes no {func.__name__}")
                return super().__torch_function__(func, types, args, kwargs or {})

        Net()(x.as_subclass(Unit))
    """,
    "raised again": """
        def step(net, x):
            try:
                return net(x)
            except RuntimeError as error:
                print("failed")
                raise error

        step(Net(), x)
    """,
    "context that swallows": """
        import contextlib
        with contextlib.suppress(RuntimeError):
            Net()(x)
        with contextlib.ExitStack() as stack:
            stack.callback(print, "closed")
            Net()(x)
    """,
    "forward that writes": """
        class Logging(Net):
            def forward(self, x):
                with open("log", "a") as log:
                    log.write("called\\n")
                return self.fc(x)

        import atexit
        atexit.register(lambda: print(open("log").read()))
        Logging()(x)
    """,
    "forward that exits the second time": """
        class Once(Net):
            def forward(self, x):
                if hasattr(self, "called"):
                    sys.exit(7)
                self.called = True
                return self.fc(x)

        Once()(x)
    """,
    "source gone": """
        os.remove(__file__)
        Net()(x)
    """,
    "folder gone": """
        import shutil
        os.mkdir("away")
        os.chdir("away")
        os.rmdir(os.getcwd())
        Net()(x)
    """,
    "recursion limit": """
        net = Net()

        def down(n):
            if n:
                return down(n - 1)
            return net(x)

        sys.setrecursionlimit(220)
        down(150)
    """,
    "generator": """
        def outputs(net):
            while True:
                yield net(x)

        next(outputs(Net()))
    """,
    "traced and profiled": """
        sys.settrace(lambda frame, event, arg: None)
        sys.setprofile(lambda frame, event, arg: None)
        Net()(x)
    """,
    "stdout closed": """
        sys.stdout = None
        Net()(x)
    """,
}

SAID = {
    "raised again": "failed\n",
    "context that swallows": "closed\n",
    "forward that writes": "called\n\n",
}
"""What goes to stdout."""

TRACEBACKS = {"compiled": 1}
"""How many tracebacks the program itself prints, where it is not one."""

SILENT = {
    "mention": """
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)")
    """,
    "mention in forward": """
        class Checked(Net):
            def forward(self, x):
                if x.shape[1] != 10:
                    raise ValueError(f"size mismatch, got input {tuple(x.shape)}, expected (N, 10)")
                return self.fc(x)

        Checked()(x)
    """,
    "mention in an own type": """
        class ShapeError(RuntimeError):
            pass

        def check(a, b):
            raise ShapeError("The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1")

        check(x, x)
    """,
    "assertion": """
        assert x.shape == (4, 10), f"shape '{x.shape}' is invalid for input of size 40"
    """,
    "mention of another kind": """
        import json
        json.loads("mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)")
    """,
    "not about shapes": """
        x.add_(torch.tensor("no"))
    """,
    "dtype": """
        Net()(x[:, :10].long())
    """,
    "missing file": """
        torch.load("nowhere.pt")
    """,
    "out of range in a list": """
        sizes = list(x.shape)
        sizes[5]
    """,
    "own unpacking": """
        a, b = [1, 2, 3]
    """,
}

EITHER = {
    "quantized": """
        import warnings
        warnings.simplefilter("ignore")
        torch.ao.quantization.quantize_dynamic(Net(), {nn.Linear}, dtype=torch.qint8)(x)
    """,
    "wrapped": """
        try:
            Net()(x)
        except RuntimeError as error:
            raise ValueError("the model does not fit") from error
    """,
    "task group": """
        import asyncio

        async def part():
            Net()(x)

        async def main():
            async with asyncio.TaskGroup() as group:
                group.create_task(part())

        asyncio.run(main())
    """,
    "text that raises": """
        class Mute(RuntimeError):
            def __str__(self):
                raise ValueError("no text")

        try:
            Net()(x)
        except RuntimeError as error:
            raise Mute() from None
    """,
    "child process": """
        import multiprocessing

        if __name__ == "__main__":
            child = multiprocessing.get_context("fork").Process(target=Net(), args=(x,))
            child.start()
            child.join()
            sys.exit(child.exitcode + 2)
    """,
    "in atexit": """
        import atexit
        atexit.register(lambda: Net()(x))
    """,
    "in a destructor": """
        class Last:
            def __del__(self):
                Net()(x)

        last = Last()
        del last
    """,
    "vmap of unequal sizes": """
        torch.func.vmap(torch.dot)(torch.rand(3, 5), torch.rand(4, 5))
    """,
    "nested tensor": """
        nested = torch.nested.nested_tensor([torch.rand(2, 3), torch.rand(4, 3)])
        nested @ torch.rand(2, 4, 5)
    """,
    "sparse": """
        torch.eye(4).to_sparse() @ torch.rand(5, 2)
    """,
    "meta": """
        Net().to("meta")(x.to("meta"))
    """,
    "export": """
        torch.export.export(Net(), (x,))
    """,
}


def run(folder: Path, body: str, options: tuple[str, ...] = ("--no-rerun",)) -> tuple[int, str, str, str]:
    """Exit status, stdout, the program's own stderr, and what we added to it."""
    folder.mkdir(exist_ok=True)
    (folder / "main.py").write_text(HEAD + textwrap.dedent(body))
    done = subprocess.run(
        [sys.executable, "-m", "shapefault", "run", *options, "main.py"],
        cwd=folder, env=ENV, capture_output=True, text=True, timeout=150,
    )  # fmt: skip
    return done.returncode, done.stdout, *parted(done.stderr)


def parted(stderr: str) -> tuple[str, str]:
    """The program's own stderr, and ours; ours has no traceback of its own."""
    own, head, added = stderr.partition("error[SF")
    assert "internal error" not in stderr and "Traceback" not in added, stderr
    return own, head + added


@pytest.mark.parametrize("kind", EXPLAINED)
def test_explained(kind, tmp_path):
    status, stdout, own, added = run(tmp_path, EXPLAINED[kind])
    own = re.sub(r"^\[rank0\]: ?", "", own, flags=re.M)  # torch.distributed marks each line of a traceback
    assert (status, stdout) == (1, SAID.get(kind, "")), own
    assert own.count("\nTraceback (most") + own.startswith("Traceback (most") == TRACEBACKS.get(kind, 1), own
    assert re.search(r"^(\w+\.)*\w*Error: .*\n\Z", own, re.M | re.S), own
    assert added.count("error[SF") == 1, own + added


@pytest.mark.parametrize("kind", SILENT)
def test_silent(kind, tmp_path):
    status, stdout, own, added = run(tmp_path, SILENT[kind])
    assert (status, stdout, added) == (1, "", "")
    # A clone is called after its project, and torch's files lie below it.
    assert own.startswith("Traceback (most") and "shapefault" not in own.replace(sys.prefix, "")


@pytest.mark.parametrize("kind", EITHER)
def test_no_harm(kind, tmp_path):
    """Whether these are explained is left open; the rest is as under plain python, to the byte."""
    status, stdout, own, _ = run(tmp_path, EITHER[kind])
    plain = subprocess.run([sys.executable, "main.py"], cwd=tmp_path, env=ENV, capture_output=True, text=True)
    assert (status, stdout) == (plain.returncode, plain.stdout)
    assert alike(own) == alike(plain.stderr)


def alike(stderr: str) -> str:
    """Without what differs between any two runs: addresses, times, process ids."""
    return re.sub(r"0x[0-9a-f]{6,}|(?<=[VIWE]\d{4} )[\d:.]+ \d+", "#", stderr)


def test_in_an_archive(tmp_path):
    """Code that is on no disk: the diagnosis stands on the program's deepest line that is."""
    with zipfile.ZipFile(tmp_path / "parts.zip", "w") as archive:
        archive.writestr("part.py", "def step(net, x):\n    return net(x)\n")
    body = 'sys.path.insert(0, "parts.zip")\nimport part\npart.step(Net(), x)\n'
    status, _, own, added = run(tmp_path, body, options=())
    assert (status, own.count("Traceback (most")) == (1, 1)
    assert added.count("error[SF") == 1


@pytest.mark.parametrize("options", [(), ("--no-rerun",)])
def test_from_standard_input(options, tmp_path):
    text = HEAD + "print(sys.argv)\nNet()(x)\n"
    plain, ran = (
        subprocess.run(
            [sys.executable, *how, "-", "a"], cwd=tmp_path, env=ENV, input=text, capture_output=True, text=True
        )
        for how in ((), ("-m", "shapefault", "run", *options))
    )
    own, _ = parted(ran.stderr)
    assert (ran.returncode, ran.stdout, own) == (1, plain.stdout, plain.stderr)


@pytest.mark.parametrize(("encoding", "ends"), [("latin-1", "\n"), ("utf-8-sig", "\r\n")])
def test_a_fix_keeps_encoding_and_line_ends(encoding, ends, tmp_path):
    text = f"# -*- coding: {encoding.removesuffix('-sig')} -*-\nname = 'cafés'{HEAD}print(ascii(name))\nNet()(x)\n"
    before = text.replace("\n", ends).encode(encoding)
    (tmp_path / "main.py").write_bytes(before)
    report = tmp_path / "report.json"
    command = [sys.executable, "-m", "shapefault"]
    options = {"cwd": tmp_path, "env": {**ENV, "XDG_CACHE_HOME": str(tmp_path)}, "capture_output": True}
    done = subprocess.run([*command, "run", "--format", "json", "--output", report, "main.py"], **options)
    assert (done.returncode, done.stdout) == (1, b"'caf\\xe9s'\n"), done.stderr
    diagnosis = json.loads(report.read_text())["diagnoses"][0]
    assert diagnosis["fixes"], diagnosis
    done = subprocess.run([*command, "fix", diagnosis["id"], "--unsafe"], **options)
    assert done.returncode == 0, done.stderr
    after = (tmp_path / "main.py").read_bytes()
    assert after != before
    assert after.count(b"\r") == before.count(b"\r") and after.count(b"\n") == before.count(b"\n")
    assert after.splitlines()[:2] == before.splitlines()[:2]
    assert subprocess.run([sys.executable, "main.py"], **options).returncode == 0
