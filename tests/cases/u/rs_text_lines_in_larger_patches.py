import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class Config:
    image_h = 32
    image_w = 128
    patch_size = 16
    embed_dim = 48
    depth = 1
    num_classes = 2
    batch_size = 4


class TextLines(Dataset):
    """Cropped words, two augmented views of each, and which pixels are ink."""

    def __init__(self, config, n=8):
        g = torch.Generator().manual_seed(5)
        self.x = torch.rand(n, 2, 3, config.image_h, config.image_w, generator=g)
        self.mask = (torch.rand(n, config.image_h, config.image_w, generator=g) > 0.7).float()

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.mask[i]


class VisionTransformer(nn.Module):
    def __init__(self, config):
        super().__init__()
        p = config.patch_size
        self.patch_embed = nn.Conv2d(3, config.embed_dim, kernel_size=p, stride=p)
        count = (config.image_h // p) * (config.image_w // p)
        self.pos_embed = nn.Parameter(torch.zeros(1, count, config.embed_dim))
        layer = nn.TransformerEncoderLayer(config.embed_dim, 4, 2 * config.embed_dim, batch_first=True)
        self.blocks = nn.TransformerEncoder(layer, config.depth)

    def forward(self, x):
        x = self.patch_embed(x).flatten(2).transpose(1, 2)
        return self.blocks(x + self.pos_embed)


class DINOModel(nn.Module):
    """Features of the characters' regions, found by clusters of ink."""

    def __init__(self, config):
        super().__init__()
        self.backbone = VisionTransformer(config)
        self.head = nn.Sequential(nn.Linear(config.embed_dim, 64), nn.GELU(), nn.Linear(64, 32))

    def attention(self, feature, clusters):
        N, E, H, W = feature.size()
        clusters = nn.functional.interpolate(clusters, size=(H, W), mode="bilinear")
        weight = clusters / clusters.sum(dim=(2, 3), keepdim=True).clamp(min=1e-6)
        v = feature.permute(0, 2, 3, 1).reshape(N, -1, E)
        return torch.bmm(weight.flatten(2), v)

    def forward(self, x, clusters):
        backbone_out = self.backbone(torch.cat([x[:, 0], x[:, 1]]))
        N, T, E = backbone_out.shape
        region_f = backbone_out.reshape(N, 8, 32, E).permute(0, 3, 1, 2)
        regions = self.attention(region_f, torch.cat([clusters, clusters]))
        return self.head(regions).chunk(2)


def character_clusters(mask, slots=6):
    """One map a slot: the ink in a sixth of the line."""
    n, h, w = mask.shape
    clusters = mask.new_zeros(n, slots, h, w)
    for k in range(slots):
        left, right = k * w // slots, (k + 1) * w // slots
        clusters[:, k, :, left:right] = mask[:, :, left:right]
    return clusters


config = Config()
model = DINOModel(config)
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-4)
for x, mask in DataLoader(TextLines(config), batch_size=config.batch_size):
    student, teacher = model(x, character_clusters(mask))
    loss = -(teacher.detach().softmax(-1) * student.log_softmax(-1)).sum(-1).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"loss {loss.item():.4f}")
