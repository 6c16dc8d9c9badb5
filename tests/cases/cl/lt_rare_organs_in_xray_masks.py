import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, random_split

torch.manual_seed(4)
ORGANS = ["lungs", "heart", "clavicles"]


class ChestMasks(Dataset):
    """Organs overlap in the projection, so that every organ has a mask of its own."""

    def __init__(self, n=16, size=96):
        yy, xx = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
        self.images, self.masks = [], []
        for _ in range(n):
            cy, cx = torch.randint(40, 56, (2,)).tolist()
            lungs = (((xx - cx).abs() - 20) ** 2 + ((yy - cy) / 1.6) ** 2) < 17 ** 2
            heart = ((xx - cx - 8) ** 2 + (yy - cy - 14) ** 2) < 14 ** 2
            clavicles = ((yy - cy + 30).abs() < 2) & ((xx - cx).abs() > 6) & ((xx - cx).abs() < 34)
            mask = torch.stack([lungs, heart, clavicles]).float()
            image = 0.6 - 0.4 * mask[0] + 0.3 * mask[1] + 0.2 * mask[2] + 0.05 * torch.randn(size, size)
            self.images.append(image[None])
            self.masks.append(mask)

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return self.images[i], self.masks[i]


def block(a, b):
    return nn.Sequential(nn.Conv2d(a, b, 3, padding=1), nn.BatchNorm2d(b), nn.ReLU())


class SmallUNet(nn.Module):
    def __init__(self, n_out):
        super().__init__()
        self.enc1, self.enc2 = block(1, 12), block(12, 24)
        self.up = nn.ConvTranspose2d(24, 12, 2, stride=2)
        self.dec = block(24, 12)
        self.out = nn.Conv2d(12, n_out, 1)

    def forward(self, x):
        a = self.enc1(x)
        b = self.enc2(nn.functional.max_pool2d(a, 2))
        return self.out(self.dec(torch.cat([a, self.up(b)], dim=1)))


def positive_weights(dataset):
    masks = torch.stack([mask for _, mask in dataset])
    share = masks.mean(dim=(0, 2, 3))
    return (1 - share) / share


train_set, val_set = random_split(ChestMasks(), [12, 4])
pos_weight = positive_weights(train_set)
print({name: round(w, 1) for name, w in zip(ORGANS, pos_weight.tolist())})
criterion = nn.BCEWithLogitsLoss(pos_weight=pos_weight)
model = SmallUNet(len(ORGANS))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(2):
    model.train()
    for image, mask in DataLoader(train_set, batch_size=4, shuffle=True):
        loss = criterion(model(image), mask)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        val = [criterion(model(image), mask).item() for image, mask in DataLoader(val_set, batch_size=4)]
    print(f"epoch {epoch} train {loss.item():.3f} val {sum(val) / len(val):.3f}")
