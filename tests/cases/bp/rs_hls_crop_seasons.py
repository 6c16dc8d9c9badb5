import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

DATES = ("2022-04", "2022-06", "2022-08", "2022-10")
BANDS = ("red", "nir", "swir1")


class HLSChips(Dataset):
    def __init__(self, n_chips, size=64, seed=0):
        g = torch.Generator().manual_seed(seed)
        base = torch.tensor([900.0, 3100.0, 1900.0]).view(1, 1, 3, 1, 1)
        season = torch.tensor([0.7, 1.2, 1.0, 0.6]).view(1, 4, 1, 1, 1)
        self.chips = base * season * (0.8 + 0.4 * torch.rand(n_chips, len(DATES), len(BANDS), size, size, generator=g))
        self.crops = torch.randint(0, 13, (n_chips, size, size), generator=g)

    def __len__(self):
        return len(self.chips)

    def __getitem__(self, i):
        return {"image": self.chips[i], "mask": self.crops[i]}

    def statistics(self):
        return self.chips.mean(dim=(0, 3, 4)), self.chips.std(dim=(0, 3, 4))


class Standardize:
    """Scales a batch of images (B, C, H, W) or of image series (B, T, C, H, W)."""

    def __init__(self, means, stds, denormalize=False):
        self.means = means
        self.stds = stds
        self.denormalize = denormalize

    @staticmethod
    def _expand(stats, image):
        if image.dim() == 5:
            return stats.view(1, -1, 1, 1, 1)
        return stats.view(1, -1, 1, 1)

    def __call__(self, batch):
        image = batch["image"]
        means, stds = self._expand(self.means, image), self._expand(self.stds, image)
        if self.denormalize:
            batch["image"] = image * stds + means
        else:
            batch["image"] = (image - means) / stds
        return batch


class TemporalViTSegmenter(nn.Module):
    def __init__(self, n_classes=13, patch=8, dim=48, frames=len(DATES), bands=len(BANDS), size=64):
        super().__init__()
        self.patch_embed = nn.Conv3d(bands, dim, (1, patch, patch), (1, patch, patch))
        self.pos_embed = nn.Parameter(torch.zeros(1, frames * (size // patch) ** 2, dim))
        block = nn.TransformerEncoderLayer(dim, 4, 2 * dim, dropout=0.0, batch_first=True, norm_first=True)
        self.blocks = nn.TransformerEncoder(block, 2, enable_nested_tensor=False)
        self.neck = nn.Conv2d(dim * frames, dim, 1)
        self.head = nn.Sequential(nn.ConvTranspose2d(dim, 32, patch, patch), nn.ReLU(), nn.Conv2d(32, n_classes, 1))

    def forward(self, series):
        x = self.patch_embed(series.transpose(1, 2))
        b, d, t, h, w = x.shape
        tokens = self.blocks(x.flatten(2).transpose(1, 2) + self.pos_embed)
        grid = tokens.transpose(1, 2).reshape(b, d * t, h, w)
        return self.head(self.neck(grid))


def fit(model, loader, aug, criterion, optimizer):
    model.train()
    for batch in loader:
        batch = aug(batch)
        loss = criterion(model(batch["image"]), batch["mask"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def main():
    torch.manual_seed(42)
    chips = HLSChips(6)
    means, stds = chips.statistics()
    aug = Standardize(means, stds)
    model = TemporalViTSegmenter()
    optimizer = torch.optim.AdamW([
        {"params": model.blocks.parameters(), "lr": 1e-5},
        {"params": [*model.neck.parameters(), *model.head.parameters()], "lr": 1e-3},
    ])
    print("loss", fit(model, DataLoader(chips, batch_size=3), aug, nn.CrossEntropyLoss(), optimizer))


if __name__ == "__main__":
    main()
