import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

MEAN = torch.tensor([0.68, 0.52, 0.65]).view(3, 1, 1)


class NucleiPatches(Dataset):
    def __init__(self, n=8, side=64):
        g = torch.Generator().manual_seed(5)
        self.images = torch.rand(n, 3, side, side, generator=g)
        self.masks = (self.images.mean(1) > 0.55).long()

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return self.images[i] - MEAN, self.masks[i]


def conv_block(kernels, in_ch, out_ch, pre_activation):
    layers = []
    for k in kernels:
        conv = nn.Conv2d(in_ch, out_ch, k, padding=k // 2, bias=False)
        if pre_activation:
            layers += [nn.BatchNorm2d(in_ch), nn.ReLU(), conv]
        else:
            layers += [conv, nn.BatchNorm2d(in_ch), nn.ReLU()]
        in_ch = out_ch
    return nn.Sequential(*layers)


class PreActEncoder(nn.Module):
    def __init__(self, in_ch, levels):
        super().__init__()
        self.conv1 = nn.Conv2d(in_ch, levels[0], 3, padding=1)
        widths = [levels[0]] + list(levels)
        self.blocks = nn.ModuleList(conv_block((3,), a, b, True) for a, b in zip(widths[:-1], widths[1:]))
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        x, maps = self.conv1(x), []
        for i, block in enumerate(self.blocks):
            x = block(self.pool(x) if i else x)
            maps.append(x)
        return maps


class PlainEncoder(nn.Module):
    def __init__(self, in_ch, levels):
        super().__init__()
        self.blocks = nn.ModuleList()
        for out_ch in levels:
            self.blocks.append(nn.Sequential(
                nn.Conv2d(in_ch, out_ch, 3, padding=1), nn.BatchNorm2d(out_ch), nn.ReLU(),
                nn.Conv2d(out_ch, out_ch, 3, padding=1), nn.BatchNorm2d(out_ch), nn.ReLU(),
            ))
            in_ch = out_ch
        self.pool = nn.AvgPool2d(2)

    def forward(self, x):
        maps = []
        for i, block in enumerate(self.blocks):
            x = block(self.pool(x) if i else x)
            maps.append(x)
        return maps


class UNetModel(nn.Module):
    def __init__(self, n_classes=2, encoder="resnet", levels=(16, 32, 64), decoder_block=(3, 3)):
        super().__init__()
        pre_activation = encoder == "resnet"
        self.backbone = (PreActEncoder if pre_activation else PlainEncoder)(3, levels)
        self.upsample = nn.Upsample(scale_factor=2)
        self.uplist = nn.ModuleList()
        in_ch = levels[-1]
        for skip_ch in reversed(levels[:-1]):
            self.uplist.append(conv_block(decoder_block, in_ch + skip_ch, skip_ch, pre_activation))
            in_ch = skip_ch
        self.clf = nn.Conv2d(in_ch, n_classes, 1)

    def forward(self, imgs):
        *skips, x = self.backbone(imgs)
        for block, skip in zip(self.uplist, reversed(skips)):
            x = block(torch.cat([self.upsample(x), skip], dim=1))
        return self.clf(x)


model = UNetModel(encoder="unet")
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for imgs, masks in DataLoader(NucleiPatches(), batch_size=4):
    loss = nn.functional.cross_entropy(model(imgs), masks)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"loss {loss.item():.4f}")
