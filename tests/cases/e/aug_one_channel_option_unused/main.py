import torch
from data.unaligned import UnalignedDataset
from generator import Generator
from options import parse
from torch import nn
from torch.utils.data import DataLoader

torch.manual_seed(0)
opt = parse()
net_g = Generator(opt.input_nc, opt.output_nc, opt.ngf)
net_d = nn.Sequential(nn.Conv2d(opt.output_nc, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 1, 4, 2, 1))
optimizer = torch.optim.Adam(net_g.parameters(), lr=2e-4)
for step, pair in enumerate(DataLoader(UnalignedDataset(opt), batch_size=2)):
    fake = net_g(pair["A"])
    score = net_d(fake)
    same = net_g(pair["B"])
    loss = (score - 1).pow(2).mean() + (same - pair["B"]).abs().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
