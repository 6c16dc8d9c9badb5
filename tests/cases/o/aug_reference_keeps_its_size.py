import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms as TF

sketch_transforms = TF.Compose([
    TF.Resize((64, 64)),
    TF.Grayscale(),
    TF.ToTensor(),
])
color_transforms = TF.Compose([
    TF.Resize((64, 64)),
    TF.ToTensor(),
])
refer_transforms = TF.Compose([
    TF.ColorJitter(0.1, 0.1),
    TF.ToTensor(),
])


class PairedDataset(Dataset):
    """A sketch, its colouring, and another picture whose colours are to be taken."""

    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n

    def open(self, k):
        return Image.new("RGB", (96, 80), (40 * k % 255, 90, 200))

    def __getitem__(self, i):
        picture, reference = self.open(i), self.open(i + 1)
        return sketch_transforms(picture), color_transforms(picture), refer_transforms(reference)


class AttentionBlock(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.w_g, self.w_x = nn.Conv2d(c, c, 1), nn.Conv2d(c, c, 1)
        self.psi = nn.Sequential(nn.Conv2d(c, 1, 1), nn.Sigmoid())

    def forward(self, g, x):
        g1 = self.w_g(g)
        x1 = self.w_x(x)
        return x * self.psi(torch.relu(g1 + x1))


class Colorizer(nn.Module):
    def __init__(self, c=16):
        super().__init__()
        self.sketch = nn.Sequential(nn.Conv2d(1, c, 3, stride=2, padding=1), nn.ReLU(True))
        self.refer = nn.Sequential(nn.Conv2d(3, c, 3, stride=2, padding=1), nn.ReLU(True))
        self.attention = AttentionBlock(c)
        self.up = nn.ConvTranspose2d(c, 3, 4, 2, 1)

    def forward(self, sketch, reference):
        return torch.sigmoid(self.up(self.attention(self.refer(reference), self.sketch(sketch))))


net = Colorizer()
optim = torch.optim.Adam(net.parameters(), 2e-4)
for sketch, color, reference in DataLoader(PairedDataset(6), batch_size=3):
    loss = (net(sketch, reference) - color).abs().mean()
    optim.zero_grad()
    loss.backward()
    optim.step()
    print(loss.item())
