"""Shape faults, and what looks like one, in places where a tool could trip over itself."""

import os
import sys
import threading

import torch
from torch import nn

kind = sys.argv[1]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(10, 2)

    def forward(self, x):
        return self.fc(x)


class NoRepr(Net):
    def __repr__(self):
        raise RuntimeError("in __repr__")


class NoGetattr(Net):
    def __getattr__(self, name):
        if name == "fc":
            return super().__getattr__(name)
        raise RuntimeError(f"in __getattr__({name})")


class OwnTensor(torch.Tensor):
    pass


class Endless(nn.Module):
    def forward(self, x):
        return self(x)


def down(n, x):
    return down(n - 1, x) if n else Net()(x)


x = torch.rand(4, 11)
match kind:
    case "deep":
        sys.setrecursionlimit(20000)
        down(5000, x)
    case "endless":
        Endless()(x)
    case "repr":
        NoRepr()(x)
    case "getattr":
        NoGetattr()(x)
    case "subclass":
        Net()(x.as_subclass(OwnTensor))
    case "exec":
        exec("def f(net, x):\n    return net(x)\nf(Net(), x)", {"Net": Net, "x": x})
    case "script":
        torch.jit.script(Net())(x)
    case "parallel":
        nn.DataParallel(Net())(x)
    case "mention":
        raise ValueError("mat1 and mat2 shapes cannot be multiplied (4x11 and 10x2), says the program")
    case "thread":
        thread = threading.Thread(target=Net(), args=(x,))
        thread.start()
        thread.join()
        print("main thread goes on")
    case "hook":
        sys.excepthook = lambda kind, error, traceback: print("Traceback, my way", file=sys.stderr)
        Net()(x)
    case "no-stderr":
        sys.stderr = None
        Net()(x)
    case "closed-stderr":
        sys.stderr.close()
        Net()(x)
    case "chdir":
        os.chdir("/")
        Net()(x)
