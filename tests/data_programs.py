"""Programs whose samples, splits or counts are wrong, each with the title of the edit that mends it."""

from __future__ import annotations

DATA = {
    "windows of one phase not turned as those of the other": (
        """
def train_windows(stream, batch, steps):
    data = stream.view(batch, -1).t().contiguous()
    for i in range(0, len(data) - steps, steps):
        yield data[i:i + steps]
def eval_windows(stream, batch, steps):
    data = stream.view(batch, -1)
    for i in range(0, data.size(1) - steps, steps):
        yield data[:, i:i + steps]
def run(windows, batch):
    rnn, state = nn.RNN(1, 4), torch.zeros(1, batch, 4)
    for part in windows:
        rnn(part[..., None].float(), state)
def main():
    run(train_windows(torch.arange(60), 4, 5), 4)
    run(eval_windows(torch.arange(24), 2, 5), 2)
main()
""",
        "do in eval_windows what train_windows does",
    ),
    "samples put together before they have one length": (
        """
class Waves(torch.utils.data.Dataset):
    def __len__(self):
        return 4
    def __getitem__(self, i):
        return torch.ones(1, 20 + 7 * i)
class Fixed(torch.utils.data.Dataset):
    def __init__(self, data, n):
        self.data, self.n = data, n
    def __len__(self):
        return len(self.data)
    def __getitem__(self, i):
        return F.pad(self.data[i], (0, 50))[:, :self.n]
class Mixed(torch.utils.data.Dataset):
    def __init__(self, data):
        self.data = data
    def __len__(self):
        return len(self.data)
    def __getitem__(self, i):
        x, y = self.data[i], self.data[i - 1]
        return x * 0.7 + y * 0.3
data = Waves()
data = Mixed(data)
data = Fixed(data, 30)
next(iter(torch.utils.data.DataLoader(data, batch_size=2)))
""",
        "put Fixed before Mixed",
    ),
    "two samples of which one is shorter": (
        """
class Mixed(torch.utils.data.Dataset):
    def __len__(self):
        return 2
    def __getitem__(self, i):
        x, y = torch.ones(1, 20 + 7 * i), torch.ones(1, 27)
        z = x * 0.7 + y * 0.3
        return z
next(iter(torch.utils.data.DataLoader(Mixed(), batch_size=2)))
""",
        "pad the shorter one",
    ),
    "a factor too many in a size": (
        """
AGENTS = 6
class World:
    features = ("x", "y", "speed")
    def __init__(self):
        self.n_state = len(self.features) * AGENTS
world = World()
nets = [nn.Linear(world.n_state, 2) for _ in range(AGENTS)]
states = torch.rand(AGENTS, len(world.features))
for net, state in zip(nets, states):
    net(state[None])
""",
        "count len(self.features) alone",
    ),
}
"""Name -> the program, and what the title of an edit that lets it end contains."""
