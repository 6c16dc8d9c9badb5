import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

torch.manual_seed(1)
FEATS, CLASSES = 12, 5


class AttentionBlock(nn.Module):
    def __init__(self, dim, heads, dropout=0.1):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.attn = nn.MultiheadAttention(dim, heads, dropout=dropout)
        self.mlp = nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, 2 * dim), nn.GELU(), nn.Linear(2 * dim, dim))

    def forward(self, x, pad_mask=None):
        h = self.norm(x)
        h, _ = self.attn(h, h, h, key_padding_mask=pad_mask, need_weights=False)
        x = x + h
        return x + self.mlp(x)


class SkeletonActions(nn.Module):
    """Classifies recordings of body joints, (batch, frames, features)."""

    def __init__(self, dim=32, depth=2, heads=4):
        super().__init__()
        self.embed = nn.Linear(FEATS, dim)
        self.blocks = nn.ModuleList(AttentionBlock(dim, heads) for _ in range(depth))
        self.head = nn.Linear(dim, CLASSES)

    def forward(self, x, pad_mask=None):
        x = self.embed(x)
        for blk in self.blocks:
            x = blk(x, pad_mask)
        if pad_mask is None:
            return self.head(x.mean(dim=1))
        keep = (~pad_mask).unsqueeze(-1)
        return self.head((x * keep).sum(dim=1) / keep.sum(dim=1))


def clips(n, frames=20):
    """Training clips, all cut to the same number of frames."""
    for _ in range(n):
        yield torch.randn(8, frames, FEATS), torch.randint(0, CLASSES, (8,))


def whole_recordings(lengths, batch=4):
    for k in range(0, len(lengths), batch):
        part = lengths[k:k + batch]
        x = pad_sequence([torch.randn(t, FEATS) for t in part], batch_first=True)
        pad_mask = torch.arange(x.shape[1]) >= torch.tensor(part).unsqueeze(1)
        yield x, torch.randint(0, CLASSES, (len(part),)), pad_mask


model = SkeletonActions()
opt = torch.optim.AdamW(model.parameters(), 1e-3)
model.train()
for x, y in clips(4):
    loss = nn.functional.cross_entropy(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
print("train", loss.item())

hits, seen = 0, 0
with torch.no_grad():
    for x, y, pad_mask in whole_recordings([31, 18, 44, 27, 39, 22]):
        hits += (model(x, pad_mask).argmax(1) == y).sum().item()
        seen += len(y)
print("accuracy on whole recordings", hits / seen)
