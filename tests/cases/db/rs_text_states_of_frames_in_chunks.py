import torch
import torch.nn.functional as F
from torch import nn


class FlowAttnProcessor:
    """Cross attention between the pixels of a frame and the prompt."""

    def __call__(self, attn, hidden_states, encoder_hidden_states):
        batch_size = encoder_hidden_states.shape[0]
        head_dim = attn.inner_dim // attn.heads
        query = attn.to_q(hidden_states).view(batch_size, -1, attn.heads, head_dim).transpose(1, 2)
        key = attn.to_k(encoder_hidden_states).view(batch_size, -1, attn.heads, head_dim).transpose(1, 2)
        value = attn.to_v(encoder_hidden_states).view(batch_size, -1, attn.heads, head_dim).transpose(1, 2)
        out = F.scaled_dot_product_attention(query, key, value)
        return attn.to_out(out.transpose(1, 2).flatten(2))


class Attention(nn.Module):
    def __init__(self, dim, context_dim, heads):
        super().__init__()
        self.inner_dim, self.heads = dim, heads
        self.to_q, self.to_out = nn.Linear(dim, dim, bias=False), nn.Linear(dim, dim)
        self.to_k, self.to_v = nn.Linear(context_dim, dim, bias=False), nn.Linear(context_dim, dim, bias=False)
        self.processor = FlowAttnProcessor()

    def forward(self, hidden_states, encoder_hidden_states):
        return self.processor(self, hidden_states, encoder_hidden_states)


class SpatialBlock(nn.Module):
    def __init__(self, dim, context_dim, heads=4):
        super().__init__()
        self.conv = nn.Conv2d(dim, dim, 3, padding=1)
        self.norm = nn.LayerNorm(dim)
        self.attn2 = Attention(dim, context_dim, heads)

    def forward(self, x, context):
        x = x + F.silu(self.conv(x))
        tokens = x.flatten(2).transpose(1, 2)
        tokens = tokens + self.attn2(self.norm(tokens), context)
        return tokens.transpose(1, 2).reshape(x.shape)


class MotionModule(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.temporal = nn.Conv1d(dim, dim, 3, padding=1)

    def forward(self, x, num_frames):
        bf, c, h, w = x.shape
        y = x.view(-1, num_frames, c, h * w).permute(0, 3, 2, 1).flatten(0, 1)
        y = self.temporal(y).view(-1, h * w, c, num_frames).permute(0, 3, 2, 1)
        return x + y.reshape(x.shape)


class UNetMotionModel(nn.Module):
    def __init__(self, dim=32, context_dim=24, depth=2):
        super().__init__()
        self.conv_in, self.conv_out = nn.Conv2d(4, dim, 3, padding=1), nn.Conv2d(dim, 4, 3, padding=1)
        self.blocks = nn.ModuleList(SpatialBlock(dim, context_dim) for _ in range(depth))
        self.motion_modules = nn.ModuleList(MotionModule(dim) for _ in range(depth))
        self.chunk_size = None

    def enable_forward_chunking(self, chunk_size=None):
        """Send only chunk_size frames at a time through the spatial blocks (saves memory in long videos)."""
        self.chunk_size = chunk_size

    def forward(self, sample, encoder_hidden_states):
        b, c, f, h, w = sample.shape
        x = self.conv_in(sample.transpose(1, 2).flatten(0, 1))
        context = encoder_hidden_states.repeat_interleave(f, dim=0)
        for block, motion in zip(self.blocks, self.motion_modules):
            if self.chunk_size is None:
                x = block(x, context)
            else:
                x = torch.cat([block(part, context) for part in x.split(self.chunk_size)])
            x = motion(x, f)
        return self.conv_out(x).unflatten(0, (b, f)).transpose(1, 2)


class FlowAnimationPipeline:
    def __init__(self, unet):
        self.unet = unet

    @torch.no_grad()
    def __call__(self, prompt_embeds, negative_embeds, num_frames, steps=3, guidance_scale=7.5):
        latents = torch.randn(1, 4, num_frames, 8, 8)
        context = torch.cat([negative_embeds, prompt_embeds])
        for _ in range(steps):
            uncond, cond = self.unet(torch.cat([latents] * 2), context).chunk(2)
            latents = latents - (uncond + guidance_scale * (cond - uncond)) / steps / 10
        return latents


torch.manual_seed(0)
pipe = FlowAnimationPipeline(UNetMotionModel().eval())
pipe.unet.enable_forward_chunking(16)
video = pipe(torch.randn(1, 7, 24), torch.zeros(1, 7, 24), num_frames=40)
print("latents of the video", tuple(video.shape), f"std {video.std().item():.3f}")
