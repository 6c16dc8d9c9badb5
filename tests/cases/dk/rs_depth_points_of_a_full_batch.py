from types import SimpleNamespace

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

opt = SimpleNamespace(batch_size=8, fine_height=64, fine_width=48, lr=1e-3, lambda_normal=0.5)


def depth2normal_ortho(depth):
    """Normals of a depth map (B,H,W) under orthographic projection."""
    b, h, w = opt.batch_size, opt.fine_height, opt.fine_width
    x_cord = torch.linspace(-1, 1, w).view(1, 1, w).expand(b, h, w)
    y_cord = torch.linspace(-1, 1, h).view(1, h, 1).expand(b, h, w)
    p = torch.stack([x_cord, y_cord, depth], dim=3)  # (B,H,W,3)
    p_right = p[:, 1:-1, 2:] - p[:, 1:-1, :-2]
    p_down = p[:, 2:, 1:-1] - p[:, :-2, 1:-1]
    return nn.functional.normalize(torch.cross(p_right, p_down, dim=3), dim=3)


class DepthRefine(nn.Module):
    def __init__(self, ngf=16):
        super().__init__()
        self.model = nn.Sequential(
            nn.Conv2d(4, ngf, 3, padding=1), nn.ReLU(),
            nn.Conv2d(ngf, ngf, 3, padding=1), nn.ReLU(),
            nn.Conv2d(ngf, 1, 3, padding=1), nn.Tanh(),
        )

    def forward(self, image, coarse):
        return self.model(torch.cat([image, coarse], dim=1)).squeeze(1)


def people(n):
    h, w = opt.fine_height, opt.fine_width
    image, depth = torch.rand(n, 3, h, w), torch.rand(n, h, w)
    coarse = depth.unsqueeze(1) + 0.1 * torch.randn(n, 1, h, w)
    return TensorDataset(image, coarse, depth)


netG = DepthRefine()
optimizer = torch.optim.Adam(netG.parameters(), lr=opt.lr)
loader = DataLoader(people(29), batch_size=opt.batch_size, shuffle=True)
for step, (image, coarse, depth) in enumerate(loader):
    refined = netG(image, coarse)
    loss_depth = (refined - depth).abs().mean()
    loss_normal = (depth2normal_ortho(refined) - depth2normal_ortho(depth)).abs().mean()
    loss = loss_depth + opt.lambda_normal * loss_normal
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step} depth {loss_depth.item():.3f} normal {loss_normal.item():.3f}")
