import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class AlignedFaces(Dataset):
    def __init__(self, n=3):
        self.faces = torch.rand(n, 3, 64, 64, generator=torch.Generator().manual_seed(9)) * 2 - 1

    def __len__(self):
        return len(self.faces)

    def __getitem__(self, i):
        return self.faces[i]


class GradualStyleBlock(nn.Module):
    """Shrinks a feature map to one style vector."""

    def __init__(self, in_c, out_c, spatial):
        super().__init__()
        modules = []
        while spatial > 1:
            modules += [nn.Conv2d(in_c, out_c, 3, stride=2, padding=1), nn.LeakyReLU()]
            in_c, spatial = out_c, spatial // 2
        self.convs = nn.Sequential(*modules)
        self.linear = nn.Linear(out_c, out_c)

    def forward(self, x):
        x = self.convs(x).squeeze()
        return self.linear(x)


class Encoder4Editing(nn.Module):
    def __init__(self, style_count=8, dim=64):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 32, 3, stride=2, padding=1), nn.BatchNorm2d(32), nn.PReLU(),
            nn.Conv2d(32, dim, 3, stride=2, padding=1), nn.BatchNorm2d(dim), nn.PReLU(),
        )
        self.styles = nn.ModuleList(GradualStyleBlock(dim, dim, 16) for _ in range(style_count))

    def forward(self, x):
        feats = self.body(x)
        w0 = self.styles[0](feats)
        latents = [w0] + [w0 + style(feats) for style in self.styles[1:]]
        return torch.stack(latents, dim=1)


class pSp(nn.Module):
    def __init__(self, style_count=8, dim=64):
        super().__init__()
        self.encoder = Encoder4Editing(style_count, dim)
        self.decoder = nn.Sequential(nn.Flatten(), nn.Linear(style_count * dim, 3 * 32 * 32), nn.Unflatten(1, (3, 32, 32)))
        self.register_buffer("latent_avg", torch.zeros(style_count, dim))

    def forward(self, x):
        codes = self.encoder(x)
        codes = codes + self.latent_avg.repeat(codes.shape[0], 1, 1)
        return self.decoder(codes), codes


@torch.no_grad()
def get_latents(net, loader):
    found = []
    for batch in loader:
        images, codes = net(batch)
        found.append(codes)
    return torch.cat(found)


net = pSp().eval()
latents = get_latents(net, DataLoader(AlignedFaces(), batch_size=1))
print("inverted", tuple(latents.shape))
