import torch
from torch import nn


class Generator(nn.Module):
    def __init__(self, img_channels=3, width=256, height=256, patch_size=8, dim=64, depth=2, heads=4):
        super().__init__()
        self.dim = dim
        self.num_patches_1d = width // patch_size
        self.num_patches_2d = height // patch_size
        self.patch_embed = nn.Conv2d(img_channels, dim, kernel_size=patch_size, stride=patch_size)
        self.positional_embedding = nn.Parameter(torch.zeros(1, self.num_patches_1d * self.num_patches_2d, dim))
        self.encoder = nn.Sequential(
            *[nn.TransformerEncoderLayer(dim, heads, 2 * dim, batch_first=True) for _ in range(depth)])
        ups = []
        for c in (dim, dim // 2, dim // 4):
            ups += [nn.ConvTranspose2d(c, c // 2, 3, stride=2, padding=1, output_padding=1),
                    nn.InstanceNorm2d(c // 2), nn.ReLU(inplace=True)]
        self.up_blocks = nn.Sequential(*ups)
        self.last = nn.Conv2d(dim // 8, img_channels, 7, padding=3, padding_mode="reflect")

    def forward(self, x):
        x = self.patch_embed(x).flatten(2).transpose(1, 2) + self.positional_embedding
        x = self.encoder(x).permute(0, 2, 1)
        x = x.reshape(-1, self.dim, self.num_patches_1d, self.num_patches_2d)
        return torch.tanh(self.last(self.up_blocks(x)))


class Discriminator(nn.Sequential):
    def __init__(self, in_channels=3):
        super().__init__(
            nn.Conv2d(in_channels, 16, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(16, 1, 4, 1, 1), nn.Sigmoid())
