import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader

from data import NoisyPatches, frame
from model import UNet

torch.manual_seed(0)


def train(model, steps):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for noisy, clean in DataLoader(NoisyPatches(4 * steps), batch_size=4):
        loss = F.l1_loss(model(noisy), clean)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("train l1", loss.item())


@torch.no_grad()
def test(model, frames):
    model.eval()
    total = 0.0
    for seed in frames:
        clean = frame(seed).unsqueeze(0)
        noisy = clean + 0.1 * torch.randn_like(clean)
        restored = model(noisy)
        total += F.mse_loss(restored, clean).item()
    print("test mse", total / len(frames))


if __name__ == "__main__":
    net = UNet()
    train(net, steps=3)
    test(net, frames=[100, 101])
