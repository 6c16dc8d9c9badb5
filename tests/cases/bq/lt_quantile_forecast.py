import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def level_to_quantiles(level):
    lows = [(50 - lv / 2) / 100 for lv in level]
    highs = [(50 + lv / 2) / 100 for lv in level]
    return sorted(lows + [0.5] + highs)


class MQLoss:
    """Pinball loss averaged over the quantiles of the given interval levels."""

    def __init__(self, level):
        self.level = level
        self.quantiles = torch.tensor(level_to_quantiles(level))

    @property
    def outputsize_multiplier(self):
        return len(self.quantiles)

    def __call__(self, y, y_hat):
        error = y.unsqueeze(-1) - y_hat
        loss = torch.maximum(self.quantiles * error, (self.quantiles - 1) * error)
        return loss.mean()


class Block(nn.Module):
    def __init__(self, input_size, pool, n_theta, width=64):
        super().__init__()
        self.pool = nn.MaxPool1d(pool, pool)
        self.net = nn.Sequential(nn.Linear(input_size // pool, width), nn.ReLU(), nn.Linear(width, n_theta))

    def forward(self, insample):
        return self.net(self.pool(insample.unsqueeze(1)).squeeze(1))


class NHITSLite(nn.Module):
    def __init__(self, h, input_size, loss, valid_loss=None, pools=(4, 2, 1), max_steps=30, val_check_steps=10):
        super().__init__()
        self.h, self.loss = h, loss
        self.valid_loss = valid_loss if valid_loss is not None else loss
        self.max_steps, self.val_check_steps = max_steps, val_check_steps
        self.n_out = loss.outputsize_multiplier
        self.blocks = nn.ModuleList(Block(input_size, p, h * self.n_out) for p in pools)

    def forward(self, insample):
        forecast = sum(block(insample) for block in self.blocks)
        return forecast.view(-1, self.h, self.n_out)

    def fit(self, train_loader, val_loader):
        optimizer = torch.optim.Adam(self.parameters(), lr=1e-3)
        step = 0
        while step < self.max_steps:
            for insample, outsample in train_loader:
                optimizer.zero_grad()
                train_loss = self.loss(outsample, self(insample))
                train_loss.backward()
                optimizer.step()
                step += 1
                if step % self.val_check_steps == 0:
                    print(step, train_loss.item(), self.validate(val_loader))
        return self

    @torch.no_grad()
    def validate(self, loader):
        losses = [self.valid_loss(outsample, self(insample)) for insample, outsample in loader]
        return float(torch.stack(losses).mean())


def windows(series, input_size, h):
    frames = series.unfold(0, input_size + h, 4)
    return TensorDataset(frames[:, :input_size], frames[:, input_size:])


torch.manual_seed(1)
t = torch.arange(480.0)
passengers = torch.sin(t * 6.2832 / 12) + 0.004 * t + 0.1 * torch.randn(480)
HORIZON, INPUT = 12, 24

model = NHITSLite(
    h=HORIZON,
    input_size=INPUT,
    loss=MQLoss(level=[80]),
    valid_loss=MQLoss(level=[80, 90]),
)
model.fit(
    DataLoader(windows(passengers[:360], INPUT, HORIZON), batch_size=16, shuffle=True),
    DataLoader(windows(passengers[360:], INPUT, HORIZON), batch_size=16),
)
