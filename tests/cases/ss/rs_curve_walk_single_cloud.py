import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


class ShapeClouds(Dataset):
    def __init__(self, n, num_points=256, seed=0):
        g = torch.Generator().manual_seed(seed)
        self.points = torch.randn(n, num_points, 3, generator=g)
        self.labels = torch.randint(0, 5, (n,), generator=g)
        for p, y in zip(self.points, self.labels):
            p[:, int(y) % 3] *= 1 + int(y)

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return self.points[i], self.labels[i]


def knn(x, k):
    return torch.cdist(x.transpose(1, 2), x.transpose(1, 2)).topk(k, dim=-1, largest=False).indices


def index_points(x, idx):
    b, c, _ = x.shape
    flat = idx.reshape(b, 1, -1).expand(-1, c, -1)
    return torch.gather(x, 2, flat).view(b, c, *idx.shape[1:])


class Walk(nn.Module):
    def __init__(self, channels, curve_num, curve_length):
        super().__init__()
        self.curve_num, self.curve_length = curve_num, curve_length
        self.agent = nn.Conv1d(2 * channels, 1, 1)

    def forward(self, x, neighbours, start_index):
        b, c, n = x.shape
        current = start_index.unsqueeze(2)
        feature = index_points(x, current)[..., 0]
        curves = []
        for _ in range(self.curve_length):
            k = neighbours.shape[-1]
            options = torch.gather(neighbours, 1, current.expand(-1, -1, k))
            picked = index_points(x, options)
            pair = torch.cat([picked, feature[..., None].expand_as(picked)], dim=1)
            logits = self.agent(pair.flatten(2)).view(b, self.curve_num, k)
            weight = F.gumbel_softmax(logits, dim=-1, hard=True)
            feature = (picked * weight[:, None]).sum(-1)
            current = torch.gather(options, 2, weight.argmax(-1, keepdim=True))
            curves.append(feature)
        return torch.stack(curves, dim=-1)


class CurveGrouping(nn.Module):
    def __init__(self, channels, k=8, curve_num=32, curve_length=4):
        super().__init__()
        self.k, self.curve_num = k, curve_num
        self.att = nn.Conv1d(channels, 1, 1)
        self.walk = Walk(channels, curve_num, curve_length)

    def forward(self, x, xyz):
        x_att = torch.sigmoid(self.att(x))
        x = x * x_att
        _, start_index = torch.topk(x_att, self.curve_num, dim=2, sorted=False)
        start_index = start_index.squeeze()
        return self.walk(x, knn(xyz, self.k), start_index)


class CurveClassifier(nn.Module):
    def __init__(self, num_classes=5, width=32):
        super().__init__()
        self.lift = nn.Sequential(nn.Conv1d(3, width, 1), nn.BatchNorm1d(width), nn.ReLU())
        self.grouping = CurveGrouping(width)
        self.head = nn.Linear(2 * width, num_classes)

    def forward(self, xyz):
        x = self.lift(xyz)
        curves = self.grouping(x, xyz)
        return self.head(torch.cat([x.amax(-1), curves.amax((-1, -2))], dim=1))


def run_test(model, loader):
    model.eval()
    hits = total = 0
    with torch.no_grad():
        for points, labels in loader:
            logits = model(points.transpose(1, 2))
            hits += (logits.argmax(1) == labels).sum().item()
            total += len(labels)
    return hits / total


torch.manual_seed(2)
train_loader = DataLoader(ShapeClouds(24), batch_size=8, shuffle=True, drop_last=True)
test_loader = DataLoader(ShapeClouds(6, seed=9), batch_size=1)
model = CurveClassifier()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
for epoch in range(2):
    model.train()
    for points, labels in train_loader:
        loss = F.cross_entropy(model(points.transpose(1, 2)), labels, label_smoothing=0.2)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("epoch", epoch, "train loss", round(loss.item(), 4))
print("test accuracy", run_test(model, test_loader))
