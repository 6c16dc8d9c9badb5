import argparse
import os
import tempfile

import numpy as np
import torch
import torch.nn as nn

parser = argparse.ArgumentParser("spintronic oscillator")
parser.add_argument("--steps", type=int, default=3, metavar="k", help="the number of shifted steps (new dimensions k)")
parser.add_argument("--niters", type=int, default=30)
parser.add_argument("--hidden", type=int, default=50)
parser.add_argument("--lr", type=float, default=1e-2)
args = parser.parse_args()


class ODEFunc(nn.Module):
    """dy/dt of the delay vector y = (m(t), m(t - s), ...) under the input current and its two shifts."""

    def __init__(self, dim=2, n_hidden=args.hidden):
        super().__init__()
        self.ext0 = nn.Sequential(
            nn.Linear(dim + 3, n_hidden), nn.Tanh(),
            nn.Linear(n_hidden, n_hidden), nn.Tanh(),
            nn.Linear(n_hidden, n_hidden), nn.Tanh(),
            nn.Linear(n_hidden, dim),
        )

    def forward(self, y, current):
        return self.ext0(torch.cat([y, current], dim=-1))


def odeint(func, y0, currents, dt):
    """Explicit midpoint rule; currents holds one row per time step."""
    y, path = y0, [y0]
    for u in currents:
        half = y + 0.5 * dt * func(y, u)
        y = y + dt * func(half, u)
        path.append(y)
    return torch.stack(path)


def simulate(n, seed, dt=0.1):
    """Magnetisation of a driven oscillator: m'' = -m - 0.3 m' + u"""
    rng = np.random.default_rng(seed)
    u = np.repeat(rng.uniform(-1, 1, n // 10 + 1), 10)[:n]
    m, v, out = 0.1, 0.0, []
    for k in range(n):
        v += dt * (-m - 0.3 * v + u[k])
        m += dt * v
        out.append(m)
    return np.array(out), u


def delay_vectors(series, k, shift=4):
    """Column j holds the series j shifts earlier."""
    n = len(series) - (k - 1) * shift
    columns = [series[(k - 1 - j) * shift:(k - 1 - j) * shift + n] for j in range(k)]
    return torch.tensor(np.stack(columns, axis=1), dtype=torch.float32)


def make_data(seed, k):
    m, u = simulate(300, seed)
    y, drive = delay_vectors(m, k), delay_vectors(u, 3)
    n = min(len(y), len(drive))
    return y[-n:], drive[-n:]


def train(path):
    torch.manual_seed(0)
    true_y, drive = make_data(seed=0, k=args.steps)
    func = ODEFunc(dim=args.steps)
    optimizer = torch.optim.Adam(func.parameters(), lr=args.lr)
    for itr in range(args.niters):
        start = torch.randint(0, len(true_y) - 11, (16,))
        window = torch.stack([drive[start + i] for i in range(10)])
        target = torch.stack([true_y[start + i] for i in range(11)])
        loss = (odeint(func, target[0], window, dt=0.1) - target).abs().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"Iter {itr + 1} | Total Loss {loss.item():.6f}")
    torch.save(func.state_dict(), path)


def test(path):
    true_y, drive = make_data(seed=7, k=args.steps)
    func = ODEFunc(dim=2)
    func.load_state_dict(torch.load(path))
    func.eval()
    with torch.no_grad():
        pred_y = odeint(func, true_y[0], drive[:100], dt=0.1)
    mse = ((pred_y[:, 0] - true_y[:101, 0]) ** 2).mean()
    print(f"Test | MSE of the trajectory {mse.item():.6f}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        checkpoint = os.path.join(folder, f"model_k{args.steps}.pt")
        train(checkpoint)
        test(checkpoint)
