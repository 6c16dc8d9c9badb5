import torch
from torch import nn


class VideoDiT(nn.Module):
    """Alternating spatial and temporal blocks on 4-channel latents."""

    def __init__(self, input_size, num_frames, hidden, depth, heads, patch=2, channels=4):
        super().__init__()
        self.patch, self.channels, self.grid = patch, channels, input_size // patch
        self.x_embedder = nn.Conv2d(channels, hidden, patch, stride=patch)
        self.pos_embed = nn.Parameter(0.02 * torch.randn(1, self.grid ** 2, hidden))
        self.temp_embed = nn.Parameter(0.02 * torch.randn(1, num_frames, hidden))
        self.t_embedder = nn.Sequential(nn.Linear(1, hidden), nn.SiLU(), nn.Linear(hidden, hidden))
        self.blocks = nn.ModuleList([
            nn.TransformerEncoderLayer(hidden, heads, 2 * hidden, dropout=0.0, batch_first=True, norm_first=True)
            for _ in range(depth)
        ])
        self.final_layer = nn.Linear(hidden, patch * patch * channels)

    def forward(self, x, t):
        b, f = x.shape[:2]
        x = self.x_embedder(x.flatten(0, 1)).flatten(2).transpose(1, 2) + self.pos_embed
        n, d = x.shape[1:]
        x = x.view(b, f, n, d) + self.t_embedder(t.view(b, 1) / 1000.0).view(b, 1, 1, d)
        x = x + self.temp_embed[:, :f].unsqueeze(2)
        for k, block in enumerate(self.blocks):
            if k % 2 == 0:
                x = block(x.reshape(b * f, n, d)).view(b, f, n, d)
            else:
                y = block(x.transpose(1, 2).reshape(b * n, f, d))
                x = y.view(b, n, f, d).transpose(1, 2)
        x = self.final_layer(x).view(b * f, self.grid, self.grid, self.patch, self.patch, self.channels)
        x = torch.einsum("nhwpqc->nchpwq", x)
        return x.reshape(b, f, self.channels, self.grid * self.patch, self.grid * self.patch)


def get_model(args):
    return VideoDiT(args["image_size"] // 8, args["num_frames"], args["hidden"], args["depth"], args["heads"])
