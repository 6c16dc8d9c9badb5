import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

frame_tf = transforms.Compose([transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))])


class InstrumentFrames(Dataset):
    def __init__(self, n=2, transform=None):
        self.frames = torch.rand(n, 3, 540, 540)
        self.masks = (torch.rand(n, 1, 540, 540) > 0.8).float()
        self.transform = transform

    def __len__(self):
        return len(self.frames)

    def __getitem__(self, i):
        return self.transform(self.frames[i]), self.masks[i]


def conv3x3(in_, out):
    return nn.Sequential(nn.Conv2d(in_, out, 3, padding=1), nn.ReLU(inplace=True))


class UNetModule(nn.Module):
    def __init__(self, in_, out):
        super().__init__()
        self.l1 = conv3x3(in_, out)
        self.l2 = conv3x3(out, out)

    def forward(self, x):
        return self.l2(self.l1(x))


class UNet(nn.Module):
    """Each stage of the way down halves the map, the way up doubles it."""

    def __init__(self, filters=(4, 8, 16, 16)):
        super().__init__()
        self.pool = nn.MaxPool2d(2, 2)
        self.upsample = nn.Upsample(scale_factor=2)
        ins = (3, *filters[:-1])
        self.down = nn.ModuleList(UNetModule(i, o) for i, o in zip(ins, filters))
        self.up = nn.ModuleList(UNetModule(filters[k] + filters[k - 1], filters[k - 1]) for k in range(len(filters) - 1, 0, -1))
        self.final = nn.Conv2d(filters[0], 1, kernel_size=1)

    def forward(self, x):
        skips = []
        for k, down in enumerate(self.down):
            x = down(x if k == 0 else self.pool(x))
            skips.append(x)
        x_out = skips.pop()
        for up, x_skip in zip(self.up, reversed(skips)):
            x_out = self.upsample(x_out)
            x_out = up(torch.cat([x_out, x_skip], 1))
        return self.final(x_out)


loader = DataLoader(InstrumentFrames(transform=frame_tf), batch_size=1)
model = UNet()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
for inputs, targets in loader:
    loss = nn.functional.binary_cross_entropy_with_logits(model(inputs), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
