import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader

from config import config
from data import PairedFields, pack
from registry import build


def denoise(net, noisy, conditioning, sigma):
    sd = config["sigma_data"]
    s = sigma[:, None, None, None]
    c_skip = sd ** 2 / (s ** 2 + sd ** 2)
    c_out = s * sd / (s ** 2 + sd ** 2).sqrt()
    c_in = 1 / (s ** 2 + sd ** 2).sqrt()
    return c_skip * noisy + c_out * net(c_in * noisy, conditioning, sigma.log() / 4)


def conditioning_of(batch):
    coarse = pack(batch["coarse"], config["in_names"])
    return F.interpolate(coarse, scale_factor=config["downscale_factor"], mode="bicubic")


def train_on_batch(net, optimizer, batch):
    target = pack(batch["fine"], config["out_names"])
    sigma = (torch.randn(len(target)) * config["p_std"] + config["p_mean"]).exp()
    noisy = target + torch.randn_like(target) * sigma[:, None, None, None]
    pred = denoise(net, noisy, conditioning_of(batch), sigma)
    sd = config["sigma_data"]
    weight = (sigma ** 2 + sd ** 2) / (sigma * sd) ** 2
    loss = (weight[:, None, None, None] * (pred - target) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


@torch.no_grad()
def generate(net, batch, steps=(5.0, 1.0, 0.2)):
    cond = conditioning_of(batch)
    x = torch.randn(len(cond), len(config["out_names"]), *cond.shape[2:]) * steps[0]
    for now, nxt in zip(steps, steps[1:] + (0.0,)):
        d = denoise(net, x, cond, torch.full((len(cond),), now))
        x = d + (x - d) * (nxt / now)
    return x


torch.manual_seed(0)
loader = DataLoader(PairedFields(config), batch_size=config["batch_size"])
net = build(config)
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
for epoch in range(2):
    losses = []
    for batch in loader:
        losses.append(train_on_batch(net, optimizer, batch))
    print("epoch", epoch, "loss", sum(losses) / len(losses))
print("generated", tuple(generate(net, batch).shape))
