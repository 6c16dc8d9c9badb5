import torch

from config import generator as cfg
from generator import Generator

torch.manual_seed(0)
net = Generator(**cfg)
optimizer = torch.optim.Adam(net.parameters(), lr=1e-4)
for step in range(2):
    z = torch.randn(4, cfg["z_dim"])
    y = torch.randint(0, cfg["nlabels"], (4,))
    fake = net(z, y)
    loss = (fake - 0.5).abs().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, tuple(fake.shape), loss.item())
