import numpy as np
import torch
from PIL import Image
from torch import nn
from torchvision import transforms


class ImageTransformOwn:
    """Preprocessing of one's own pictures at test time."""

    def __init__(self, size=256, mean=(0.5,), std=(0.5,)):
        self.transform = transforms.Compose([
            transforms.Resize(size),
            transforms.ToTensor(),
            transforms.Normalize(mean, std),
        ])

    def __call__(self, img):
        return self.transform(img)


def down(cin, cout):
    return nn.Sequential(nn.LeakyReLU(0.2), nn.Conv2d(cin, cout, 4, 2, 1), nn.BatchNorm2d(cout))


def up(cin, cout):
    return nn.Sequential(nn.ReLU(), nn.ConvTranspose2d(cin, cout, 4, 2, 1), nn.BatchNorm2d(cout))


class Generator(nn.Module):
    def __init__(self, cin, cout, ch=8):
        super().__init__()
        self.Conv0 = nn.Conv2d(cin, ch, 4, 2, 1)
        self.Conv1 = down(ch, ch * 2)
        self.Conv2 = down(ch * 2, ch * 4)
        self.Conv3 = down(ch * 4, ch * 4)
        self.ConvT4 = up(ch * 4, ch * 4)
        self.ConvT5 = up(ch * 8, ch * 2)
        self.ConvT6 = up(ch * 4, ch)
        self.ConvT7 = nn.Sequential(nn.ReLU(), nn.ConvTranspose2d(ch * 2, cout, 4, 2, 1), nn.Tanh())

    def forward(self, x):
        x0 = self.Conv0(x)
        x1 = self.Conv1(x0)
        x2 = self.Conv2(x1)
        x3 = self.Conv3(x2)
        x4 = torch.cat([self.ConvT4(x3), x2], dim=1)
        x5 = torch.cat([self.ConvT5(x4), x1], dim=1)
        x6 = torch.cat([self.ConvT6(x5), x0], dim=1)
        return self.ConvT7(x6)


def test_own_image(G1, G2, img, img_transform):
    width, height = img.size
    x = img_transform(img).unsqueeze(0)
    with torch.no_grad():
        shadow = G1(x)
        removed = G2(torch.cat([x, shadow], dim=1))
    removed = transforms.ToPILImage()(removed[0] * 0.5 + 0.5)
    return removed.resize((width, height))


G1, G2 = Generator(3, 1).eval(), Generator(4, 3).eval()
photo = Image.fromarray(np.random.RandomState(1).randint(0, 256, (480, 640, 3), dtype=np.uint8))
print(test_own_image(G1, G2, photo, ImageTransformOwn(size=256)).size)
