import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader

from config import CONFIG
from data import PairedFields, pack
from registry import build


def denoising_loss(net, target, conditioning, sigma_data):
    sigma = (torch.randn(target.size(0)) * 1.2 - 1.2).exp()
    noise = torch.randn_like(target) * sigma.view(-1, 1, 1, 1)
    denoised = net(target + noise, conditioning, sigma)
    weight = (sigma ** 2 + sigma_data ** 2) / (sigma * sigma_data) ** 2
    return (weight.view(-1, 1, 1, 1) * (denoised - target) ** 2).mean()


def train(cfg):
    torch.manual_seed(0)
    data = PairedFields(cfg["in_names"], cfg["coarse_shape"], cfg["downscale_factor"])
    loader = DataLoader(data, batch_size=cfg["batch_size"], shuffle=True)
    net = build(cfg["module"], len(cfg["in_names"]), len(cfg["out_names"]))
    optimizer = torch.optim.Adam(net.parameters(), lr=cfg["lr"])
    for epoch in range(cfg["epochs"]):
        total = 0.0
        for fine, coarse in loader:
            target = pack(fine, cfg["out_names"])
            conditioning = F.interpolate(
                pack(coarse, cfg["in_names"]), scale_factor=cfg["downscale_factor"], mode="bilinear"
            )
            loss = denoising_loss(net, target, conditioning, cfg["module"]["sigma_data"])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch} loss {total / len(loader):.4f}")


if __name__ == "__main__":
    train(CONFIG)
