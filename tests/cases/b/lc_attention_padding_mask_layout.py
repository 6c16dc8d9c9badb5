import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader


def collate(samples):
    feats, labels = zip(*samples)
    lengths = torch.tensor([len(f) for f in feats])
    padded = pad_sequence(feats, batch_first=True)
    mask = torch.arange(padded.size(1))[None] >= lengths[:, None]
    return padded, mask, torch.stack(labels)


class FusionBlock(nn.Module):
    def __init__(self, embed_dim, num_heads):
        super().__init__()
        self.norm = nn.LayerNorm(embed_dim)
        self.attn = nn.MultiheadAttention(embed_dim, num_heads, dropout=0.1)
        self.mlp = nn.Sequential(nn.LayerNorm(embed_dim), nn.Linear(embed_dim, embed_dim), nn.GELU())

    def forward(self, x, mask):
        h = self.norm(x)
        h, _ = self.attn(h, h, h, key_padding_mask=mask)
        x = x + h
        return x + self.mlp(x)


class EventClassifier(nn.Module):
    def __init__(self, in_dim=10, embed_dim=32, depth=2, classes=6):
        super().__init__()
        self.proj = nn.Linear(in_dim, embed_dim)
        self.blocks = nn.ModuleList([FusionBlock(embed_dim, 4) for _ in range(depth)])
        self.head = nn.Linear(embed_dim, classes)

    def forward(self, x, mask):
        x = self.proj(x)
        for block in self.blocks:
            x = block(x, mask)
        keep = (~mask).unsqueeze(-1).float()
        pooled = (x * keep).sum(1) / keep.sum(1)
        return self.head(pooled)


torch.manual_seed(21)
events = [(torch.randn(int(n), 10), torch.tensor(int(n) % 6)) for n in torch.randint(7, 25, (24,))]
loader = DataLoader(events, batch_size=6, collate_fn=collate)
model = EventClassifier()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
for x, mask, y in loader:
    loss = nn.functional.cross_entropy(model(x, mask), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{loss.item():.4f}")
