import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

model_args = dict(
    num_class=6,
    num_point=21,
    num_person=1,
    in_channels=3,
)


class Feeder(Dataset):
    """Joint coordinates as (C, T, V, M): up to two people per clip, absent ones are zeros."""

    def __init__(self, n_samples=8, frames=30, window_size=24):
        rng = np.random.default_rng(13)
        self.data = rng.normal(size=(n_samples, 3, frames, 21, 2)).astype(np.float32)
        self.data[::2, ..., 1] = 0
        self.label = rng.integers(0, 6, n_samples)
        self.window_size = window_size

    def __len__(self):
        return len(self.label)

    def __getitem__(self, index):
        return self.data[index][:, : self.window_size], self.label[index]


class GraphUnit(nn.Module):
    def __init__(self, cin, cout, num_point, stride=1):
        super().__init__()
        self.adjacency = nn.Parameter(torch.eye(num_point) + 0.01 * torch.rand(num_point, num_point))
        self.gcn = nn.Conv2d(cin, cout, 1)
        self.tcn = nn.Conv2d(cout, cout, (9, 1), padding=(4, 0), stride=(stride, 1))
        self.bn = nn.BatchNorm2d(cout)

    def forward(self, x):
        return torch.relu(self.bn(self.tcn(self.gcn(torch.einsum("nctv,vw->nctw", x, self.adjacency)))))


class Model(nn.Module):
    def __init__(self, num_class, num_point, num_person, in_channels):
        super().__init__()
        self.data_bn = nn.BatchNorm1d(num_person * in_channels * num_point)
        self.l1 = GraphUnit(in_channels, 16, num_point)
        self.l2 = GraphUnit(16, 32, num_point, stride=2)
        self.fc = nn.Linear(32, num_class)

    def forward(self, x):
        N, C, T, V, M = x.size()
        x = x.permute(0, 4, 3, 1, 2).contiguous().view(N, M * V * C, T)
        x = self.data_bn(x)
        x = x.view(N, M, V, C, T).permute(0, 1, 3, 4, 2).contiguous().view(N * M, C, T, V)
        x = self.l2(self.l1(x))
        x = x.view(N, M, x.size(1), -1).mean(3).mean(1)
        return self.fc(x)


class Processor:
    def __init__(self, args):
        self.model = Model(**args)
        self.loss = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1, momentum=0.9, nesterov=True)

    def start(self):
        self.model.train()
        for data, label in DataLoader(Feeder(), batch_size=4, shuffle=True):
            loss = self.loss(self.model(data), label)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            print("batch loss", loss.item())


Processor(model_args).start()
