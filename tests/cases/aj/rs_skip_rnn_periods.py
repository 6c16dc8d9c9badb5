import argparse

import torch
from torch import nn
from torch.nn import functional as F


class LSTNet(nn.Module):
    def __init__(self, args, m):
        super().__init__()
        self.P, self.m = args.window, m
        self.hidR, self.hidC, self.hidS = args.hidRNN, args.hidCNN, args.hidSkip
        self.Ck, self.skip, self.hw = args.CNN_kernel, args.skip, args.highway_window
        self.pt = (self.P - self.Ck) / self.skip
        self.conv1 = nn.Conv2d(1, self.hidC, kernel_size=(self.Ck, self.m))
        self.GRU1 = nn.GRU(self.hidC, self.hidR)
        self.GRUskip = nn.GRU(self.hidC, self.hidS)
        self.linear1 = nn.Linear(self.hidR + self.skip * self.hidS, self.m)
        self.highway = nn.Linear(self.hw, 1)
        self.dropout = nn.Dropout(args.dropout)

    def forward(self, x):
        batch_size = x.size(0)
        c = F.relu(self.conv1(x.view(-1, 1, self.P, self.m)))
        c = self.dropout(c).squeeze(3)

        _, r = self.GRU1(c.permute(2, 0, 1).contiguous())
        r = self.dropout(r.squeeze(0))

        s = c[:, :, int(-self.pt * self.skip):].contiguous()
        s = s.view(batch_size, self.hidC, int(self.pt), self.skip)
        s = s.permute(2, 0, 3, 1).contiguous()
        s = s.view(int(self.pt), batch_size * self.skip, self.hidC)
        _, s = self.GRUskip(s)
        s = self.dropout(s.view(batch_size, self.skip * self.hidS))
        res = self.linear1(torch.cat((r, s), 1))

        z = x[:, -self.hw:, :].permute(0, 2, 1).contiguous().view(-1, self.hw)
        return res + self.highway(z).view(-1, self.m)


class TrafficData:
    def __init__(self, window, horizon, m=12, hours=24 * 21):
        t = torch.arange(hours)[:, None]
        series = torch.sin(2 * torch.pi * (t / 24 + torch.rand(m))) + 0.1 * torch.randn(hours, m)
        series = series / series.abs().max(dim=0).values
        starts = range(0, hours - window - horizon + 1, 4)
        self.m = m
        self.X = torch.stack([series[i:i + window] for i in starts])
        self.Y = torch.stack([series[i + window + horizon - 1] for i in starts])

    def batches(self, size):
        for idx in torch.randperm(len(self.X)).split(size):
            yield self.X[idx], self.Y[idx]


parser = argparse.ArgumentParser()
parser.add_argument("--hidCNN", type=int, default=50)
parser.add_argument("--hidRNN", type=int, default=50)
parser.add_argument("--hidSkip", type=int, default=5)
parser.add_argument("--window", type=int, default=24 * 7)
parser.add_argument("--CNN_kernel", type=int, default=6)
parser.add_argument("--highway_window", type=int, default=24)
parser.add_argument("--skip", type=int, default=24)
parser.add_argument("--dropout", type=float, default=0.2)
parser.add_argument("--horizon", type=int, default=12)
args = parser.parse_args([])

data = TrafficData(args.window, args.horizon)
model = LSTNet(args, data.m)
optim = torch.optim.Adam(model.parameters(), lr=1e-3)
for X, Y in data.batches(32):
    loss = F.l1_loss(model(X), Y)
    optim.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 10.0)
    optim.step()
print(loss.item())
