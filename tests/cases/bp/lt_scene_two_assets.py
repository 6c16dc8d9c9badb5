import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

PRESETS = {
    "ldm-base": {"resolution": 128, "latent_channels": 4},
    "ldm-large": {"resolution": 192, "latent_channels": 4},
}


class SceneDataset(Dataset):
    def __init__(self, size, num_assets=2, length=4):
        self.size, self.num_assets, self.length = size, num_assets, length
        g = torch.Generator().manual_seed(5)
        self.scene = torch.rand(3, size, size, generator=g) * 2 - 1
        rows = torch.arange(size)[:, None].expand(size, size)
        bounds = torch.linspace(0, size, num_assets + 1)
        self.instance_masks = torch.stack(
            [((rows >= bounds[k]) & (rows < bounds[k + 1])).float() for k in range(num_assets)]).unsqueeze(1)

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        token_ids = torch.randperm(self.num_assets)[: 1 + index % self.num_assets]
        used = torch.zeros(self.num_assets)
        used[token_ids] = 1
        return {"pixel_values": self.scene, "instance_masks": self.instance_masks, "used": used}


class VAE(nn.Module):
    def __init__(self, latent_channels):
        super().__init__()
        self.enc = nn.Sequential(
            nn.Conv2d(3, 16, 4, 2, 1), nn.SiLU(), nn.Conv2d(16, 16, 4, 2, 1), nn.SiLU(),
            nn.Conv2d(16, latent_channels, 4, 2, 1))

    @torch.no_grad()
    def encode(self, x):
        return self.enc(x)


class Denoiser(nn.Module):
    def __init__(self, latent_channels, n_tokens, width=32):
        super().__init__()
        self.asset_embeddings = nn.Parameter(0.02 * torch.randn(n_tokens, width))
        self.time = nn.Sequential(nn.Linear(1, width), nn.SiLU(), nn.Linear(width, width))
        self.inp = nn.Conv2d(latent_channels, width, 3, padding=1)
        self.mid = nn.Sequential(nn.GroupNorm(8, width), nn.SiLU(), nn.Conv2d(width, width, 3, padding=1))
        self.out = nn.Conv2d(width, latent_channels, 3, padding=1)

    def forward(self, x, t, used):
        cond = self.time(t[:, None]) + used @ self.asset_embeddings
        h = self.inp(x) + cond[:, :, None, None]
        return self.out(h + self.mid(h))


class SpatialDreambooth:
    def __init__(self, preset="ldm-large", num_assets=2, lr=2e-4, batch_size=2):
        cfg = PRESETS[preset]
        self.vae = VAE(cfg["latent_channels"])
        self.unet = Denoiser(cfg["latent_channels"], num_assets)
        self.loader = DataLoader(SceneDataset(cfg["resolution"], num_assets), batch_size=batch_size)
        self.optimizer = torch.optim.AdamW(self.unet.parameters(), lr=lr)

    def masked_loss(self, model_pred, target, batch):
        weights = batch["used"][:, :, None, None, None]
        max_masks = torch.max(batch["instance_masks"] * weights, dim=1).values
        downsampled_mask = F.interpolate(input=max_masks, size=(16, 16))
        model_pred = model_pred * downsampled_mask
        target = target * downsampled_mask
        return F.mse_loss(model_pred.float(), target.float(), reduction="mean")

    def main(self, max_train_steps=2):
        for step, batch in zip(range(max_train_steps), self.loader):
            latents = self.vae.encode(batch["pixel_values"])
            noise = torch.randn_like(latents)
            t = torch.rand(latents.shape[0])
            keep = torch.cos(t * torch.pi / 2)[:, None, None, None]
            noisy_latents = keep * latents + (1 - keep ** 2).sqrt() * noise
            model_pred = self.unet(noisy_latents, t, batch["used"])
            loss = self.masked_loss(model_pred, noise, batch)
            loss.backward()
            self.optimizer.step()
            self.optimizer.zero_grad()
            print(f"[{step}] loss={loss.item():.4f}")


if __name__ == "__main__":
    SpatialDreambooth().main()
