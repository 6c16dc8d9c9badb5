import itertools
import random

import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.data.sampler import Sampler


class FairBatch(Sampler):
    """Draws batches in which the groups with the larger loss appear more often.

    y is -1 or 1, the sensitive attribute z is 0 or 1.
    """

    def __init__(self, model, x_tensor, y_tensor, z_tensor, batch_size, alpha, fairness_type):
        self.model = model
        self.x_data, self.y_data, self.z_data = x_tensor, y_tensor, z_tensor
        self.batch_size, self.alpha, self.fairness_type = batch_size, alpha, fairness_type
        self.N = len(z_tensor)
        self.batch_num = self.N // batch_size

        self.yz_tuple = list(itertools.product([-1, 1], [0, 1]))
        self.yz_index, self.yz_len, self.S = {}, {}, {}
        for y, z in self.yz_tuple:
            self.yz_index[y, z] = ((self.y_data == y) & (self.z_data == z)).nonzero()[:, 0]
            self.yz_len[y, z] = len(self.yz_index[y, z])
            self.S[y, z] = batch_size * self.yz_len[y, z] / self.N
        self.lb1 = self.S[1, 1] / (self.S[1, 1] + self.S[1, 0])
        self.lb2 = self.S[-1, 1] / (self.S[-1, 1] + self.S[-1, 0])

    def adjust_lambda(self):
        self.model.eval()
        with torch.no_grad():
            logit = self.model(self.x_data)
        criterion = nn.BCELoss(reduction="none")
        eo_loss = criterion((torch.tanh(logit) + 1) / 2, (self.y_data + 1) / 2)
        yhat = {}
        for yz in self.yz_tuple:
            yhat[yz] = float(torch.sum(eo_loss[self.yz_index[yz]])) / self.yz_len[yz]

        y1_diff = yhat[1, 1] - yhat[1, 0]
        y0_diff = yhat[-1, 1] - yhat[-1, 0]
        if self.fairness_type == "eqopp" or abs(y1_diff) > abs(y0_diff):
            self.lb1 += self.alpha if y1_diff > 0 else -self.alpha
        else:
            self.lb2 += self.alpha if y0_diff > 0 else -self.alpha
        self.lb1 = min(max(self.lb1, 0), 1)
        self.lb2 = min(max(self.lb2, 0), 1)

    def __iter__(self):
        self.adjust_lambda()
        n1 = self.S[1, 0] + self.S[1, 1]
        n0 = self.S[-1, 0] + self.S[-1, 1]
        each = {(1, 1): round(self.lb1 * n1), (1, 0): round((1 - self.lb1) * n1),
                (-1, 1): round(self.lb2 * n0), (-1, 0): round((1 - self.lb2) * n0)}
        for _ in range(self.batch_num):
            batch = np.concatenate([np.random.choice(self.yz_index[yz].numpy(), each[yz]) for yz in self.yz_tuple])
            random.shuffle(batch)
            yield batch.tolist()

    def __len__(self):
        return self.batch_num


class LogisticRegression(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.model = nn.Sequential(nn.Linear(n_in, n_out))

    def forward(self, input_data):
        return self.model(input_data)


def synthetic_data(n=400):
    y = torch.randint(0, 2, (n,)).float() * 2 - 1
    x = torch.randn(n, 2) + 0.8 * y[:, None]
    z = (torch.rand(n) < torch.sigmoid(x.sum(1))).float()
    return torch.cat([x, z[:, None]], dim=1), y, z


def run_epoch(model, loader, optimizer, criterion):
    for data, target in loader:
        model.train()
        optimizer.zero_grad()
        label_predicted = model(data)
        loss = criterion((torch.tanh(label_predicted.squeeze(1)) + 1) / 2, (target + 1) / 2)
        loss.backward()
        optimizer.step()
    return loss.item()


torch.manual_seed(0)
xz_train, y_train, z_train = synthetic_data()
model = LogisticRegression(3, 1)
optimizer = torch.optim.Adam(model.parameters(), lr=5e-4, betas=(0.9, 0.999))
sampler = FairBatch(model, xz_train, y_train, z_train, batch_size=100, alpha=0.005, fairness_type="eqodds")
loader = DataLoader(TensorDataset(xz_train, y_train), batch_sampler=sampler)
for epoch in range(3):
    loss = run_epoch(model, loader, optimizer, nn.BCELoss())
    print(f"epoch {epoch}: loss {loss:.4f}, lambda {sampler.lb1:.3f} {sampler.lb2:.3f}")
