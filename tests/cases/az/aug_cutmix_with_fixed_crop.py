import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision import transforms

torch.manual_seed(3)
FINAL_SIZE = 128

aug_transforms = transforms.Compose([
    transforms.RandomHorizontalFlip(),
    transforms.RandomResizedCrop(FINAL_SIZE, scale=(0.35, 1), antialias=True),
    transforms.RandomErasing(0.3),
])


class CutMixUpAugment:
    """Every picture of a batch is either mixed with another one or augmented."""

    def __init__(self, augs, augment_ratio=0.4, alpha=0.4):
        self.augs, self.augment_ratio = augs, augment_ratio
        self.beta = torch.distributions.Beta(alpha, alpha)

    def __call__(self, x, y):
        x = x.clone()
        perm = torch.randperm(len(x))
        lam = torch.ones(len(x))
        to_augment = torch.rand(len(x)) < self.augment_ratio
        x[to_augment] = self.augs(x[to_augment])
        lam[~to_augment] = self.beta.sample((int((~to_augment).sum()),))
        w = lam[:, None, None, None]
        return w * x + (1 - w) * x[perm], y, y[perm], lam


def progressive_size(epoch, epochs, start=0.5):
    share = min(1.0, start + (1 - start) * epoch / (epochs - 1))
    return int(FINAL_SIZE * share) // 16 * 16


def make_model(n_out):
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU(),
        nn.Conv2d(16, 32, 3, 2, 1), nn.BatchNorm2d(32), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, n_out),
    )


pets = TensorDataset(torch.rand(32, 3, FINAL_SIZE, FINAL_SIZE), torch.randint(0, 37, (32,)))
dls = DataLoader(pets, batch_size=16, shuffle=True)
model = make_model(37)
opt = torch.optim.AdamW(model.parameters(), lr=8e-3)
mixer = CutMixUpAugment(aug_transforms)
epochs = 3
for epoch in range(epochs):
    size = progressive_size(epoch, epochs)
    for x, y in dls:
        x = F.interpolate(x, size=(size, size), mode="bilinear", align_corners=False)
        x, ya, yb, lam = mixer(x, y)
        pred = model(x)
        loss = lam * F.cross_entropy(pred, ya, reduction="none") + (1 - lam) * F.cross_entropy(pred, yb, reduction="none")
        opt.zero_grad()
        loss.mean().backward()
        opt.step()
    print(epoch, size, loss.mean().item())
