import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def bottles(n, defective, seed):
    g = torch.Generator().manual_seed(seed)
    images = 0.5 + 0.05 * torch.randn(n, 3, 64, 64, generator=g)
    labels = torch.zeros(n, dtype=torch.long)
    labels[n - defective:] = 1
    images[n - defective:, :, 20:30, 20:30] += 0.4
    return TensorDataset(images, labels)


class CfaModel(nn.Module):
    """Distances of patch descriptors to a memory bank of normal descriptors."""

    def __init__(self, dim=16, bank=48, neighbours=3):
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(3, dim, 4, 4), nn.ReLU(), nn.Conv2d(dim, dim, 2, 2))
        self.descriptor = nn.Conv2d(dim, dim, 1)
        self.register_buffer("memory_bank", torch.randn(bank, dim))
        self.register_buffer("radius", torch.tensor(1e-2))
        self.neighbours = neighbours

    @torch.no_grad()
    def initialize_centroid(self, loader):
        feats = torch.cat([self.embed(x) for x, _ in loader]).flatten(0, 1)
        self.memory_bank.copy_(feats[torch.randperm(len(feats))[: len(self.memory_bank)]])

    def embed(self, images):
        return self.descriptor(self.backbone(images)).flatten(2).transpose(1, 2)

    def forward(self, images):
        distance = torch.cdist(self.embed(images), self.memory_bank)
        nearest = distance.topk(self.neighbours, dim=-1, largest=False).values
        if self.training:
            return nearest
        weight = torch.softmax(-nearest, dim=-1)[..., 0]
        side = int(weight.size(1) ** 0.5)
        anomaly_map = (weight * nearest[..., 0]).reshape(-1, 1, side, side)
        score = anomaly_map.flatten(2).amax(dim=2).squeeze()
        return anomaly_map, score


def fit(model, loader):
    optimizer = torch.optim.AdamW(model.descriptor.parameters(), 1e-3)
    model.train()
    for images, _ in loader:
        loss = torch.relu(model(images) - model.radius).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("attraction loss", loss.item())


@torch.no_grad()
def validate(model, loader):
    model.eval()
    scores, labels = [], []
    for images, label in loader:
        _, score = model(images)
        scores.append(score)
        labels.append(label)
    scores, labels = torch.cat(scores), torch.cat(labels)
    good, bad = scores[labels == 0], scores[labels == 1]
    return (bad[:, None] > good[None, :]).float().mean().item()


train_loader = DataLoader(bottles(16, 0, seed=1), batch_size=4, shuffle=True)
val_loader = DataLoader(bottles(13, 5, seed=2), batch_size=4)
model = CfaModel()
model.initialize_centroid(train_loader)
for epoch in range(2):
    fit(model, train_loader)
    print(f"epoch {epoch}: AUROC {validate(model, val_loader):.3f}")
