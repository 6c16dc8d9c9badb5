import numpy as np
import torch
from torch import nn


class Concat(nn.Module):
    """Runs both branches and joins them, cropped to the smaller of the two."""

    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        outs = [branch(x) for branch in self.branches]
        h, w = min(o.shape[2] for o in outs), min(o.shape[3] for o in outs)
        cropped = []
        for o in outs:
            top, left = (o.shape[2] - h) // 2, (o.shape[3] - w) // 2
            cropped.append(o[:, :, top:top + h, left:left + w])
        return torch.cat(cropped, dim=1)


def block(cin, cout, kernel=3):
    return [nn.Conv2d(cin, cout, kernel, padding=kernel // 2, padding_mode="reflect"), nn.BatchNorm2d(cout), nn.LeakyReLU(0.2)]


def skip(num_input, num_output, num_scales=5, width=16, width_skip=4):
    deeper = None
    for scale in reversed(range(num_scales)):
        cin = num_input if scale == 0 else width
        down = block(cin, width) + [nn.AvgPool2d(2)] + block(width, width)
        if deeper is not None:
            down += deeper
        down.append(nn.Upsample(scale_factor=2, mode="bilinear"))
        join = Concat(nn.Sequential(*block(cin, width_skip, 1)), nn.Sequential(*down))
        deeper = [join, nn.BatchNorm2d(width + width_skip), *block(width + width_skip, width), *block(width, width, 1)]
    return nn.Sequential(*deeper, nn.Conv2d(width, num_output, 1), nn.Sigmoid())


def load_cube(bands=31, size=200):
    yy, xx = np.mgrid[0:size, 0:size] / size
    spectra = np.linspace(0.5, 3.0, bands)[:, None, None]
    return (0.5 + 0.4 * np.sin(6 * spectra * yy) * np.cos(4 * spectra * xx)).astype(np.float32)


def psnr(a, b):
    return 10 * np.log10(1 / np.mean((a - b) ** 2))


torch.manual_seed(0)
np.random.seed(0)
img_np = load_cube()
sigma = 100 / 255
noisy_np = np.clip(img_np + np.random.normal(scale=sigma, size=img_np.shape), 0, 1).astype(np.float32)
noisy = torch.from_numpy(noisy_np)[None]

net = skip(img_np.shape[0], img_np.shape[0])
net_input = torch.rand(1, *img_np.shape) * 0.1
mse = nn.MSELoss()
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
reg_noise_std, num_iter = 0.03, 4

for i in range(num_iter):
    optimizer.zero_grad()
    out = net(net_input + torch.randn_like(net_input) * reg_noise_std)
    total_loss = mse(out, noisy)
    total_loss.backward()
    optimizer.step()
    print(f"iteration {i:05d}  loss {total_loss.item():.5f}  psnr {psnr(img_np, out.detach().numpy()[0]):.2f}")
