import os
import tempfile

import numpy as np
import torch
from torch import nn

args = dict(
    annotation_mask_num=4,
    resolution=64,
    latent_size=512,
    batch_size=1,
)
CHANNELS = {4: 32, 8: 32, 16: 24, 32: 16, 64: 8}
N_LAYERS = 2 * len(CHANNELS)


class StyleMod(nn.Module):
    def __init__(self, latent_size, channels):
        super().__init__()
        self.lin = nn.Linear(latent_size, channels * 2)

    def forward(self, x, latent):
        style = self.lin(latent).view(-1, 2, x.size(1), 1, 1)
        return x * (style[:, 0] + 1.0) + style[:, 1]


class GSynthesisBlock(nn.Module):
    def __init__(self, in_ch, out_ch, latent_size, first=False):
        super().__init__()
        self.first = first
        self.conv0 = nn.Conv2d(in_ch, out_ch, 3, padding=1)
        self.epi1 = StyleMod(latent_size, out_ch)
        self.conv1 = nn.Conv2d(out_ch, out_ch, 3, padding=1)
        self.epi2 = StyleMod(latent_size, out_ch)

    def forward(self, x, dlatents):
        if not self.first:
            x = nn.functional.interpolate(x, scale_factor=2, mode="nearest")
        x = self.epi1(torch.relu(self.conv0(x)), dlatents[:, 0])
        return self.epi2(torch.relu(self.conv1(x)), dlatents[:, 1])


class GSynthesis(nn.Module):
    def __init__(self, latent_size):
        super().__init__()
        self.const = nn.Parameter(torch.ones(1, CHANNELS[4], 4, 4))
        self.blocks, prev = nn.ModuleList(), CHANNELS[4]
        for res, ch in CHANNELS.items():
            self.blocks.append(GSynthesisBlock(prev, ch, latent_size, first=res == 4))
            prev = ch
        self.to_rgb = nn.Conv2d(prev, 3, 1)

    def forward(self, dlatents):
        x = self.const.expand(dlatents.size(0), -1, -1, -1)
        affine_layers = []
        for i, block in enumerate(self.blocks):
            x = block(x, dlatents[:, 2 * i:2 * i + 2])
            affine_layers.append(x)
        return self.to_rgb(x), affine_layers


def latent_to_image(g_synthesis, latents, dim):
    """Picture and the feature maps of all blocks, upsampled to the picture size."""
    with torch.no_grad():
        img, affine_layers = g_synthesis(latents)
        maps = [nn.functional.interpolate(a, size=dim, mode="bilinear", align_corners=False) for a in affine_layers]
        return img.clamp(-1, 1), torch.cat(maps, dim=1)


def write_annotation_folder(folder):
    rng = np.random.RandomState(3)
    n, res = args["annotation_mask_num"], args["resolution"]
    np.save(os.path.join(folder, "latent.npy"), rng.randn(n, args["latent_size"], N_LAYERS).astype("float32"))
    for i in range(n):
        np.save(os.path.join(folder, f"image_mask{i}.npy"), rng.randint(0, 8, (res, res)))


def prepare_data(folder, g_synthesis):
    latent_all = torch.from_numpy(np.load(os.path.join(folder, "latent.npy")))
    features, labels = [], []
    for i in range(args["annotation_mask_num"]):
        latent_input = latent_all[i].unsqueeze(0)
        _, feature_maps = latent_to_image(g_synthesis, latent_input, args["resolution"])
        mask = np.load(os.path.join(folder, f"image_mask{i}.npy"))
        features.append(feature_maps[0].permute(1, 2, 0).reshape(-1, feature_maps.size(1)))
        labels.append(torch.from_numpy(mask).reshape(-1))
    return torch.cat(features), torch.cat(labels)


torch.manual_seed(0)
g_all = GSynthesis(args["latent_size"]).eval()
with tempfile.TemporaryDirectory() as d:
    write_annotation_folder(d)
    pixels, labels = prepare_data(d, g_all)
classifier = nn.Sequential(nn.Linear(pixels.size(1), 64), nn.ReLU(), nn.Linear(64, 8))
idx = torch.randperm(len(pixels))[:512]
print(nn.functional.cross_entropy(classifier(pixels[idx]), labels[idx]).item())
