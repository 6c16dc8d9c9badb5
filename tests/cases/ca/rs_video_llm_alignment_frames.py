import torch
from torch import nn

IMAGE_TOKEN = -200


class VideoTower(nn.Module):
    """One token per patch; a newline token closes every row."""

    def __init__(self, hidden, patch=8):
        super().__init__()
        self.patchify = nn.Conv2d(3, hidden, patch, patch)
        self.newline = nn.Parameter(torch.randn(hidden) * 0.02)

    def forward(self, frames):
        grid = self.patchify(frames).permute(0, 2, 3, 1)
        line_end = self.newline.expand(*grid.shape[:2], 1, -1)
        return torch.cat([grid, line_end], dim=2).flatten(0, 2)


class SpatialQwen(nn.Module):
    def __init__(self, vocab=120, hidden=64, dim_3d=48):
        super().__init__()
        self.tower = VideoTower(hidden)
        self.embed = nn.Embedding(vocab, hidden)
        self.decoder = nn.GRU(hidden, hidden, num_layers=2, batch_first=True)
        self.lm_head = nn.Linear(hidden, vocab)
        self.proj_3d = nn.Sequential(nn.Linear(hidden, 96), nn.SiLU(), nn.Linear(96, dim_3d))

    def feature_3d_alignment(self, hidden_states, pos, length, target):
        C = hidden_states.size(-1)
        feature = hidden_states[:, pos:pos + length, :]
        feature = feature.view(32, 6, 7, C)[:, :, :-1, :].flatten(0, 2)
        feature = self.proj_3d(feature)
        return 1 - nn.functional.cosine_similarity(feature, target.flatten(0, 1), dim=-1).mean()

    def forward(self, ids, frames, target_3d):
        pos = (ids == IMAGE_TOKEN).nonzero().item()
        visual = self.tower(frames)
        tokens = torch.cat([self.embed(ids[:pos]), visual, self.embed(ids[pos + 1:])])
        hidden_states, _ = self.decoder(tokens.unsqueeze(0))
        text = self.lm_head(hidden_states[0, pos + len(visual):-1])
        lm_loss = nn.functional.cross_entropy(text, ids[pos + 2:])
        return lm_loss + 0.5 * self.feature_3d_alignment(hidden_states, pos, len(visual), target_3d)


video, geometry = torch.rand(96, 3, 48, 48), torch.randn(96, 36, 48)
frames_upbound = 24
keep = torch.linspace(0, len(video) - 1, frames_upbound).long()
model = SpatialQwen()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
dialogue = torch.tensor([5, 17, IMAGE_TOKEN, 42, 8, 99, 3, 61, 2])
for step in range(2):
    loss = model(dialogue, video[keep], geometry[keep])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step} loss {loss.item():.4f}")
