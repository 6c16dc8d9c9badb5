import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

N_TASKS = 12


class MPN(nn.Module):
    """Message passing over a dense adjacency matrix, one vector per molecule."""

    def __init__(self, atom_dim=20, hidden=48, depth=3):
        super().__init__()
        self.W_i = nn.Linear(atom_dim, hidden)
        self.W_h = nn.Linear(hidden, hidden)
        self.depth = depth

    def forward(self, V, A):
        H_0 = self.W_i(V)
        H = torch.relu(H_0)
        for _ in range(1, self.depth):
            H = torch.relu(H_0 + self.W_h(A @ H))
        return H.mean(dim=1)


class RegressionFFN(nn.Module):
    n_targets = 1

    def __init__(self, n_tasks, input_dim=48, hidden_dim=48):
        super().__init__()
        self.n_tasks = n_tasks
        self.ffn = nn.Sequential(
            nn.Linear(input_dim, hidden_dim), nn.ReLU(), nn.Linear(hidden_dim, n_tasks * self.n_targets)
        )

    def forward(self, Z):
        return self.ffn(Z)


class MveFFN(RegressionFFN):
    """Predicts a mean and a variance for every task."""

    n_targets = 2

    def forward(self, Z):
        mean, var = torch.chunk(self.ffn(Z), self.n_targets, 1)
        return torch.cat((mean, F.softplus(var) + 1e-6), 1)


def mse(preds, targets, mask):
    return F.mse_loss(preds, targets, reduction="none")[mask].mean()


def mve(preds, targets, mask):
    mean, var = torch.chunk(preds, 2, 1)
    nll = (var * 2 * torch.pi).log() / 2 + (mean - targets) ** 2 / (2 * var)
    return nll[mask].mean()


def rmse(preds, targets, mask):
    squared_errors = F.mse_loss(preds, targets, reduction="none")
    return squared_errors[mask].mean().sqrt()


TASK_TYPES = {
    "regression": (RegressionFFN, mse),
    "regression-mve": (MveFFN, mve),
}


class MPNN(nn.Module):
    def __init__(self, task_type, n_tasks):
        super().__init__()
        ffn, self.criterion = TASK_TYPES[task_type]
        self.message_passing = MPN()
        self.predictor = ffn(n_tasks)
        self.metrics = {"rmse": rmse}

    def forward(self, V, A):
        return self.predictor(self.message_passing(V, A))

    def training_step(self, batch):
        V, A, targets = batch
        mask = targets.isfinite()
        return self.criterion(self(V, A), targets.nan_to_num(nan=0.0), mask)

    @torch.no_grad()
    def evaluate(self, loader):
        totals = {name: 0.0 for name in self.metrics}
        for V, A, targets in loader:
            mask = targets.isfinite()
            targets = targets.nan_to_num(nan=0.0)
            preds = self(V, A)
            for name, metric in self.metrics.items():
                totals[name] += metric(preds, targets, mask).item()
        return {name: total / len(loader) for name, total in totals.items()}


def molecules(n, n_atoms=9):
    A = (torch.rand(n, n_atoms, n_atoms) < 0.25).float()
    targets = torch.randn(n, N_TASKS)
    targets[torch.rand(n, N_TASKS) < 0.1] = float("nan")
    return TensorDataset(torch.rand(n, n_atoms, 20), ((A + A.transpose(1, 2)) > 0).float(), targets)


if __name__ == "__main__":
    torch.manual_seed(0)
    train_loader = DataLoader(molecules(64), batch_size=16, shuffle=True)
    val_loader = DataLoader(molecules(32), batch_size=16)
    mpnn = MPNN("regression-mve", n_tasks=N_TASKS)
    optimizer = torch.optim.Adam(mpnn.parameters(), lr=1e-3)
    for epoch in range(2):
        for batch in train_loader:
            loss = mpnn.training_step(batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(epoch, "train_loss", round(loss.item(), 4), mpnn.evaluate(val_loader))
