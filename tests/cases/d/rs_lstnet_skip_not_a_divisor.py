import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F


class SkipNet(nn.Module):
    """Convolution over a window of readings, one recurrent layer, and one that jumps whole periods."""

    def __init__(self, args, m):
        super().__init__()
        self.P, self.m = args.window, m
        self.hidC, self.hidR, self.hidS = args.hidCNN, args.hidRNN, args.hidSkip
        self.Ck, self.skip = args.CNN_kernel, args.skip
        self.pt = (self.P - self.Ck) / self.skip
        self.conv1 = nn.Conv2d(1, self.hidC, kernel_size=(self.Ck, m))
        self.GRU1 = nn.GRU(self.hidC, self.hidR)
        self.GRUskip = nn.GRU(self.hidC, self.hidS)
        self.linear1 = nn.Linear(self.hidR + self.skip * self.hidS, m)

    def forward(self, x):
        batch_size = x.size(0)
        c = F.relu(self.conv1(x.unsqueeze(1))).squeeze(3)
        r = self.GRU1(c.permute(2, 0, 1))[1].squeeze(0)
        s = c[:, :, int(-self.pt * self.skip):].contiguous()
        s = s.view(batch_size, self.hidC, int(self.pt), self.skip)
        s = s.permute(2, 0, 3, 1).reshape(-1, batch_size * self.skip, self.hidC)
        s = self.GRUskip(s)[1].view(batch_size, self.skip * self.hidS)
        return self.linear1(torch.cat((r, s), 1))


def windows(series, args):
    ends = range(args.window, len(series) - args.horizon, 40)
    X = torch.stack([series[e - args.window:e] for e in ends])
    Y = torch.stack([series[e + args.horizon] for e in ends])
    return X.split(args.batch_size), Y.split(args.batch_size)


parser = argparse.ArgumentParser(description="Electricity forecasting")
parser.add_argument("--window", type=int, default=24 * 7)
parser.add_argument("--horizon", type=int, default=24)
parser.add_argument("--skip", type=int, default=24)
parser.add_argument("--CNN_kernel", type=int, default=6)
parser.add_argument("--hidCNN", type=int, default=20)
parser.add_argument("--hidRNN", type=int, default=20)
parser.add_argument("--hidSkip", type=int, default=5)
parser.add_argument("--batch_size", type=int, default=8)
args = parser.parse_args()

t = torch.arange(900.0)
series = torch.stack([torch.sin(t * 6.283 / 24 + k) for k in range(12)], dim=1)
model = SkipNet(args, m=12)
optim = torch.optim.Adam(model.parameters(), lr=1e-3)
for X, Y in zip(*windows(series, args)):
    output = model(X)
    loss = F.l1_loss(output, Y)
    optim.zero_grad()
    loss.backward()
    optim.step()
    print("train loss", loss.item())
