import torch
import torch.nn as nn
import torch.nn.functional as F

TASKS = {"semseg": 13, "depth": 1, "normals": 3}


class TaskAttention(nn.Module):
    def __init__(self, dim, heads=4):
        super().__init__()
        self.heads = heads
        self.to_q = nn.Linear(dim, dim)
        self.to_k = nn.Linear(dim, dim)
        self.to_v = nn.Linear(dim, dim)
        self.proj = nn.Linear(dim, dim)

    def forward(self, query, context):
        B, N, C = context.shape
        d = C // self.heads
        q = self.to_q(query).view(B, N, self.heads, d).transpose(1, 2)
        k = self.to_k(context).view(B, N, self.heads, d).transpose(1, 2)
        v = self.to_v(context).view(B, N, self.heads, d).transpose(1, 2)
        attn = (q @ k.transpose(-2, -1) / d ** 0.5).softmax(dim=-1)
        out = (attn @ v).transpose(1, 2).reshape(B, query.shape[1], C)
        return self.proj(out)


class MultiTaskHead(nn.Module):
    """Every task asks the features of all tasks."""

    def __init__(self, in_dim=48, dim=32):
        super().__init__()
        self.embed = nn.ModuleDict({t: nn.Conv2d(in_dim, dim, 1) for t in TASKS})
        self.norm = nn.LayerNorm(dim)
        self.task_query = TaskAttention(dim)
        self.out = nn.ModuleDict({t: nn.Conv2d(dim, c, 1) for t, c in TASKS.items()})

    def forward(self, feat):
        b, _, h, w = feat.shape
        outs = {t: self.embed[t](feat).flatten(2).transpose(1, 2) for t in TASKS}
        task_cat = self.norm(torch.cat(list(outs.values()), dim=1))
        result = {}
        for t, tokens in outs.items():
            tokens = tokens + self.task_query(self.norm(tokens), task_cat)
            maps = tokens.transpose(1, 2).reshape(b, -1, h, w)
            result[t] = F.interpolate(self.out[t](maps), scale_factor=4, mode="bilinear")
        return result


backbone = nn.Sequential(nn.Conv2d(3, 24, 3, 2, 1), nn.GELU(), nn.Conv2d(24, 48, 3, 2, 1), nn.GELU())
head = MultiTaskHead()
optimizer = torch.optim.AdamW([*backbone.parameters(), *head.parameters()], lr=2e-4)
images = torch.rand(2, 3, 56, 72)
labels = torch.randint(0, 13, (2, 56, 72))
depth, normals = torch.rand(2, 1, 56, 72), torch.rand(2, 3, 56, 72)
pred = head(backbone(images))
loss = F.cross_entropy(pred["semseg"], labels) + F.l1_loss(pred["depth"], depth)
loss = loss + F.l1_loss(pred["normals"], normals)
loss.backward()
optimizer.step()
print(loss.item())
