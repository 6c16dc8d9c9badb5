import math

import torch
import torch.nn.functional as F
from torch import nn


class AttentionBlock(nn.Module):
    def __init__(self, channels, num_head_channels=8, norm_num_groups=8):
        super().__init__()
        self.num_heads = channels // num_head_channels
        self.group_norm = nn.GroupNorm(norm_num_groups, channels)
        self.query = nn.Linear(channels, channels)
        self.key = nn.Linear(channels, channels)
        self.value = nn.Linear(channels, channels)
        self.proj_attn = nn.Linear(channels, channels)

    def reshape_heads_to_batch_dim(self, tensor):
        batch_size, seq_len, dim = tensor.shape
        head_size = self.num_heads
        tensor = tensor.reshape(batch_size, seq_len, head_size, dim // head_size)
        tensor = tensor.permute(0, 2, 1, 3)
        return tensor.reshape(batch_size * head_size, seq_len, dim // head_size)

    def reshape_batch_dim_to_heads(self, tensor):
        batch_size, seq_len, dim = tensor.shape
        head_size = self.num_heads
        tensor = tensor.reshape(batch_size // head_size, head_size, seq_len, dim)
        tensor = tensor.permute(0, 2, 1, 3)
        return tensor.reshape(batch_size, seq_len, dim * head_size)

    def forward(self, hidden_states):
        residual = hidden_states
        batch, channel, height, width = hidden_states.shape
        hidden_states = self.group_norm(hidden_states).view(batch, channel, height * width).transpose(1, 2)
        query = self.reshape_heads_to_batch_dim(self.query(hidden_states))
        key = self.reshape_heads_to_batch_dim(self.key(hidden_states))
        value = self.reshape_heads_to_batch_dim(self.value(hidden_states))
        scores = torch.bmm(query, key.transpose(-1, -2)) / math.sqrt(query.shape[-1])
        hidden_states = torch.bmm(scores.softmax(dim=-1), value)
        hidden_states = self.reshape_batch_dim_to_heads(hidden_states)
        hidden_states = self.proj_attn(hidden_states)
        return hidden_states.transpose(-1, -2).reshape(batch, channel, height, width) + residual


class UNet(nn.Module):
    def __init__(self, width=32):
        super().__init__()
        self.time_embed = nn.Embedding(100, width * 2)
        self.conv_in = nn.Conv2d(3, width, 3, padding=1)
        self.down = nn.Conv2d(width, width * 2, 4, stride=4)
        self.mid_attention = AttentionBlock(width * 2)
        self.up = nn.ConvTranspose2d(width * 2, width, 4, stride=4)
        self.conv_out = nn.Conv2d(width * 2, 3, 3, padding=1)

    def forward(self, x, t):
        h = F.silu(self.conv_in(x))
        m = F.silu(self.down(h)) + self.time_embed(t)[:, :, None, None]
        m = self.mid_attention(m)
        return self.conv_out(torch.cat([h, F.silu(self.up(m))], dim=1))


alphas = torch.cumprod(1 - torch.linspace(1e-4, 0.05, 100), dim=0)
model = UNet()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
for step in range(3):
    clean = torch.rand(16, 3, 16, 16) * 2 - 1
    noise = torch.randn_like(clean)
    t = torch.randint(0, 100, (clean.size(0),))
    a = alphas[t][:, None, None, None]
    loss = F.mse_loss(model(a.sqrt() * clean + (1 - a).sqrt() * noise, t), noise)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step}: {loss.item():.4f}")
