import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)


def batched_index_select(features, index):
    """features (B, C, N), index (B, K) -> (B, C, K)"""
    return torch.gather(features, 2, index.unsqueeze(1).expand(-1, features.shape[1], -1))


class Walk(nn.Module):
    """Steps from point to point along the direction with the best score."""

    def __init__(self, channels, curve_num, length):
        super().__init__()
        self.curve_num, self.length = curve_num, length
        self.score = nn.Conv1d(channels, 1, 1)

    def forward(self, feats, xyz, start):
        near = torch.cdist(xyz, xyz).topk(6, largest=False).indices
        weight = self.score(feats)[:, 0]
        index, curve = start, []
        for _ in range(self.length):
            curve.append(batched_index_select(feats, index))
            around = torch.gather(near, 1, index.unsqueeze(2).expand(-1, -1, near.shape[2]))
            rating = torch.gather(weight, 1, around.flatten(1)).view(around.shape)
            best = rating[..., 1:].argmax(2, keepdim=True) + 1
            index = torch.gather(around, 2, best)[..., 0]
        return torch.stack(curve, dim=3)


class CurveGrouping(nn.Module):
    def __init__(self, channels, curve_num=10, length=4):
        super().__init__()
        self.curve_num = curve_num
        self.att = nn.Conv1d(channels, 1, 1, bias=False)
        self.walk = Walk(channels, curve_num, length)

    def forward(self, feats, xyz):
        att = torch.sigmoid(self.att(feats))
        _, start_index = torch.topk(att, self.curve_num, dim=2, sorted=False)
        start_index = start_index.squeeze()
        return self.walk(feats * att, xyz, start_index)


class CurveNet(nn.Module):
    def __init__(self, num_classes=4, dim=24):
        super().__init__()
        self.lift = nn.Sequential(nn.Conv1d(3, dim, 1), nn.BatchNorm1d(dim), nn.ReLU())
        self.curves = CurveGrouping(dim)
        self.cls = nn.Linear(2 * dim, num_classes)

    def forward(self, xyz):
        feats = self.lift(xyz.transpose(1, 2))
        curves = self.curves(feats, xyz)
        return self.cls(torch.cat([feats.amax(2), curves.amax((2, 3))], dim=1))


def shapes(n):
    return TensorDataset(torch.randn(n, 128, 3), torch.randint(0, 4, (n,)))


net = CurveNet()
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for xyz, label in DataLoader(shapes(32), batch_size=16, shuffle=True):
    loss = nn.functional.cross_entropy(net(xyz), label)
    opt.zero_grad()
    loss.backward()
    opt.step()
print("train", loss.item())
net.eval()
test_loader = DataLoader(shapes(17), batch_size=8)
with torch.no_grad():
    right = sum((net(xyz).argmax(1) == label).sum().item() for xyz, label in test_loader)
print("test accuracy", right / 17)
