import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Mixup:
    """Collate function: mixes every window with another one of the batch."""

    def __init__(self, alpha=0.5):
        self.beta = torch.distributions.Beta(alpha, alpha)

    def __call__(self, samples):
        x = torch.stack([s[0] for s in samples])
        y = torch.stack([s[1] for s in samples])
        lam = self.beta.sample((len(x),))
        perm = torch.randperm(len(x))
        mixed = lam.view(-1, 1, 1) * x + (1 - lam.view(-1, 1, 1)) * x[perm]
        return mixed, (y, y[perm], lam)


def mixup_criterion(preds, target):
    if len(target) == 3:
        y_a, y_b, lam = target
        loss_a = F.nll_loss(preds, y_a, reduction="none")
        loss_b = F.nll_loss(preds, y_b, reduction="none")
        return (lam * loss_a + (1 - lam) * loss_b).mean()
    return F.nll_loss(preds, target)


class ShallowEEGNet(nn.Module):
    def __init__(self, n_chans, n_classes, n_filters=12):
        super().__init__()
        self.time = nn.Conv1d(n_chans, n_filters, 25, stride=4)
        self.bn = nn.BatchNorm1d(n_filters)
        self.final = nn.Linear(n_filters, n_classes)

    def forward(self, x):
        h = self.bn(self.time(x)) ** 2
        return F.log_softmax(self.final(torch.log(h.mean(-1) + 1e-6)), dim=1)


def windows(n, seed, n_chans=22, n_times=256):
    g = torch.Generator().manual_seed(seed)
    return TensorDataset(torch.randn(n, n_chans, n_times, generator=g), torch.randint(0, 4, (n,), generator=g))


torch.manual_seed(0)
train_loader = DataLoader(windows(48, seed=1), batch_size=16, shuffle=True, collate_fn=Mixup())
valid_loader = DataLoader(windows(19, seed=2), batch_size=16)
net = ShallowEEGNet(22, 4)
optimizer = torch.optim.AdamW(net.parameters(), lr=6e-4)

for epoch in range(2):
    net.train()
    for x, y in train_loader:
        loss = mixup_criterion(net(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    net.eval()
    with torch.no_grad():
        valid_loss = 0.0
        for x, y in valid_loader:
            valid_loss += mixup_criterion(net(x), y).item()
    print(epoch, "train", loss.item(), "valid", valid_loss / len(valid_loader))
