import torch
import torch.nn.functional as F
from torch import nn


class UNet(nn.Module):
    def __init__(self, in_channels=4, out_channels=4, width=32):
        super().__init__()
        self.in_channels = in_channels
        self.conv_in = nn.Conv2d(in_channels, width, 3, padding=1)
        self.time_proj = nn.Linear(1, width)
        self.down = nn.Conv2d(width, width * 2, 3, stride=2, padding=1)
        self.up = nn.ConvTranspose2d(width * 2, width, 4, stride=2, padding=1)
        self.conv_out = nn.Conv2d(width, out_channels, 3, padding=1)

    def forward(self, sample, t):
        emb = self.time_proj(torch.full((1, 1), float(t)) / 1000)
        h = F.silu(self.conv_in(sample) + emb[:, :, None, None])
        return self.conv_out(F.silu(self.up(F.silu(self.down(h)))) + h)


def single_file_checkpoint():
    """A text-to-image checkpoint as found on the model hubs."""
    return {"model.diffusion_model." + k: v for k, v in UNet(4).state_dict().items()}


class InpaintPipeline:
    def __init__(self, unet):
        self.unet = unet

    @classmethod
    def from_single_file(cls, checkpoint, num_in_channels=9):
        unet = UNet(in_channels=num_in_channels)
        prefix = "model.diffusion_model."
        state = {k[len(prefix):]: v for k, v in checkpoint.items() if k.startswith(prefix)}
        unet.load_state_dict(state)
        return cls(unet.eval())

    @torch.no_grad()
    def __call__(self, image_latents, mask, steps=4):
        latents = torch.randn_like(image_latents)
        for t in torch.linspace(999, 1, steps):
            model_input = latents
            if self.unet.in_channels == 9:
                model_input = torch.cat([latents, mask, image_latents * (1 - mask)], dim=1)
            latents = latents - 0.1 * self.unet(model_input, t)
            if self.unet.in_channels == 4:
                latents = latents * mask + image_latents * (1 - mask)
        return latents


torch.manual_seed(0)
pipe = InpaintPipeline.from_single_file(single_file_checkpoint())
image_latents = torch.randn(1, 4, 32, 32)
mask = torch.zeros(1, 1, 32, 32)
mask[:, :, 8:24, 8:24] = 1
print("inpainted", tuple(pipe(image_latents, mask).shape))
