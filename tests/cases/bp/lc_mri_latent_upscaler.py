from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset


@dataclass
class AutoencoderConfig:
    in_channels: int = 1
    latent_channels: int = 3
    num_channels: tuple = (16, 32, 48, 64)
    norm_num_groups: int = 8


class ResBlock(nn.Module):
    def __init__(self, c_in: int, c_out: int, groups: int):
        super().__init__()
        self.norm = nn.GroupNorm(groups, c_in)
        self.conv = nn.Conv2d(c_in, c_out, 3, padding=1)
        self.skip = nn.Conv2d(c_in, c_out, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.skip(x) + self.conv(F.silu(self.norm(x)))


class AutoencoderKL(nn.Module):
    def __init__(self, cfg: AutoencoderConfig):
        super().__init__()
        ch, g = cfg.num_channels, cfg.norm_num_groups
        enc = [nn.Conv2d(cfg.in_channels, ch[0], 3, padding=1)]
        for i, c in enumerate(ch):
            enc.append(ResBlock(ch[max(i - 1, 0)], c, g))
            if i < len(ch) - 1:
                enc.append(nn.Conv2d(c, c, 3, stride=2, padding=1))
        self.encoder = nn.Sequential(*enc)
        self.quant_mu, self.quant_log_sigma = (nn.Conv2d(ch[-1], cfg.latent_channels, 1) for _ in range(2))
        dec = [nn.Conv2d(cfg.latent_channels, ch[-1], 3, padding=1)]
        for i in reversed(range(len(ch))):
            dec.append(ResBlock(ch[i], ch[max(i - 1, 0)], g))
            if i > 0:
                dec.append(nn.Upsample(scale_factor=2))
        dec.append(nn.Conv2d(ch[0], cfg.in_channels, 3, padding=1))
        self.decoder = nn.Sequential(*dec)

    def encode_stage_2_inputs(self, x: Tensor) -> Tensor:
        h = self.encoder(x)
        mu, sigma = self.quant_mu(h), torch.exp(self.quant_log_sigma(h) / 2)
        return mu + sigma * torch.randn_like(sigma)

    def forward(self, x: Tensor) -> Tensor:
        return self.decoder(self.encode_stage_2_inputs(x))


class DiffusionUNet(nn.Module):
    def __init__(self, in_channels: int, out_channels: int, width: int = 32):
        super().__init__()
        self.time, self.low_res_time = nn.Embedding(1000, width), nn.Embedding(350, width)
        self.conv_in = nn.Conv2d(in_channels, width, 3, padding=1)
        self.mid = ResBlock(width, width, 8)
        self.conv_out = nn.Conv2d(width, out_channels, 3, padding=1)

    def forward(self, x: Tensor, timesteps: Tensor, class_labels: Tensor) -> Tensor:
        emb = self.time(timesteps) + self.low_res_time(class_labels)
        return self.conv_out(self.mid(self.conv_in(x) + emb[:, :, None, None]))


class HeadSlices(Dataset):
    def __init__(self, n: int, side: int = 128):
        g = torch.Generator().manual_seed(11)
        self.slices = torch.rand(n, 1, side, side, generator=g)

    def __len__(self) -> int:
        return len(self.slices)

    def __getitem__(self, i: int) -> dict:
        low = F.interpolate(self.slices[i:i + 1], scale_factor=0.5, mode="bilinear", antialias=True)
        return {"image": self.slices[i], "low_res_image": low[0]}


def add_noise(x: Tensor, t: Tensor) -> tuple[Tensor, Tensor]:
    alpha_bar, eps = torch.cos(0.5 * torch.pi * t / 1000).pow(2).view(-1, 1, 1, 1), torch.randn_like(x)
    return alpha_bar.sqrt() * x + (1 - alpha_bar).sqrt() * eps, eps


def train_autoencoder(ae: AutoencoderKL, loader: DataLoader) -> None:
    opt = torch.optim.Adam(ae.parameters(), lr=5e-5)
    for batch in loader:
        loss = F.l1_loss(ae(batch["image"]), batch["image"])
        opt.zero_grad()
        loss.backward()
        opt.step()
    print("reconstruction", float(loss))


def train_upscaler(unet: DiffusionUNet, ae: AutoencoderKL, loader: DataLoader) -> None:
    opt = torch.optim.Adam(unet.parameters(), lr=5e-5)
    for batch in loader:
        with torch.no_grad():
            latent = ae.encode_stage_2_inputs(batch["image"])
        timesteps = torch.randint(0, 1000, (len(latent),))
        low_res_timesteps = torch.randint(0, 350, (len(latent),))
        noisy_latent, noise = add_noise(latent, timesteps)
        noisy_low_res_image, _ = add_noise(batch["low_res_image"], low_res_timesteps)
        latent_model_input = torch.cat([noisy_latent, noisy_low_res_image], dim=1)
        loss = F.mse_loss(unet(latent_model_input, timesteps, low_res_timesteps), noise)
        opt.zero_grad()
        loss.backward()
        opt.step()
    print("diffusion", float(loss))


if __name__ == "__main__":
    cfg = AutoencoderConfig()
    loader = DataLoader(HeadSlices(4), batch_size=2)
    autoencoder = AutoencoderKL(cfg)
    train_autoencoder(autoencoder, loader)
    unet = DiffusionUNet(cfg.latent_channels + cfg.in_channels, cfg.latent_channels)
    train_upscaler(unet, autoencoder.eval(), loader)
