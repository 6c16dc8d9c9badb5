import argparse

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


def config_parser():
    parser = argparse.ArgumentParser()
    parser.add_argument("--netwidth", type=int, default=64)
    parser.add_argument("--multires", type=int, default=4)
    parser.add_argument("--N_rand", type=int, default=32 * 32)
    parser.add_argument("--N_samples", type=int, default=12)
    parser.add_argument("--chunk", type=int, default=1024)
    parser.add_argument("--sample_scale", type=int, default=60)
    parser.add_argument("--N_iters", type=int, default=2)
    parser.add_argument("--w_clip", type=float, default=0.1)
    return parser


def embed(x, multires):
    out = [x]
    for i in range(multires):
        out += [torch.sin(x * 2.0 ** i), torch.cos(x * 2.0 ** i)]
    return torch.cat(out, -1)


class NeRF(nn.Module):
    def __init__(self, multires, width):
        super().__init__()
        self.multires = multires
        self.net = nn.Sequential(
            nn.Linear(3 + 6 * multires, width), nn.ReLU(),
            nn.Linear(width, width), nn.ReLU(),
            nn.Linear(width, 4),
        )

    def forward(self, pts):
        return self.net(embed(pts, self.multires))


class ImageEncoder(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 8, stride=8)
        self.proj = nn.Linear(16, dim)

    def forward(self, img):
        h = F.relu(self.conv(img)).mean(dim=(2, 3))
        return F.normalize(self.proj(h), dim=-1)


def get_rays(H, W, focal, c2w):
    j, i = torch.meshgrid(torch.arange(H), torch.arange(W), indexing="ij")
    dirs = torch.stack([(i - W * 0.5) / focal, -(j - H * 0.5) / focal, -torch.ones(H, W)], -1)
    rays_d = torch.sum(dirs[..., None, :] * c2w[:3, :3], -1)
    rays_o = c2w[:3, -1].expand(rays_d.shape)
    return rays_o, rays_d


def render_rays(model, rays_o, rays_d, n_samples):
    z = torch.linspace(2.0, 6.0, n_samples)
    pts = rays_o[:, None, :] + rays_d[:, None, :] * z[None, :, None]
    raw = model(pts)
    alpha = 1.0 - torch.exp(-F.relu(raw[..., 3]) * (z[1] - z[0]))
    trans = torch.cumprod(torch.cat([torch.ones_like(alpha[:, :1]), 1.0 - alpha + 1e-10], -1), -1)[:, :-1]
    return torch.sum((alpha * trans)[..., None] * torch.sigmoid(raw[..., :3]), dim=1)


def render(model, rays_o, rays_d, args):
    chunks = []
    for k in range(0, rays_o.shape[0], args.chunk):
        chunks.append(render_rays(model, rays_o[k:k + args.chunk], rays_d[k:k + args.chunk], args.N_samples))
    return torch.cat(chunks, 0)


def load_scene(n=3, H=64, W=80):
    rng = np.random.default_rng(0)
    images = torch.from_numpy(rng.random((n, H, W, 3), dtype=np.float32))
    poses = torch.eye(4)[None].repeat(n, 1, 1)
    poses[:, 2, 3] = 4.0
    return images, poses, (H, W, 70.0)


def train():
    args = config_parser().parse_args()
    torch.manual_seed(0)
    np.random.seed(0)
    images, poses, (H, W, focal) = load_scene()
    model = NeRF(args.multires, args.netwidth)
    clip_image = ImageEncoder().eval().requires_grad_(False)
    text_feature = F.normalize(torch.randn(1, 32), dim=-1)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-4)
    for it in range(args.N_iters):
        img_i = np.random.choice(len(images))
        rays_o, rays_d = get_rays(H, W, focal, poses[img_i])
        coords = torch.stack(torch.meshgrid(torch.arange(H), torch.arange(W), indexing="ij"), -1).reshape(-1, 2)
        picked = np.sort(np.random.choice(coords.shape[0], size=[args.N_rand], replace=False))
        select = coords[picked]
        target = images[img_i][select[:, 0], select[:, 1]]
        rgb = render(model, rays_o[select[:, 0], select[:, 1]], rays_d[select[:, 0], select[:, 1]], args)
        img_loss = F.mse_loss(rgb, target)
        rgb_img = rgb.view(args.sample_scale, args.sample_scale, -1)
        rgb_img = F.interpolate(rgb_img.permute(2, 0, 1)[None], size=(64, 64), mode="bilinear")
        clip_loss = 1.0 - (clip_image(rgb_img) * text_feature).sum(-1).mean()
        loss = img_loss + args.w_clip * clip_loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"[TRAIN] Iter: {it} Loss: {loss.item():.4f}")


if __name__ == "__main__":
    train()
