import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

test_transform = transforms.Compose([
    transforms.Resize((368, 368)),
    transforms.ToTensor(),
    transforms.Normalize([0.5, 0.5, 0.5], [0.25, 0.25, 0.25]),
])


class Clothes(Dataset):
    """Photographs of blouses, as the contest gave them: 512 pixels a side."""

    def __init__(self, n=3, transform=None):
        self.n, self.transform = n, transform

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        pixels = np.random.RandomState(i).randint(0, 255, (512, 512, 3), dtype=np.uint8)
        return self.transform(Image.fromarray(pixels)), f"blouse_{i}"


def stage(c_in, c_out):
    return nn.Sequential(
        nn.Conv2d(c_in, c_out, 3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(c_out),
        nn.ReLU(inplace=True),
    )


class FPN(nn.Module):
    def __init__(self, n_points=13, width=16):
        super().__init__()
        self.C1 = stage(3, 8)
        self.C2 = stage(8, 16)
        self.C3 = stage(16, 24)
        self.C4 = stage(24, 32)
        self.C5 = stage(32, 48)
        self.P5_conv1 = nn.Conv2d(48, width, 1)
        self.P4_conv1 = nn.Conv2d(32, width, 1)
        self.P3_conv1 = nn.Conv2d(24, width, 1)
        self.P2_conv1 = nn.Conv2d(16, width, 1)
        self.heat = nn.Conv2d(width, n_points, 3, padding=1)

    def forward(self, x):
        C2 = self.C2(self.C1(x))
        C3 = self.C3(C2)
        C4 = self.C4(C3)
        C5 = self.C5(C4)
        p5_out = self.P5_conv1(C5)
        p4_out = torch.add(self.P4_conv1(C4), nn.functional.interpolate(p5_out, scale_factor=2))
        p3_out = torch.add(self.P3_conv1(C3), nn.functional.interpolate(p4_out, scale_factor=2))
        p2_out = torch.add(self.P2_conv1(C2), nn.functional.interpolate(p3_out, scale_factor=2))
        return self.heat(p2_out)


def peaks(heat):
    flat = heat.flatten(2).argmax(-1)
    return torch.stack([flat % heat.shape[-1], flat // heat.shape[-1]], dim=-1)


net = FPN().eval()
with torch.no_grad():
    for images, names in DataLoader(Clothes(transform=test_transform), batch_size=1):
        heat = net(images)
        print(names[0], peaks(heat)[0, :3].tolist())
