import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(21)


def euclidean_dist(x, y):
    return (x.pow(2).sum(1, keepdim=True) + y.pow(2).sum(1) - 2 * x @ y.t()).clamp(min=1e-12).sqrt()


def hard_example_mining(dist_mat, labels):
    """Farthest picture of the same person and nearest picture of another one, per anchor."""
    N = dist_mat.size(0)
    is_pos = labels[:, None] == labels[None]
    is_neg = ~is_pos
    dist_ap = dist_mat[is_pos].view(N, -1).max(1).values
    dist_an = dist_mat[is_neg].view(N, -1).min(1).values
    return dist_ap, dist_an


class TripletLoss:
    def __init__(self, margin=0.3):
        self.ranking = nn.MarginRankingLoss(margin=margin)

    def __call__(self, feat, labels):
        ap, an = hard_example_mining(euclidean_dist(feat, feat), labels)
        return self.ranking(an, ap, torch.ones_like(an))


class ReIDNet(nn.Module):
    def __init__(self, num_classes, width=16):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, width, 3, 2, 1), nn.BatchNorm2d(width), nn.ReLU(),
            nn.Conv2d(width, 2 * width, 3, 2, 1), nn.BatchNorm2d(2 * width), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        )
        self.bottleneck = nn.BatchNorm1d(2 * width)
        self.classifier = nn.Linear(2 * width, num_classes, bias=False)

    def forward(self, x):
        feat = self.backbone(x)
        return self.classifier(self.bottleneck(feat)), feat


num_ids, per_id = 12, 4
pids = torch.arange(num_ids).repeat_interleave(per_id)
market = TensorDataset(torch.rand(num_ids * per_id, 3, 64, 32), pids)
loader = DataLoader(market, batch_size=16, shuffle=True)

model = ReIDNet(num_ids)
xent, triplet = nn.CrossEntropyLoss(label_smoothing=0.1), TripletLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=3.5e-4)
for img, pid in loader:
    score, feat = model(img)
    loss = xent(score, pid) + triplet(feat, pid)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
