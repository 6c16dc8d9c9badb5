import itertools

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

TASKS = ["semantic", "depth"]
CHANNELS = {"semantic": 7, "depth": 1}


class ConditionedBlock(nn.Module):
    """Convolution whose output is scaled and shifted per task pair."""

    def __init__(self, cin, cout, num_pairs=6):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, 3, padding=1)
        self.bn = nn.BatchNorm2d(cout, affine=False)
        self.gamma = nn.Parameter(torch.ones(cout, num_pairs))
        self.beta = nn.Parameter(torch.zeros(cout, num_pairs))

    def forward(self, x, A_taskpair):
        x = self.bn(self.conv(x))
        gamma = torch.mm(A_taskpair, self.gamma.t())
        beta = torch.mm(A_taskpair, self.beta.t())
        return F.relu(x * gamma[:, :, None, None] + beta[:, :, None, None])


class MapFns(nn.Module):
    """Maps a prediction of one task and one of another into a joint space."""

    def __init__(self, tasks, width=64):
        super().__init__()
        self.pairs = list(itertools.permutations(tasks, 2))
        self.pred_in = nn.ModuleDict({t: nn.Conv2d(CHANNELS[t], width, 1) for t in tasks})
        self.encoder_block = nn.ModuleList([
            ConditionedBlock(width, width),
            ConditionedBlock(width, width),
        ])

    def encode(self, pred, task, pair):
        A_taskpair = F.one_hot(torch.tensor([self.pairs.index(pair)]), len(self.pairs)).float()
        x = self.pred_in[task](pred)
        for block in self.encoder_block:
            x = block(x, A_taskpair)
        return F.normalize(x.mean((2, 3)), dim=1)

    def forward(self, preds, targets):
        loss = 0
        for pair in self.pairs:
            source, target = pair
            a = self.encode(preds[source], source, pair)
            b = self.encode(targets[target], target, pair)
            loss = loss + (1 - (a * b).sum(1)).mean()
        return loss / len(self.pairs)


class MultiTaskNet(nn.Module):
    def __init__(self, tasks):
        super().__init__()
        self.encoder = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 16, 3, padding=1), nn.ReLU())
        self.heads = nn.ModuleDict({t: nn.Conv2d(16, CHANNELS[t], 1) for t in tasks})

    def forward(self, x):
        h = self.encoder(x)
        return {t: head(h) for t, head in self.heads.items()}


torch.manual_seed(0)
images, labels, depth = torch.rand(4, 3, 32, 64), torch.randint(0, 7, (4, 32, 64)), torch.rand(4, 1, 32, 64)
net, mapfns = MultiTaskNet(TASKS), MapFns(TASKS)
optimizer = torch.optim.Adam([*net.parameters(), *mapfns.parameters()], 1e-4)
for x, y, d in DataLoader(TensorDataset(images, labels, depth), batch_size=2):
    preds = net(x)
    one_hot = F.one_hot(y, 7).permute(0, 3, 1, 2).float()
    loss = F.cross_entropy(preds["semantic"], y) + F.l1_loss(preds["depth"], d)
    loss = loss + mapfns(preds, {"semantic": one_hot, "depth": d})
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
