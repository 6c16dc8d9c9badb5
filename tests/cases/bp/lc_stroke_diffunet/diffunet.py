import torch
import torch.nn as nn

from basic_unet import DenoisingUNet, UNetEncoder

FEATURES = (8, 16, 16)


class DiffUNet(nn.Module):
    def __init__(self, number_targets):
        super().__init__()
        self.number_targets = number_targets
        self.embed_model = UNetEncoder(1, FEATURES)
        self.model = DenoisingUNet(7, number_targets, FEATURES)
        betas = torch.linspace(1e-4, 0.02, 1000)
        self.register_buffer("alphas_cumprod", torch.cumprod(1 - betas, 0))

    def q_sample(self, label):
        x_start = label * 2 - 1
        t = torch.randint(0, 1000, (label.shape[0],), device=label.device)
        a = self.alphas_cumprod[t].view(-1, 1, 1, 1, 1)
        return a.sqrt() * x_start + (1 - a).sqrt() * torch.randn_like(x_start), t

    def denoise(self, image, x, step):
        embeddings = self.embed_model(image)
        return self.model(torch.cat([image, x], dim=1), step, embeddings)

    @torch.no_grad()
    def ddim_sample(self, image, steps=4):
        x = torch.randn(image.shape[0], self.number_targets, *image.shape[2:])
        for s in torch.linspace(999, 0, steps).long():
            t = s.expand(image.shape[0])
            x0 = self.denoise(image, x, t).clamp(-1, 1)
            a = self.alphas_cumprod[s]
            x = a.sqrt() * x0 + (1 - a).sqrt() * torch.randn_like(x)
        return x0
