import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

OUTPUT_STRIDE = 4


class FlyVideo(Dataset):
    """Frames of one animal with the places of its body parts."""

    def __init__(self, n_frames=6, height=100, width=132, n_nodes=3, seed=0):
        g = torch.Generator().manual_seed(seed)
        self.frames = torch.rand(n_frames, 1, height, width, generator=g)
        self.points = torch.rand(n_frames, n_nodes, 2, generator=g) * torch.tensor([width - 1.0, height - 1.0])

    def __len__(self):
        return len(self.frames)

    def __getitem__(self, i):
        image = self.frames[i]
        return image, make_confmaps(self.points[i], image.shape[-2:])


def make_confmaps(points, image_hw, sigma=2.5):
    ys = torch.arange(image_hw[0] // OUTPUT_STRIDE) * OUTPUT_STRIDE
    xs = torch.arange(image_hw[1] // OUTPUT_STRIDE) * OUTPUT_STRIDE
    dx = xs[None, None, :] - points[:, 0, None, None]
    dy = ys[None, :, None] - points[:, 1, None, None]
    return torch.exp(-(dx ** 2 + dy ** 2) / (2 * sigma ** 2))


class LayerNorm2d(nn.LayerNorm):
    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class CNBlock(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.block = nn.Sequential(
            nn.Conv2d(dim, dim, 7, padding=3, groups=dim), LayerNorm2d(dim),
            nn.Conv2d(dim, 4 * dim, 1), nn.GELU(), nn.Conv2d(4 * dim, dim, 1),
        )

    def forward(self, x):
        return x + self.block(x)


class ConvNeXtEncoder(nn.Module):
    def __init__(self, in_channels=1, channels=(16, 32, 48), stem_kernel=4, stem_stride=4):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(in_channels, channels[0], stem_kernel, stem_stride), LayerNorm2d(channels[0]))
        self.stages = nn.ModuleList(CNBlock(c) for c in channels)
        self.downs = nn.ModuleList(
            nn.Sequential(LayerNorm2d(a), nn.Conv2d(a, b, 2, 2)) for a, b in zip(channels, channels[1:])
        )

    def forward(self, x):
        feats = [self.stages[0](self.stem(x))]
        for down, stage in zip(self.downs, self.stages[1:]):
            feats.append(stage(down(feats[-1])))
        return feats


class SimpleUpsamplingBlock(nn.Module):
    def __init__(self, x_in, skip_channels, filters):
        super().__init__()
        self.upsample = nn.Upsample(scale_factor=2, mode="bilinear")
        self.refine = nn.Sequential(
            nn.Conv2d(x_in + skip_channels, filters, 3, padding=1), nn.ReLU(),
            nn.Conv2d(filters, filters, 3, padding=1), nn.ReLU(),
        )

    def forward(self, x, feature):
        x = self.upsample(x)
        x = torch.cat([feature, x], dim=1)
        return self.refine(x)


class Decoder(nn.Module):
    def __init__(self, encoder_channels, filters=32):
        super().__init__()
        skips = encoder_channels[-2::-1]
        ins = (encoder_channels[-1],) + (filters,) * (len(skips) - 1)
        self.decoder_stack = nn.ModuleList(SimpleUpsamplingBlock(a, s, filters) for a, s in zip(ins, skips))

    def forward(self, feats):
        x = feats[-1]
        for block, skip in zip(self.decoder_stack, feats[-2::-1]):
            x = block(x, skip)
        return x


class SingleInstanceModel(nn.Module):
    def __init__(self, n_nodes, channels=(16, 32, 48)):
        super().__init__()
        self.enc, self.dec = ConvNeXtEncoder(channels=channels), Decoder(channels)
        self.head = nn.Conv2d(32, n_nodes, 1)

    def forward(self, x):
        return self.head(self.dec(self.enc(x)))


torch.manual_seed(0)
model = SingleInstanceModel(n_nodes=3)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for image, confmaps in DataLoader(FlyVideo(), batch_size=2, shuffle=True):
    loss = F.mse_loss(model(image), confmaps)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"train/loss {loss.item():.5f}")
