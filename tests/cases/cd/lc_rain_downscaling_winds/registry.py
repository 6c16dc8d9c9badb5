import torch
from torch import nn

from unets import SongUNet


class Preconditioned(nn.Module):
    def __init__(self, model, sigma_data):
        super().__init__()
        self.model, self.sigma_data = model, sigma_data

    def forward(self, latent, conditioning, sigma):
        s = sigma.view(-1, 1, 1, 1)
        total = s ** 2 + self.sigma_data ** 2
        c_skip, c_out = self.sigma_data ** 2 / total, s * self.sigma_data / total.sqrt()
        inputs = torch.cat([conditioning, latent / total.sqrt()], dim=1)
        return c_skip * latent + c_out * self.model(inputs, sigma.log() / 4)


def unet_diffusion_song(n_in_channels, n_out_channels, model_channels, sigma_data):
    unet = SongUNet(
        in_channels=2 * n_in_channels,
        out_channels=n_out_channels,
        model_channels=model_channels,
    )
    return Preconditioned(unet, sigma_data)


MODULES = {"unet_diffusion_song": unet_diffusion_song}


def build(module, n_in_channels, n_out_channels):
    params = dict(module)
    return MODULES[params.pop("type")](n_in_channels, n_out_channels, **params)
