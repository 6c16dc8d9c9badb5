import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

img_size = 64


class Portraits(Dataset):
    """Pairs of photos of the same person with and without glasses."""

    def __init__(self, sizes, tf):
        rng = np.random.default_rng(5)
        self.photos = [
            [Image.fromarray(rng.integers(0, 256, (h, w, 3), dtype=np.uint8)) for _ in range(2)]
            for h, w in sizes
        ]
        self.tf = tf

    def __len__(self):
        return len(self.photos)

    def __getitem__(self, i):
        with_glasses, without = self.photos[i]
        return self.tf(with_glasses), self.tf(without)


def double_conv(cin, cout):
    return nn.Sequential(
        nn.Conv2d(cin, cout, 3, padding=1), nn.InstanceNorm2d(cout), nn.ReLU(),
        nn.Conv2d(cout, cout, 3, padding=1), nn.ReLU(),
    )


class UNet(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.enc1 = double_conv(3, width)
        self.enc2 = double_conv(width, width * 2)
        self.bottom = double_conv(width * 2, width * 4)
        self.pool = nn.MaxPool2d(2)
        self.up2 = nn.ConvTranspose2d(width * 4, width * 2, 2, stride=2)
        self.dec2 = double_conv(width * 4, width * 2)
        self.up1 = nn.ConvTranspose2d(width * 2, width, 2, stride=2)
        self.dec1 = double_conv(width * 2, width)
        self.out = nn.Conv2d(width, 3, 1)

    def forward(self, x):
        e1 = self.enc1(x)
        e2 = self.enc2(self.pool(e1))
        b = self.bottom(self.pool(e2))
        d2 = self.dec2(torch.cat([e2, self.up2(b)], dim=1))
        d1 = self.dec1(torch.cat([e1, self.up1(d2)], dim=1))
        return torch.sigmoid(self.out(d1))


tf = transforms.Compose([
    transforms.Resize(img_size),
    transforms.ToTensor(),
])
torch.manual_seed(0)
train_set = Portraits([(256, 256), (128, 128), (296, 284)], tf)
loader = DataLoader(train_set, batch_size=1)
net = UNet()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
for step, (worn, bare) in enumerate(loader):
    loss = nn.functional.l1_loss(net(worn), bare)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step}: {loss.item():.4f}")
