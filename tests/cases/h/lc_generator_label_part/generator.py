import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, fin, fout):
        super().__init__()
        self.conv = nn.Conv2d(fin, fout, 3, padding=1)
        self.norm = nn.InstanceNorm2d(fout)

    def forward(self, x):
        x = nn.functional.interpolate(x, scale_factor=2)
        return nn.functional.leaky_relu(self.norm(self.conv(x)), 0.2)


class Generator(nn.Module):
    """The class is embedded, brought to length one and put behind the noise."""

    def __init__(self, z_dim, embed_size, nlabels, small_nf, size):
        super().__init__()
        self.s0 = size // 8
        self.small_nf = small_nf
        self.embedding = nn.Embedding(nlabels, embed_size)
        self.small_fc = nn.Linear(z_dim, 8 * small_nf * self.s0 * self.s0)
        self.blocks = nn.Sequential(
            Block(8 * small_nf, 4 * small_nf), Block(4 * small_nf, 2 * small_nf), Block(2 * small_nf, small_nf),
        )
        self.conv_img = nn.Conv2d(small_nf, 3, 3, padding=1)

    def forward(self, z, y):
        yembed = self.embedding(y)
        yembed = yembed / torch.norm(yembed, p=2, dim=1, keepdim=True)
        yz = torch.cat([z, yembed], dim=1)
        out = self.small_fc(yz)
        out = out.view(z.size(0), 8 * self.small_nf, self.s0, self.s0)
        return torch.sigmoid(self.conv_img(self.blocks(out)))
