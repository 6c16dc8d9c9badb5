import torch
from torch import nn


class LayoutAttnProcessor:
    """Adds one cross attention per character, only inside the box of that character."""

    def __init__(self, down):
        self.down = down

    def __call__(self, attn, hidden_states, text, characters, boxes, image_size):
        query = attn.to_q(hidden_states)
        out = attn.attend(query, text)
        height = width = 512 // self.down
        for embeds, (x0, y0, x1, y1) in zip(characters, boxes):
            cond = attn.attend(query, embeds)
            cond = cond.reshape(cond.shape[0], height, width, cond.shape[2])
            mask = torch.zeros(height, width, 1)
            mask[y0 // self.down:y1 // self.down, x0 // self.down:x1 // self.down] = 0.6
            out = out + (cond * mask).flatten(1, 2)
        return attn.to_out(out)


class CrossAttention(nn.Module):
    def __init__(self, dim, processor):
        super().__init__()
        self.to_q, self.to_k, self.to_v, self.to_out = (nn.Linear(dim, dim) for _ in range(4))
        self.processor = processor

    def attend(self, query, context):
        return nn.functional.scaled_dot_product_attention(query, self.to_k(context), self.to_v(context))

    def forward(self, x, **layout):
        return x + self.processor(self, x, **layout)


class Denoiser(nn.Module):
    def __init__(self, dim=64, patch=4):
        super().__init__()
        self.proj_in = nn.Conv2d(4, dim, patch, patch)
        self.attn = CrossAttention(dim, LayoutAttnProcessor(down=8 * patch))
        self.proj_out = nn.ConvTranspose2d(dim, 4, patch, patch)

    def forward(self, latents, **layout):
        h = self.proj_in(latents)
        return self.proj_out(self.attn(h.flatten(2).mT, **layout).mT.reshape(h.shape))


@torch.no_grad()
def generate(model, text, characters, boxes, height, width, steps=3):
    latents = torch.randn(1, 4, height // 8, width // 8)
    layout = dict(text=text, characters=characters, boxes=boxes, image_size=(height, width))
    for _ in range(steps):
        latents = latents - 0.1 * model(latents, **layout)
    return latents


text, *characters = torch.randn(3, 1, 77, 64)
boxes = [(64, 128, 448, 736), (560, 96, 960, 736)]
print(generate(Denoiser(), text, characters, boxes, height=768, width=1024).shape)
