import numpy as np
import torch
from PIL import Image
from torch import nn
from torchvision import transforms

config = {"new_size": 256, "dim": 8, "n_downsample": 2, "focus_lam": 0.1}


def get_test_transform(new_size):
    return transforms.Compose([
        transforms.Resize(new_size),
        transforms.ToTensor(),
        transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
    ])


def face_pictures(n=2):
    """Aligned celebrity faces, 178 pixels wide and 218 high."""
    rng = np.random.RandomState(11)
    for _ in range(n):
        yield Image.fromarray(rng.randint(0, 256, (218, 178, 3)).astype("uint8"))


class ContentEncoder(nn.Module):
    def __init__(self, dim, n_downsample):
        super().__init__()
        layers = [nn.Conv2d(3, dim, 7, padding=3), nn.ReLU(True)]
        for _ in range(n_downsample):
            layers += [nn.Conv2d(dim, dim * 2, 4, 2, 1), nn.InstanceNorm2d(dim * 2), nn.ReLU(True)]
            dim *= 2
        self.model = nn.Sequential(*layers)
        self.output_dim = dim

    def forward(self, x):
        return self.model(x)


class Decoder(nn.Module):
    """Returns a picture and a focus mask (the fourth channel)."""

    def __init__(self, dim, n_upsample):
        super().__init__()
        layers = []
        for _ in range(n_upsample):
            layers += [nn.Upsample(scale_factor=2), nn.Conv2d(dim, dim // 2, 5, 1, 2), nn.ReLU(True)]
            dim //= 2
        layers += [nn.Conv2d(dim, 4, 7, padding=3), nn.Tanh()]
        self.model = nn.Sequential(*layers)

    def forward(self, c):
        out = self.model(c)
        return out[:, :3], (out[:, 3:] + 1) / 2


class Translator(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.enc_content = ContentEncoder(cfg["dim"], cfg["n_downsample"])
        self.dec = Decoder(self.enc_content.output_dim, cfg["n_downsample"])

    def forward(self, images):
        fake, mask = self.dec(self.enc_content(images))
        return mask * fake + (1 - mask) * images


transform = get_test_transform(config["new_size"])
gen = Translator(config).eval()
with torch.no_grad():
    for face in face_pictures():
        x = transform(face).unsqueeze(0)
        y = gen(x)
        print("translated", tuple(y.shape), y.abs().mean().item())
