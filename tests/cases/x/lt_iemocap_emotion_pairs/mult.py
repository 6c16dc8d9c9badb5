import torch
from torch import nn


class MULTModel(nn.Module):
    """Every modality looks at the text; the last steps are joined."""

    def __init__(self, orig_dims, d_model, num_heads, output_dim):
        super().__init__()
        self.proj = nn.ModuleList(nn.Conv1d(dim, d_model, 1, bias=False) for dim in orig_dims)
        self.cross = nn.ModuleList(
            nn.MultiheadAttention(d_model, num_heads, batch_first=True) for _ in orig_dims
        )
        joined = d_model * len(orig_dims)
        self.proj1 = nn.Linear(joined, joined)
        self.out_layer = nn.Linear(joined, output_dim)

    def forward(self, *modalities):
        h = [p(x.transpose(1, 2)).transpose(1, 2) for p, x in zip(self.proj, modalities)]
        last = [a(x, h[0], h[0], need_weights=False)[0][:, -1] for a, x in zip(self.cross, h)]
        h = torch.cat(last, dim=1)
        h = h + torch.relu(self.proj1(h))
        return self.out_layer(h)
