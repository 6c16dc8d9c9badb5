import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class ProgressiveResize:
    """Starts with small pictures and grows them from epoch to epoch."""

    def __init__(self, sizes):
        self.sizes = sizes

    def before_batch(self, xb, epoch):
        size = self.sizes[min(epoch, len(self.sizes) - 1)]
        return nn.functional.interpolate(xb, size=(size, size), mode="bilinear", antialias=True)


class CutMixUpAugment:
    """Mixes a part of the batch, the other samples go through the usual augmentations."""

    def __init__(self, augment, mix_share=0.5, alpha=0.4):
        self.augment = augment
        self.mix_share = mix_share
        self.beta = torch.distributions.Beta(alpha, alpha)

    def before_batch(self, xb, yb):
        n = len(xb)
        chosen = torch.randperm(n)
        mixed, plain = chosen[: int(n * self.mix_share)], chosen[int(n * self.mix_share):]
        lam = self.beta.sample()
        partner = mixed[torch.randperm(len(mixed))]
        xb[mixed] = lam * xb[mixed] + (1 - lam) * xb[partner]
        yb[mixed] = lam * yb[mixed] + (1 - lam) * yb[partner]
        xb[plain] = self.augment(xb[plain])
        return xb, yb


batch_tfms = transforms.Compose([
    transforms.RandomHorizontalFlip(),
    transforms.RandomResizedCrop(224, scale=(0.75, 1.0), antialias=True),
    transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
])


class PetNet(nn.Module):
    def __init__(self, n_out=5):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 16, 5, stride=4, padding=2), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.BatchNorm2d(32), nn.ReLU(),
        )
        self.head = nn.Linear(32, n_out)

    def forward(self, x):
        return self.head(self.body(x).mean((2, 3)))


torch.manual_seed(5)
items = FakeData(size=16, image_size=(3, 256, 256), num_classes=5, transform=transforms.Compose([
    transforms.Resize(224), transforms.ToTensor(),
]))
model = PetNet()
opt = torch.optim.AdamW(model.parameters(), lr=1e-3)
resize, mixup = ProgressiveResize([80, 128]), CutMixUpAugment(batch_tfms)
for epoch in range(2):
    for xb, labels in DataLoader(items, batch_size=8):
        yb = nn.functional.one_hot(labels, 5).float()
        xb = resize.before_batch(xb, epoch)
        xb, yb = mixup.before_batch(xb, yb)
        loss = nn.functional.cross_entropy(model(xb), yb)
        opt.zero_grad()
        loss.backward()
        opt.step()
    print(epoch, tuple(xb.shape), loss.item())
