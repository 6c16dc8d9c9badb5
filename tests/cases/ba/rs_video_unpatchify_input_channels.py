import torch
from torch import nn


class PatchEmbed(nn.Module):
    def __init__(self, patch_size, in_channels, dim, text_dim):
        super().__init__()
        self.proj = nn.Conv2d(in_channels, dim, patch_size, patch_size)
        self.text_proj = nn.Linear(text_dim, dim)

    def forward(self, text, latents):
        b, f = latents.shape[:2]
        x = self.proj(latents.flatten(0, 1)).flatten(2).transpose(1, 2)
        return torch.cat([self.text_proj(text), x.reshape(b, f * x.size(1), -1)], dim=1)


class VideoTransformer3D(nn.Module):
    def __init__(self, in_channels=16, out_channels=16, dim=64, text_dim=48, patch_size=2, layers=2):
        super().__init__()
        self.patch_size = patch_size
        self.patch_embed = PatchEmbed(patch_size, in_channels, dim, text_dim)
        self.time_embedding = nn.Sequential(nn.Linear(1, dim), nn.SiLU(), nn.Linear(dim, dim))
        self.blocks = nn.ModuleList(nn.TransformerEncoderLayer(dim, 4, dim * 2, batch_first=True) for _ in range(layers))
        self.norm_final = nn.LayerNorm(dim)
        self.proj_out = nn.Linear(dim, patch_size * patch_size * out_channels)

    def forward(self, hidden_states, encoder_hidden_states, timestep):
        batch_size, num_frames, channels, height, width = hidden_states.shape
        text_len = encoder_hidden_states.size(1)
        hidden_states = self.patch_embed(encoder_hidden_states, hidden_states)
        hidden_states = hidden_states + self.time_embedding(timestep[:, None])[:, None]
        for block in self.blocks:
            hidden_states = block(hidden_states)
        hidden_states = self.proj_out(self.norm_final(hidden_states[:, text_len:]))

        # back from patches to a video of latents
        p = self.patch_size
        output = hidden_states.reshape(batch_size, num_frames, height // p, width // p, channels, p, p)
        return output.permute(0, 1, 4, 2, 5, 3, 6).flatten(5, 6).flatten(3, 4)


def add_noise(x, noise, t):
    a = torch.cos(t * torch.pi / 2).view(-1, 1, 1, 1, 1)
    return a * x + (1 - a ** 2).sqrt() * noise


# image-to-video: the latents of the first picture are stacked onto the noisy ones
transformer = VideoTransformer3D(in_channels=32, out_channels=16)
optimizer = torch.optim.AdamW(transformer.parameters(), lr=1e-4)
for step in range(2):
    latents = torch.randn(2, 5, 16, 12, 18)
    image_latents = torch.cat([latents[:, :1], torch.zeros_like(latents[:, 1:])], dim=1)
    noise, t = torch.randn_like(latents), torch.rand(2)
    model_input = torch.cat([add_noise(latents, noise, t), image_latents], dim=2)
    pred = transformer(model_input, torch.randn(2, 10, 48), t)
    loss = nn.functional.mse_loss(pred, noise)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
