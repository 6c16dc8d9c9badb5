import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


class PaddedPairs(Dataset):
    """Pairs of grey views, zero-padded at the bottom and right to one common size."""

    def __init__(self, n=4, size=(192, 256)):
        self.n, self.size = n, size

    def __len__(self):
        return self.n

    def load(self, seed, height, width):
        g = torch.Generator().manual_seed(seed)
        image = torch.zeros(1, *self.size)
        image[:, :height, :width] = torch.rand(1, height, width, generator=g)
        mask = torch.zeros(self.size, dtype=torch.bool)
        mask[:height, :width] = True
        return image, mask

    def __getitem__(self, i):
        image0, mask0 = self.load(2 * i, 192, 224)
        image1, mask1 = self.load(2 * i + 1, 160, 256)
        return {"image0": image0, "image1": image1, "mask0": mask0, "mask1": mask1}


class LinearAttention(nn.Module):
    def forward(self, queries, keys, values, q_mask=None, kv_mask=None):
        Q = F.elu(queries) + 1
        K = F.elu(keys) + 1
        if q_mask is not None:
            Q = Q * q_mask[:, :, None, None]
        if kv_mask is not None:
            K = K * kv_mask[:, :, None, None]
            values = values * kv_mask[:, :, None, None]
        KV = torch.einsum("nshd,nshv->nhdv", K, values)
        Z = 1 / (torch.einsum("nlhd,nhd->nlh", Q, K.sum(dim=1)) + 1e-6)
        return torch.einsum("nlhd,nhdv,nlh->nlhv", Q, KV, Z)


class EncoderLayer(nn.Module):
    def __init__(self, d_model, nhead):
        super().__init__()
        self.nhead, self.dim = nhead, d_model // nhead
        self.q_proj, self.k_proj, self.v_proj = (nn.Linear(d_model, d_model, bias=False) for _ in range(3))
        self.attention = LinearAttention()
        self.merge = nn.Linear(d_model, d_model)

    def forward(self, x, source, x_mask=None, source_mask=None):
        n = x.size(0)
        q = self.q_proj(x).view(n, -1, self.nhead, self.dim)
        k = self.k_proj(source).view(n, -1, self.nhead, self.dim)
        v = self.v_proj(source).view(n, -1, self.nhead, self.dim)
        message = self.attention(q, k, v, q_mask=x_mask, kv_mask=source_mask)
        return x + self.merge(message.reshape(n, -1, self.nhead * self.dim))


class CoarseMatcher(nn.Module):
    def __init__(self, d_model=32):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(1, 16, 7, stride=4, padding=3), nn.ReLU(), nn.Conv2d(16, d_model, 3, stride=2, padding=1))
        self.self_layer = EncoderLayer(d_model, 4)
        self.cross_layer = EncoderLayer(d_model, 4)

    def forward(self, data):
        feat0 = self.backbone(data["image0"]).flatten(2).transpose(1, 2)
        feat1 = self.backbone(data["image1"]).flatten(2).transpose(1, 2)
        mask_c0, mask_c1 = data["mask0"].flatten(-2), data["mask1"].flatten(-2)
        feat0 = self.self_layer(feat0, feat0, mask_c0, mask_c0)
        feat1 = self.self_layer(feat1, feat1, mask_c1, mask_c1)
        feat0 = self.cross_layer(feat0, feat1, mask_c0, mask_c1)
        return torch.einsum("nlc,nsc->nls", feat0, feat1) / feat0.size(-1)


matcher = CoarseMatcher()
for data in DataLoader(PaddedPairs(), batch_size=2):
    scores = matcher(data)
    print(scores.shape, scores.argmax(dim=2)[:, :4].tolist())
