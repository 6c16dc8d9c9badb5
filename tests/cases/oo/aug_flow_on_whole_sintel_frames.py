import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


def coords_grid(batch, ht, wd):
    ys, xs = torch.meshgrid(torch.arange(ht), torch.arange(wd), indexing="ij")
    return torch.stack([xs, ys]).float()[None].repeat(batch, 1, 1, 1)


def bilinear_sampler(img, coords):
    H, W = img.shape[-2:]
    xgrid, ygrid = coords.split([1, 1], dim=-1)
    grid = torch.cat([2 * xgrid / (W - 1) - 1, 2 * ygrid / (H - 1) - 1], dim=-1)
    return F.grid_sample(img, grid, align_corners=True)


class CorrBlock:
    def __init__(self, fmap1, fmap2, num_levels=2, radius=2):
        self.num_levels, self.radius = num_levels, radius
        b, d, h, w = fmap1.shape
        corr = torch.matmul(fmap1.flatten(2).transpose(1, 2), fmap2.flatten(2)) / d ** 0.5
        corr = corr.reshape(b * h * w, 1, h, w)
        self.pyramid = [corr]
        for _ in range(num_levels - 1):
            corr = F.avg_pool2d(corr, 2, stride=2)
            self.pyramid.append(corr)

    def __call__(self, coords):
        r = self.radius
        coords = coords.permute(0, 2, 3, 1)
        b, h, w, _ = coords.shape
        d = torch.linspace(-r, r, 2 * r + 1)
        delta = torch.stack(torch.meshgrid(d, d, indexing="ij"), dim=-1)[None]
        out = []
        for i, corr in enumerate(self.pyramid):
            centroid = coords.reshape(b * h * w, 1, 1, 2) / 2 ** i
            corr = bilinear_sampler(corr, centroid + delta)
            out.append(corr.view(b, h, w, -1))
        return torch.cat(out, dim=-1).permute(0, 3, 1, 2)


class Encoder(nn.Module):
    def __init__(self, out_dim):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, 16, 7, stride=2, padding=3), nn.InstanceNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 24, 3, stride=2, padding=1), nn.InstanceNorm2d(24), nn.ReLU(),
            nn.Conv2d(24, 32, 3, stride=2, padding=1), nn.InstanceNorm2d(32), nn.ReLU(),
            nn.Conv2d(32, out_dim, 1))

    def forward(self, x):
        return self.layers(x)


class UpdateBlock(nn.Module):
    def __init__(self, corr_dim, hidden=24):
        super().__init__()
        self.enc = nn.Conv2d(corr_dim + 2, hidden, 3, padding=1)
        self.mix = nn.Conv2d(2 * hidden, hidden, 3, padding=1)
        self.flow = nn.Conv2d(hidden, 2, 3, padding=1)

    def forward(self, net, corr, flow):
        motion = torch.relu(self.enc(torch.cat([corr, flow], dim=1)))
        net = torch.tanh(self.mix(torch.cat([net, motion], dim=1)))
        return net, self.flow(net)


class TinyRAFT(nn.Module):
    def __init__(self):
        super().__init__()
        self.fnet = Encoder(32)
        self.cnet = Encoder(24)
        self.update = UpdateBlock(2 * 25)

    def forward(self, image1, image2, iters=3):
        image1, image2 = 2 * (image1 / 255.0) - 1, 2 * (image2 / 255.0) - 1
        corr_fn = CorrBlock(self.fnet(image1), self.fnet(image2))
        net = torch.tanh(self.cnet(image1))
        N, _, H, W = image1.shape
        coords0 = coords_grid(N, H // 8, W // 8)
        coords1 = coords0.clone()
        for _ in range(iters):
            coords1 = coords1.detach()
            net, delta = self.update(net, corr_fn(coords1), coords1 - coords0)
            coords1 = coords1 + delta
        return 8 * F.interpolate(coords1 - coords0, scale_factor=8, mode="bilinear", align_corners=True)


class SintelLike(Dataset):
    def __init__(self, n, crop=None):
        self.n, self.crop = n, crop

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        rng = np.random.default_rng(i)
        frame = rng.integers(0, 255, (109, 256, 3)).astype(np.float32)
        dx = int(rng.integers(1, 6))
        second = np.roll(frame, dx, axis=1)
        flow = np.zeros((109, 256, 2), np.float32)
        flow[..., 0] = dx
        if self.crop:
            y, x = rng.integers(0, 109 - self.crop[0]), rng.integers(0, 256 - self.crop[1])
            frame, second, flow = [a[y:y + self.crop[0], x:x + self.crop[1]] for a in (frame, second, flow)]
        return [torch.from_numpy(a.copy()).permute(2, 0, 1) for a in (frame, second, flow)]


@torch.no_grad()
def validate_sintel(model):
    model.eval()
    epe = []
    for image1, image2, flow_gt in DataLoader(SintelLike(3), batch_size=1):
        flow_pr = model(image1, image2)
        epe.append((flow_pr - flow_gt).norm(dim=1).mean().item())
    return float(np.mean(epe))


torch.manual_seed(0)
model = TinyRAFT()
optimizer = torch.optim.AdamW(model.parameters(), lr=2e-4)
for epoch in range(2):
    model.train()
    for image1, image2, flow_gt in DataLoader(SintelLike(8, crop=(96, 128)), batch_size=4):
        loss = (model(image1, image2) - flow_gt).abs().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} loss {loss.item():.3f} epe {validate_sintel(model):.3f}")
