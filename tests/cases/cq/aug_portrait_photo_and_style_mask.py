import numpy as np
import torch
from PIL import Image
from torch import nn
from torchvision import transforms

RESOLUTION = 128
LATENT = RESOLUTION // 8

preprocess = transforms.Compose([
    transforms.Resize(RESOLUTION),
    transforms.ToTensor(),
    transforms.Normalize([0.5] * 3, [0.5] * 3),
])


def load_mask(mask):
    """Region to stylise, at the resolution of the latents."""
    small = mask.convert("L").resize((LATENT, LATENT), Image.NEAREST)
    return torch.from_numpy(np.array(small)) > 127


class TinyVAE(nn.Module):
    def __init__(self, channels=4):
        super().__init__()
        self.down = nn.Conv2d(3, channels, kernel_size=8, stride=8)
        self.up = nn.ConvTranspose2d(channels, 3, kernel_size=8, stride=8)

    def encode(self, x):
        return self.down(x) * 0.18215

    def decode(self, z):
        return self.up(z / 0.18215).clamp(-1, 1)


class NoisePredictor(nn.Module):
    def __init__(self, channels=4):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(channels, 32, 3, padding=1), nn.SiLU(), nn.Conv2d(32, channels, 3, padding=1))

    def forward(self, z, t):
        return self.body(z) * t


@torch.no_grad()
def stylise(photo, mask, steps=5):
    content = vae.encode(preprocess(photo)[None])
    region = load_mask(mask)
    latents = content.repeat(3, 1, 1, 1)
    for t in torch.linspace(1, 0.2, steps):
        noise = unet(latents, t)
        inside = latents[:, :, region] - 0.1 * noise[:, :, region]
        latents = content.repeat(3, 1, 1, 1)
        latents[:, :, region] = inside
    return vae.decode(latents[:1])


torch.manual_seed(0)
vae, unet = TinyVAE().eval(), NoisePredictor().eval()
rng = np.random.default_rng(5)
photo = Image.fromarray(rng.integers(0, 256, (400, 300, 3)).astype("uint8"))
mask = Image.fromarray(np.pad(np.full((200, 150), 255, "uint8"), ((100, 100), (75, 75))))
print(stylise(photo, mask).shape)
