import torch
from torch import nn

BANDS, PATCH, CLASSES = 200, 16, 16


class SpectralPatchEmbed(nn.Module):
    def __init__(self, features=20, depth=10, step=10):
        super().__init__()
        self.proj1 = nn.Conv3d(1, features, (depth, 3, 3), stride=(step, 1, 1), padding=(0, 1, 1))
        self.proj2 = nn.Conv3d(features, features, (1, 2, 2), stride=(1, 2, 2))
        self.norm = nn.BatchNorm3d(features)

    def forward(self, cube):
        x = self.proj2(torch.relu(self.proj1(cube.unsqueeze(1))))
        x = torch.relu(self.norm(x)).flatten(1, 2)
        return x.permute(0, 2, 3, 1)


class ConvPermute(nn.Module):
    def __init__(self, dim, segment=8):
        super().__init__()
        self.mlp_h = nn.Linear(segment, segment)
        self.mlp_w = nn.Linear(segment, segment)
        self.mlp_c = nn.Linear(dim, dim)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x):
        h = self.mlp_h(x.transpose(1, 3)).transpose(1, 3)
        w = self.mlp_w(x.transpose(2, 3)).transpose(2, 3)
        return self.proj(h + w + self.mlp_c(x))


class PermutatorBlock(nn.Module):
    def __init__(self, dim, mlp_ratio=1):
        super().__init__()
        self.norm1 = nn.LayerNorm(dim)
        self.attn = ConvPermute(dim)
        self.norm2 = nn.LayerNorm(dim)
        self.mlp = nn.Sequential(nn.Linear(dim, dim * mlp_ratio), nn.GELU(), nn.Linear(dim * mlp_ratio, dim))

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class HiT(nn.Module):
    def __init__(self, embed_dim, layers, num_classes):
        super().__init__()
        self.patch_embed = SpectralPatchEmbed()
        self.blocks = nn.Sequential(*(PermutatorBlock(embed_dim) for _ in range(layers)))
        self.norm = nn.LayerNorm(embed_dim)
        self.head = nn.Linear(embed_dim, num_classes)

    def forward(self, cube):
        x = self.blocks(self.patch_embed(cube))
        return self.head(self.norm(x).mean((1, 2)))


def crop_around(scene, row, col):
    half = PATCH // 2
    return scene[:, row - half:row + half, col - half:col + half]


torch.manual_seed(0)
scene = torch.rand(BANDS, 60, 60)
ground_truth = torch.randint(0, CLASSES, (60, 60))
pixels = torch.randint(8, 52, (6, 2)).tolist()

net = HiT(embed_dim=480, layers=2, num_classes=CLASSES)
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
for k in range(0, len(pixels), 2):
    cubes = torch.stack([crop_around(scene, r, c) for r, c in pixels[k:k + 2]])
    labels = torch.stack([ground_truth[r, c] for r, c in pixels[k:k + 2]])
    loss = nn.functional.cross_entropy(net(cubes), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
