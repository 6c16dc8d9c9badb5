import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class SEMData(Dataset):
    """Electron microscopy slices with a membrane mask."""

    def __init__(self, in_size=572, out_size=388, n=4):
        self.in_size, self.out_size, self.n = in_size, out_size, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        slice_ = torch.rand(1, 512, 512, generator=g)
        mask = (slice_[0] > 0.8).long()
        # both are cut around the same centre; the picture may need a mirrored rim
        rim = max(0, (self.in_size - 512 + 1) // 2)
        slice_ = nn.functional.pad(slice_[None], (rim, rim, rim, rim), mode="reflect")[0]
        top = (slice_.shape[-1] - self.in_size) // 2
        image = slice_[:, top:top + self.in_size, top:top + self.in_size]
        top = (mask.shape[-1] - self.out_size) // 2
        return image, mask[top:top + self.out_size, top:top + self.out_size]


def double_conv(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 3), nn.ReLU(), nn.Conv2d(cout, cout, 3), nn.ReLU())


class UNet(nn.Module):
    def __init__(self, n_classes=2, widths=(4, 8, 16, 32, 64)):
        super().__init__()
        ins = (1,) + widths[:-1]
        self.down = nn.ModuleList(double_conv(a, b) for a, b in zip(ins, widths))
        pairs = list(zip(widths[::-1][:-1], widths[::-1][1:]))
        self.up = nn.ModuleList(nn.ConvTranspose2d(a, b, 2, 2) for a, b in pairs)
        self.merge = nn.ModuleList(double_conv(a, b) for a, b in pairs)
        self.last = nn.Conv2d(widths[0], n_classes, 1)
        self.pool = nn.MaxPool2d(2)

    @staticmethod
    def crop(skip, like):
        t, l = ((a - b) // 2 for a, b in zip(skip.shape[-2:], like.shape[-2:]))
        return skip[..., t:t + like.shape[-2], l:l + like.shape[-1]]

    def forward(self, x):
        skips = []
        for k, conv in enumerate(self.down):
            x = conv(x if k == 0 else self.pool(x))
            skips.append(x)
        for up, merge, skip in zip(self.up, self.merge, skips[-2::-1]):
            x = up(x)
            x = merge(torch.cat([self.crop(skip, x), x], dim=1))
        return self.last(x)


train_set = SEMData(in_size=256, out_size=256)
model = UNet()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-4)
for images, masks in DataLoader(train_set, batch_size=2):
    outputs = model(images)
    loss = criterion(outputs, masks)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
