import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

K, IMAGE, HEATMAP = 6, (96, 72), (24, 18)

# kernel sizes of the gaussians, from coarse to fine
kernel_sizes = [15, 11, 9, 5]


class GaussianCodec:
    def __init__(self, kernel_size):
        self.sigma = kernel_size / 6
        self.scale = IMAGE[0] / HEATMAP[0]

    def encode(self, joints, visible):
        ys, xs = torch.meshgrid(torch.arange(HEATMAP[0]), torch.arange(HEATMAP[1]), indexing="ij")
        centre = (joints / self.scale)[:, :, None, None]
        d2 = (xs - centre[:, 0]) ** 2 + (ys - centre[:, 1]) ** 2
        return torch.exp(-d2 / (2 * self.sigma ** 2)), visible.float()

    def decode(self, heatmaps):
        flat = heatmaps.flatten(2).argmax(-1)
        return torch.stack([flat % HEATMAP[1], flat // HEATMAP[1]], dim=-1) * self.scale


codec = [GaussianCodec(k) for k in kernel_sizes]


class Crabs(Dataset):
    """Six joints of a crab seen from above; some are hidden."""

    def __init__(self, n, seed):
        rng = torch.Generator().manual_seed(seed)
        self.joints = torch.rand(n, K, 2, generator=rng) * torch.tensor([IMAGE[1] - 8.0, IMAGE[0] - 8.0]) + 4
        self.visible = torch.rand(n, K, generator=rng) > 0.15

    def __len__(self):
        return len(self.joints)

    def __getitem__(self, i):
        image = torch.zeros(3, *IMAGE)
        for k, (x, y) in enumerate(self.joints[i].long().tolist()):
            image[k % 3, y - 3:y + 4, x - 3:x + 4] = 0.4 + 0.1 * k
        levels = [c.encode(self.joints[i], self.visible[i]) for c in codec]
        return {
            "image": image,
            "heatmaps": [maps for maps, _ in levels],
            "weights": torch.stack([w for _, w in levels]),
            "joints": self.joints[i],
        }


def collate(samples):
    return {
        "image": torch.stack([s["image"] for s in samples]),
        "heatmaps": torch.stack([s["heatmaps"][-1] for s in samples]),
        "weights": torch.cat([s["weights"] for s in samples]),
        "joints": torch.stack([s["joints"] for s in samples]),
    }


class PoseNet(nn.Module):
    def __init__(self, width=24):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, width, 5, 2, 2), nn.ReLU(), nn.Conv2d(width, width, 3, 2, 1), nn.ReLU(),
            nn.Conv2d(width, width, 3, 2, 1), nn.ReLU(),
        )
        self.head = nn.Sequential(nn.ConvTranspose2d(width, width, 4, 2, 1), nn.ReLU(), nn.Conv2d(width, K, 1))

    def forward(self, x):
        return self.head(self.backbone(x))


def keypoint_mse(pred, target, weights):
    error = (pred - target) ** 2
    return (error * weights[:, :, None, None]).mean()


torch.manual_seed(9)
train_loader = DataLoader(Crabs(48, 0), batch_size=8, shuffle=True, collate_fn=collate)
val_loader = DataLoader(Crabs(16, 1), batch_size=8, collate_fn=collate)
model = PoseNet()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
for epoch in range(2):
    model.train()
    for batch in train_loader:
        loss = keypoint_mse(model(batch["image"]), batch["heatmaps"], batch["weights"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        off = [(codec[-1].decode(model(b["image"])) - b["joints"]).norm(dim=-1).mean() for b in val_loader]
    print(f"epoch {epoch}: loss {loss.item():.4f}, mean distance {torch.stack(off).mean():.1f} px")
