import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

IMG_SIZE = 200


def double_conv(cin, cout):
    return nn.Sequential(
        nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True),
        nn.Conv2d(cout, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True),
    )


class Up(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.up = nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(cin, cout, 3, padding=1), nn.ReLU())
        self.conv = double_conv(cout * 2, cout)

    def forward(self, x, skip):
        x = self.up(x)
        x = torch.cat((skip, x), dim=1)
        return self.conv(x)


class U_Net(nn.Module):
    def __init__(self, in_ch=3, out_ch=1, filters=(8, 16, 32, 64, 128)):
        super().__init__()
        self.pool = nn.MaxPool2d(2)
        self.encoders = nn.ModuleList()
        for f in filters:
            self.encoders.append(double_conv(in_ch, f))
            in_ch = f
        pairs = list(zip(filters[1:], filters[:-1]))
        self.ups = nn.ModuleList(Up(low, high) for low, high in reversed(pairs))
        self.final = nn.Conv2d(filters[0], out_ch, 1)

    def forward(self, x):
        skips = []
        for k, encoder in enumerate(self.encoders):
            x = encoder(self.pool(x) if k else x)
            skips.append(x)
        skips.pop()
        for up in self.ups:
            x = up(x, skips.pop())
        return self.final(x)


class Nuclei(Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        image = torch.rand(3, IMG_SIZE, IMG_SIZE, generator=g)
        return image, (image.mean(0, keepdim=True) > 0.5).float()


model = U_Net()
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
for image, mask in DataLoader(Nuclei(), batch_size=2):
    logits = model(image)
    bce = nn.functional.binary_cross_entropy_with_logits(logits, mask)
    prob = logits.sigmoid()
    dice = 1 - (2 * (prob * mask).sum() + 1) / (prob.sum() + mask.sum() + 1)
    opt.zero_grad()
    (bce + dice).backward()
    opt.step()
    print(f"bce {bce.item():.4f} dice {dice.item():.4f}")
