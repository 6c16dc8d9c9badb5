import os
import tempfile

import torch

from networks import define_G
from options import test_options, train_options


def train(opt, path):
    netG = define_G(opt)
    optim = torch.optim.Adam(netG.parameters(), 2e-4, betas=(0.5, 0.999))
    for _ in range(opt.niter):
        edges, shoes = torch.rand(2, opt.input_nc, 32, 32), torch.rand(2, opt.output_nc, 32, 32)
        loss = (netG(edges, torch.randn(2, opt.nz)) - shoes).abs().mean()
        optim.zero_grad()
        loss.backward()
        optim.step()
    torch.save(netG.state_dict(), path)


def test(opt, path):
    netG = define_G(opt)
    netG.load_state_dict(torch.load(path))
    netG.eval()
    edges = torch.rand(1, opt.input_nc, 32, 32)
    for k in range(opt.n_samples):
        print(k, netG(edges, torch.randn(1, opt.nz)).mean().item())


with tempfile.TemporaryDirectory() as folder:
    checkpoint = os.path.join(folder, "latest_net_G.pth")
    train(train_options(), checkpoint)
    test(test_options(), checkpoint)
