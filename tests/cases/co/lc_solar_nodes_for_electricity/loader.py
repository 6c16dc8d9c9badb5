import torch

COLUMNS = {"solar": 14, "electricity": 32, "exchange": 8}


class DataLoaderS:
    def __init__(self, name, window, horizon, steps=160, train=0.8):
        g = torch.Generator().manual_seed(3)
        self.m = COLUMNS[name]
        phase = torch.rand(self.m, generator=g) * 6.28
        raw = torch.sin(torch.arange(steps)[:, None] / 6 + phase) + 0.1 * torch.randn(steps, self.m, generator=g)
        self.scale = raw.abs().amax(0)
        raw = raw / self.scale
        starts = range(steps - window - horizon)
        x = torch.stack([raw[s:s + window] for s in starts])
        y = torch.stack([raw[s + window + horizon - 1] for s in starts])
        cut = int(train * len(x))
        self.train, self.valid = (x[:cut], y[:cut]), (x[cut:], y[cut:])

    def get_batches(self, part, size):
        for x, y in zip(part[0].split(size), part[1].split(size)):
            yield x.unsqueeze(1).transpose(2, 3), y
