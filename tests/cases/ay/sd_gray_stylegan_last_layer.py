import os
import tempfile

import torch
import torch.nn as nn
import torch.nn.functional as F

MODEL_POOL = {
    "stylegan_faces": dict(resolution=32, output_channels=3),
    "stylegan_gray_scans": dict(resolution=32, output_channels=1),
}
Z_DIM = 16
CHANNELS = {4: 32, 8: 24, 16: 16, 32: 8}


def save_trained_model(path, output_channels):
    """Writes what the conversion of our own training run gives (random weights here)."""
    state = {}
    for i in (0, 2):
        state[f"mapping.{i}.weight"], state[f"mapping.{i}.bias"] = torch.randn(Z_DIM, Z_DIM), torch.zeros(Z_DIM)
    state["synthesis.const"] = torch.randn(1, CHANNELS[4], 4, 4)
    widths = list(CHANNELS.values())
    for i, (cin, cout) in enumerate(zip(widths[:1] + widths, widths)):
        state[f"synthesis.layer{i}.conv.weight"], state[f"synthesis.layer{i}.conv.bias"] = torch.randn(cout, cin, 3, 3), torch.zeros(cout)
        state[f"synthesis.layer{i}.style.weight"], state[f"synthesis.layer{i}.style.bias"] = torch.randn(cout, Z_DIM), torch.ones(cout)
    state["synthesis.output.conv.weight"] = torch.randn(output_channels, widths[-1], 1, 1)
    state["synthesis.output.conv.bias"] = torch.zeros(output_channels)
    torch.save(state, path)


class ConvBlock(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, 3, padding=1)
        self.style = nn.Linear(Z_DIM, out_channels)

    def forward(self, x, w):
        return F.leaky_relu(self.conv(x) * self.style(w)[:, :, None, None], 0.2)


class LastConvBlock(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, 3, kernel_size=1)

    def forward(self, x):
        return self.conv(x)


class SynthesisModule(nn.Module):
    def __init__(self, resolution, output_channels):
        super().__init__()
        widths = [c for r, c in CHANNELS.items() if r <= resolution]
        self.const = nn.Parameter(torch.ones(1, widths[0], 4, 4))
        self.n_layers = len(widths)
        for i, (cin, cout) in enumerate(zip(widths[:1] + widths, widths)):
            self.add_module(f"layer{i}", ConvBlock(cin, cout))
        self.output = LastConvBlock(widths[-1], output_channels)

    def forward(self, w):
        x = self.const.expand(len(w), -1, -1, -1)
        for i in range(self.n_layers):
            x = F.interpolate(x, scale_factor=2) if i else x
            x = getattr(self, f"layer{i}")(x, w)
        return torch.tanh(self.output(x))


class StyleGANGenerator(nn.Module):
    def __init__(self, model_name):
        super().__init__()
        self.mapping = nn.Sequential(nn.Linear(Z_DIM, Z_DIM), nn.LeakyReLU(0.2), nn.Linear(Z_DIM, Z_DIM), nn.LeakyReLU(0.2))
        self.synthesis = SynthesisModule(**MODEL_POOL[model_name])

    def forward(self, z):
        return self.synthesis(self.mapping(z))


with tempfile.TemporaryDirectory() as folder:
    weights = os.path.join(folder, "stylegan_gray_scans.pth")
    save_trained_model(weights, output_channels=1)
    generator = StyleGANGenerator("stylegan_gray_scans")
    generator.load_state_dict(torch.load(weights))
    with torch.no_grad():
        print("pictures", tuple(generator(torch.randn(4, Z_DIM)).shape))
