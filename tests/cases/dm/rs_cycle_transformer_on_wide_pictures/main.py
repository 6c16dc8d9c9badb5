import torch
from torch import nn
from torch.utils.data import DataLoader

from Dataset import ABDataset
from Model import Discriminator, Generator

WIDTH, HEIGHT = 128, 64
LAMBDA_CYCLE = 10

loader = DataLoader(ABDataset(WIDTH, HEIGHT), batch_size=1, shuffle=True)
gen_A, gen_B = Generator(width=WIDTH, height=HEIGHT), Generator(width=WIDTH, height=HEIGHT)
disc_A, disc_B = Discriminator(), Discriminator()
opt_gen = torch.optim.Adam(list(gen_A.parameters()) + list(gen_B.parameters()), lr=1e-4, betas=(0.5, 0.999))
l1, mse = nn.L1Loss(), nn.MSELoss()

for a, b in loader:
    fake_a, fake_b = gen_A(b), gen_B(a)
    d_a, d_b = disc_A(fake_a), disc_B(fake_b)
    adv_loss = mse(d_a, torch.ones_like(d_a)) + mse(d_b, torch.ones_like(d_b))
    cycle_b_loss = l1(gen_B(fake_a), b)
    cycle_a_loss = l1(gen_A(fake_b), a)
    g_loss = adv_loss + LAMBDA_CYCLE * (cycle_a_loss + cycle_b_loss)
    opt_gen.zero_grad()
    g_loss.backward()
    opt_gen.step()
    print(f"adv {adv_loss.item():.3f} cycle {(cycle_a_loss + cycle_b_loss).item():.3f}")
