import argparse

import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from model import Critic, Generator, gradient_penalty

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=1e-4)
parser.add_argument("--batch-size", type=int, default=8)
parser.add_argument("--image-size", type=int, default=64)
parser.add_argument("--z-dim", type=int, default=32)
parser.add_argument("--critic-iterations", type=int, default=2)
parser.add_argument("--lambda-gp", type=float, default=10)
args = parser.parse_args()


class AlignedFaces(Dataset):
    """Stand-in for the aligned CelebA crops, 178 pixels wide and 218 high."""

    def __init__(self, n, transform):
        self.n, self.transform = n, transform

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        rng = np.random.default_rng(i)
        face = Image.fromarray(rng.integers(0, 255, (218, 178, 3), dtype=np.uint8))
        return self.transform(face), 0


prepare = transforms.Compose([
    transforms.Resize(args.image_size),
    transforms.ToTensor(),
    transforms.Normalize([0.5] * 3, [0.5] * 3),
])
loader = DataLoader(AlignedFaces(16, prepare), batch_size=args.batch_size, shuffle=True)

gen = Generator(args.z_dim, 3, 8)
critic = Critic(3, 8)
opt_gen = torch.optim.Adam(gen.parameters(), lr=args.lr, betas=(0.0, 0.9))
opt_critic = torch.optim.Adam(critic.parameters(), lr=args.lr, betas=(0.0, 0.9))

for batch_idx, (real, _) in enumerate(loader):
    for _ in range(args.critic_iterations):
        noise = torch.randn(real.shape[0], args.z_dim, 1, 1)
        fake = gen(noise)
        critic_real = critic(real).reshape(-1)
        critic_fake = critic(fake).reshape(-1)
        gp = gradient_penalty(critic, real, fake)
        loss_critic = -(critic_real.mean() - critic_fake.mean()) + args.lambda_gp * gp
        opt_critic.zero_grad()
        loss_critic.backward(retain_graph=True)
        opt_critic.step()

    loss_gen = -critic(gen(noise)).reshape(-1).mean()
    opt_gen.zero_grad()
    loss_gen.backward()
    opt_gen.step()
    print(f"batch {batch_idx}: D {loss_critic.item():.3f} G {loss_gen.item():.3f}")
