import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

MIN_DEPTH, MAX_DEPTH = 0.001, 10.0


class NYUSubset(Dataset):
    def __init__(self, n=8, size=224):
        self.n, self.size = n, size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        depth = F.interpolate(torch.rand(1, 1, 7, 7, generator=g) * 9, size=self.size, mode="bilinear")[0]
        image = (depth / 9).repeat(3, 1, 1) + 0.1 * torch.rand(3, self.size, self.size, generator=g)
        depth[torch.rand(depth.shape, generator=g) < 0.05] = 0.0
        return image, depth


class FrozenViT(nn.Module):
    patch_size = 16

    def __init__(self, dim=64):
        super().__init__()
        self.patch_embed = nn.Conv2d(3, dim, self.patch_size, self.patch_size)
        self.block = nn.TransformerEncoderLayer(dim, 4, 128, batch_first=True)

    @torch.no_grad()
    def forward(self, x):
        x = self.patch_embed(x)
        h, w = x.shape[-2:]
        tokens = self.block(x.flatten(2).transpose(1, 2))
        return tokens.transpose(1, 2).unflatten(2, (h, w))


class DepthProbe(nn.Module):
    def __init__(self, dim=64, bins=32):
        super().__init__()
        self.conv = nn.Conv2d(dim, bins, 3, padding=1)
        self.register_buffer("centres", torch.linspace(MIN_DEPTH, MAX_DEPTH, bins))

    def predict(self, logits):
        p = torch.relu(logits) + 0.1
        p = p / p.sum(dim=1, keepdim=True)
        return torch.einsum("bkhw,k->bhw", p, self.centres).unsqueeze(1)

    def forward(self, feats):
        x = F.interpolate(feats, scale_factor=4, mode="bilinear")
        return self.predict(self.conv(x))


def sig_loss(pred, target, eps=1e-3):
    valid = (target > MIN_DEPTH) & (target <= MAX_DEPTH)
    d = torch.log(pred[valid] + eps) - torch.log(target[valid] + eps)
    return torch.sqrt(d.var() + 0.15 * d.mean() ** 2)


torch.manual_seed(0)
backbone, probe = FrozenViT().eval(), DepthProbe()
optimizer = torch.optim.AdamW(probe.parameters(), lr=5e-4)
for step, (image, target) in enumerate(DataLoader(NYUSubset(), batch_size=4)):
    pred = probe(backbone(image))
    loss = sig_loss(pred, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
