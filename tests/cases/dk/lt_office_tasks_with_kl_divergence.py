import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class CELoss:
    def __init__(self):
        self.loss_fn = nn.CrossEntropyLoss()

    def compute_loss(self, pred, gt):
        return self.loss_fn(pred, gt)


class KLDivLoss:
    def __init__(self):
        self.loss_fn = nn.KLDivLoss(reduction="batchmean")

    def compute_loss(self, pred, gt):
        return self.loss_fn(F.log_softmax(pred, dim=1), gt.float())


class HardSharing(nn.Module):
    def __init__(self, tasks, class_num, feature_dim=32):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.ReLU(),
            nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(64, feature_dim), nn.ReLU(),
        )
        self.decoders = nn.ModuleDict({t: nn.Linear(feature_dim, class_num) for t in tasks})

    def forward(self, x, task):
        return self.decoders[task](self.encoder(x))


def office31(n, class_num=31):
    return DataLoader(TensorDataset(torch.rand(n, 3, 32, 32), torch.randint(0, class_num, (n,))), batch_size=64)


tasks = ["amazon", "dslr", "webcam"]
loss_fn = {t: KLDivLoss() for t in tasks}
loaders = {t: office31(128) for t in tasks}
model = HardSharing(tasks, class_num=31)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
for batches in zip(*loaders.values()):
    losses = [loss_fn[t].compute_loss(model(x, t), gt) for t, (x, gt) in zip(tasks, batches)]
    optimizer.zero_grad()
    torch.stack(losses).sum().backward()
    optimizer.step()
    print({t: round(loss.item(), 3) for t, loss in zip(tasks, losses)})
