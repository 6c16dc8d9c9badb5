import torch
from torch import nn

from celeba import CelebADataLoader
from dcgan import Discriminator, Generator


class DCGANAgent:
    def __init__(self, config, folder):
        self.config = config
        self.netG, self.netD = Generator(config), Discriminator(config)
        self.data = CelebADataLoader(config, folder)
        self.loss = nn.BCELoss()
        lr = config["learning_rate"]
        self.optimG = torch.optim.Adam(self.netG.parameters(), lr=lr, betas=(0.5, 0.999))
        self.optimD = torch.optim.Adam(self.netD.parameters(), lr=lr, betas=(0.5, 0.999))

    def run(self):
        for epoch in range(self.config["max_epoch"]):
            self.train_one_epoch(epoch)

    def train_one_epoch(self, epoch):
        for it, x in enumerate(self.data.loader):
            n = x.size(0)
            y_real, y_fake = torch.ones(n), torch.zeros(n)
            noise = torch.randn(n, self.config["g_input_size"], 1, 1)
            gen_out = self.netG(noise)

            self.optimD.zero_grad()
            d_real = self.netD(x)
            loss_real = self.loss(d_real, y_real)
            loss_real.backward()
            loss_fake = self.loss(self.netD(gen_out.detach()), y_fake)
            loss_fake.backward()
            self.optimD.step()

            self.optimG.zero_grad()
            loss_g = self.loss(self.netD(gen_out), y_real)
            loss_g.backward()
            self.optimG.step()
            print(epoch, it, (loss_real + loss_fake).item(), loss_g.item())
