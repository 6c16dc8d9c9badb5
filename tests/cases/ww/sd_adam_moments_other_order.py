import os
import tempfile

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Encoder(nn.Module):
    def __init__(self, in_dim=24, width=64):
        super().__init__()
        self.fc1 = nn.Linear(in_dim, width)
        self.fc2 = nn.Linear(width, width)

    def forward(self, x):
        return torch.relu(self.fc2(torch.relu(self.fc1(x))))


class RayTransformer(nn.Module):
    def __init__(self, width=64, out_dim=4):
        super().__init__()
        self.attn = nn.MultiheadAttention(width, 4, batch_first=True)
        self.norm = nn.LayerNorm(width)
        self.rgb = nn.Linear(width, out_dim)

    def forward(self, h):
        a, _ = self.attn(h, h, h)
        return self.rgb(self.norm(h + a).mean(1))


def run(feature_net, ray_net, optimizer, scheduler, loader, step, n_steps):
    last = step + n_steps
    while step < last:
        for rays, colour in loader:
            loss = nn.functional.mse_loss(ray_net(feature_net(rays)), colour)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            scheduler.step()
            step += 1
    print(f"step {step} loss {loss.item():.4f}")
    return step


def psnr(feature_net, ray_net, loader):
    with torch.no_grad():
        mse = sum(nn.functional.mse_loss(ray_net(feature_net(r)), c).item() for r, c in loader) / len(loader)
    return -10 * torch.log10(torch.tensor(mse)).item()


def train_from_scratch(loader, path, n_steps=20):
    feature_net, ray_net = Encoder(), RayTransformer()
    params = list(feature_net.parameters())
    params += list(ray_net.parameters())
    optimizer = torch.optim.Adam(params, lr=5e-4)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=50, gamma=0.5)
    step = run(feature_net, ray_net, optimizer, scheduler, loader, 0, n_steps)
    torch.save({
        "step": step,
        "feature_net": feature_net.state_dict(),
        "ray_net": ray_net.state_dict(),
        "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict(),
    }, path)


def resume_training(loader, path, n_steps=20):
    nets = nn.ModuleDict({"ray_net": RayTransformer(), "feature_net": Encoder()})
    optimizer = torch.optim.Adam(nets.parameters(), lr=5e-4)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=50, gamma=0.5)
    ckpt = torch.load(path)
    for name, net in nets.items():
        net.load_state_dict(ckpt[name])
    optimizer.load_state_dict(ckpt["optimizer"])
    scheduler.load_state_dict(ckpt["scheduler"])
    print("Reloading from", os.path.basename(path), "starting at step", ckpt["step"])
    run(nets["feature_net"], nets["ray_net"], optimizer, scheduler, loader, ckpt["step"], n_steps)
    return nets


torch.manual_seed(0)
loader = DataLoader(TensorDataset(torch.randn(64, 12, 24), torch.rand(64, 4)), batch_size=16, shuffle=True)
with tempfile.TemporaryDirectory() as out_dir:
    ckpt_path = os.path.join(out_dir, "model_000020.pth")
    train_from_scratch(loader, ckpt_path)
    nets = resume_training(loader, ckpt_path)
    print("psnr", psnr(nets["feature_net"], nets["ray_net"], loader))
