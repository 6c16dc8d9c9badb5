import torch
from torch import nn


class ImageTransformer(nn.Module):
    def __init__(self, channels=16, dim=32):
        super().__init__()
        self.proj_in = nn.Linear(channels, dim)
        self.cross = nn.MultiheadAttention(dim, 4, batch_first=True)
        self.ff = nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, dim * 2), nn.GELU(), nn.Linear(dim * 2, dim))
        self.proj_out = nn.Linear(dim, channels)

    def forward(self, latents, prompt_embeds, prompt_mask):
        b, c, h, w = latents.shape
        x = self.proj_in(latents.flatten(2).transpose(1, 2))
        x = x + self.cross(x, prompt_embeds, prompt_embeds, key_padding_mask=~prompt_mask)[0]
        x = x + self.ff(x)
        return self.proj_out(x).transpose(1, 2).reshape(b, c, h, w)


class QwenImage:
    NAME = "Qwen-Image"

    def __init__(self):
        self.model = ImageTransformer()

    def collate_prompt_embeds(self, text_encoder_output):
        """Put the cached embeds of the samples together for one step."""
        embeds = [t["prompt_embeds"] for t in text_encoder_output]
        masks = [t["attention_masks"] for t in text_encoder_output]
        prompt_embeds = torch.cat(embeds, dim=0)
        prompt_mask = torch.cat(masks, dim=0)
        return {"prompt_embeds": prompt_embeds, "attention_masks": prompt_mask}

    def loss(self, batch):
        latents = batch["latents"]
        noise = torch.randn_like(latents)
        t = torch.rand(latents.shape[0], 1, 1, 1)
        noisy = (1 - t) * latents + t * noise
        pred = self.model(noisy, batch["prompt_embeds"], batch["attention_masks"])
        return nn.functional.mse_loss(pred, noise - latents)
