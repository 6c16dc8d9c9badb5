import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class GHM_Loss(nn.Module):
    """Weights every example by how many others have a gradient of that norm."""

    def __init__(self, bins, alpha):
        super().__init__()
        self._bins = bins
        self._alpha = alpha
        self._last_bin_count = None

    def _g2bin(self, g):
        return torch.floor(g * (self._bins - 0.0001)).long()

    def _custom_loss(self, x, target, weight):
        raise NotImplementedError

    def _custom_loss_grad(self, x, target):
        raise NotImplementedError

    def forward(self, x, target):
        g = torch.abs(self._custom_loss_grad(x, target)).detach()
        bin_idx = self._g2bin(g)
        bin_count = torch.zeros(self._bins)
        for i in range(self._bins):
            bin_count[i] = (bin_idx == i).sum().item()
        N = x.size(0) * x.size(1)
        if self._last_bin_count is None:
            self._last_bin_count = bin_count
        else:
            bin_count = self._alpha * self._last_bin_count + (1 - self._alpha) * bin_count
            self._last_bin_count = bin_count
        nonempty_bins = (bin_count > 0).sum().item()
        gd = torch.clamp(bin_count * nonempty_bins, min=0.0001)
        beta = N / gd
        return self._custom_loss(x, target, beta[bin_idx])


class GHMC_Loss(GHM_Loss):
    def _custom_loss(self, x, target, weight):
        return nn.functional.binary_cross_entropy_with_logits(x, target, weight=weight)

    def _custom_loss_grad(self, x, target):
        return torch.sigmoid(x).detach() - target


def train(model, loader):
    criterion = GHMC_Loss(bins=10, alpha=0.75)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    for inputs, target in loader:
        outputs = model(inputs)
        loss = criterion(outputs, target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(loss.item())


torch.manual_seed(2)
features = torch.randn(96, 14)
is_defect = (features.sum(1) > 4).long()
net = nn.Sequential(nn.Linear(14, 32), nn.ReLU(), nn.Linear(32, 2))
train(net, DataLoader(TensorDataset(features, is_defect), batch_size=48))
