import tempfile

import torch
import torch.nn as nn
from torch.utils.data import DataLoader

from codes import code_images, draw_codes
from dcgan import Discriminator, Generator

nc = 3  # number of color channels in the images
nz = 100  # length of latent vector
ngf = 16
ndf = 16
batch_size = 4
height, width = 50, 150

root = tempfile.TemporaryDirectory()
draw_codes(root.name)
dataloader = DataLoader(code_images(root.name, height, width), batch_size=batch_size, shuffle=True)

netG = Generator(nz, ngf, nc)
netD = Discriminator(nc, ndf)
criterion = nn.BCELoss()
optG = torch.optim.Adam(netG.parameters(), lr=2e-4, betas=(0.5, 0.999))
optD = torch.optim.Adam(netD.parameters(), lr=2e-4, betas=(0.5, 0.999))

for real, _ in dataloader:
    ones, zeros = torch.ones(len(real)), torch.zeros(len(real))
    fake = netG(torch.randn(len(real), nz, 1, 1))

    optD.zero_grad()
    lossD = criterion(netD(real), ones) + criterion(netD(fake.detach()), zeros)
    lossD.backward()
    optD.step()

    optG.zero_grad()
    lossG = criterion(netD(fake), ones)
    lossG.backward()
    optG.step()
    print("lossD %.3f  lossG %.3f" % (lossD.item(), lossG.item()))
