"""Multi-resolution tissue segmentation: a context branch is hooked into a target branch."""
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

N_CLASSES = 3
INPUT_SIZE = 68


def center_crop(x, size):
    top, left = (x.shape[-2] - size) // 2, (x.shape[-1] - size) // 2
    return x[..., top:top + size, left:left + size]


class SlidePatches(Dataset):
    """Concentric patches of a slide at two resolutions and the mask of the finer one."""

    def __init__(self, n=8):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        mask = torch.randint(0, N_CLASSES, (INPUT_SIZE // 4, INPUT_SIZE // 4), generator=g)
        mask = mask.repeat_interleave(4, 0).repeat_interleave(4, 1)
        target = torch.stack([(mask == c).float() for c in range(3)]) + 0.2 * torch.randn(3, *mask.shape, generator=g)
        context = torch.rand(3, INPUT_SIZE, INPUT_SIZE, generator=g)
        return target, context, mask


class ConvBlock(nn.Sequential):
    def __init__(self, in_ch, out_ch, padding):
        super().__init__(
            nn.Conv2d(in_ch, out_ch, 3, padding=padding), nn.ReLU(),
            nn.Conv2d(out_ch, out_ch, 3, padding=padding), nn.ReLU(),
        )


class Branch(nn.Module):
    """U-Net with two levels; hook is the number of channels taken over at the bottleneck."""

    def __init__(self, nf, padding, hook=0):
        super().__init__()
        self.enc1 = ConvBlock(3, nf, padding)
        self.enc2 = ConvBlock(nf, nf * 2, padding)
        self.mid = ConvBlock(nf * 2, nf * 4, padding)
        self.up2 = nn.ConvTranspose2d(nf * 4 + hook, nf * 2, 2, stride=2)
        self.dec2 = ConvBlock(nf * 4, nf * 2, padding)
        self.up1 = nn.ConvTranspose2d(nf * 2, nf, 2, stride=2)
        self.dec1 = ConvBlock(nf * 2, nf, padding)
        self.pool = nn.MaxPool2d(2)

    @staticmethod
    def concatenate(x, skip):
        return torch.cat([x, center_crop(skip, x.shape[-1])], dim=1)

    def forward(self, x, hooked=None):
        s1 = self.enc1(x)
        s2 = self.enc2(self.pool(s1))
        x = self.mid(self.pool(s2))
        if hooked is not None:
            x = self.concatenate(x, hooked)
        d2 = self.dec2(self.concatenate(self.up2(x), s2))
        return self.dec1(self.concatenate(self.up1(d2), s1)), d2


class HookNet(nn.Module):
    def __init__(self, nf=8, padding="valid"):
        super().__init__()
        self.context = Branch(nf, padding)
        self.target = Branch(nf, padding, hook=nf * 2)
        self.classify = nn.Conv2d(nf, N_CLASSES, 1)

    def forward(self, target, context):
        _, hook = self.context(context)
        out, _ = self.target(target, hook)
        return self.classify(out)


def train(model, loader, epochs):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-4)
    for epoch in range(epochs):
        for target, context, mask in loader:
            logits = model(target, context)
            loss = criterion(logits, mask)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch} loss {loss.item():.4f}")


train(HookNet(), DataLoader(SlidePatches(), batch_size=4, shuffle=True), epochs=2)
