import torch
from torch import nn

torch.manual_seed(8)


class PatchTagger(nn.Module):
    """Spectrogram patches with an embedding for each frequency row and each time column."""

    def __init__(self, n_mels=64, max_frames=200, patch=16, stride=10, width=32, n_tags=6):
        super().__init__()
        rows, columns = (n_mels - patch) // stride + 1, (max_frames - patch) // stride + 1
        self.patches = nn.Conv2d(1, width, patch, stride)
        self.freq_embed = nn.Parameter(torch.randn(1, width, rows, 1) * 0.02)
        self.time_embed = nn.Parameter(torch.randn(1, width, 1, columns) * 0.02)
        layer = nn.TransformerEncoderLayer(width, 4, 64, batch_first=True)
        self.blocks = nn.TransformerEncoder(layer, 1)
        self.head = nn.Linear(width, n_tags)

    def forward(self, x):
        x = self.patches(x)
        time_embed = self.time_embed
        if x.shape[-1] < time_embed.shape[-1]:
            offset = torch.randint(1 + time_embed.shape[-1] - x.shape[-1], (1,)).item() if self.training else 0
            time_embed = time_embed[..., offset:offset + x.shape[-1]]
        else:
            x = x[..., :time_embed.shape[-1]]
        x = x + time_embed + self.freq_embed
        tokens = x.flatten(2).transpose(1, 2)
        if self.training:
            keep = torch.randperm(tokens.shape[1])[: tokens.shape[1] // 2].sort().values
            tokens = tokens[:, keep]
        return self.head(self.blocks(tokens).mean(1))


model = PatchTagger()
optimizer = torch.optim.AdamW(model.parameters(), 1e-4)
for frames in (200, 150, 96, 260):
    loss = nn.functional.binary_cross_entropy_with_logits(
        model(torch.randn(4, 1, 64, frames)), torch.randint(0, 2, (4, 6)).float()
    )
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(frames, loss.item())
