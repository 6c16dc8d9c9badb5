import torch
from torch import nn
from torch.utils.data import DataLoader

from nets import VAE, Discriminator


class DefectGAN:
    def __init__(self, lr, batch_size=10):
        self.generator, self.discriminator = VAE(), Discriminator()
        self.opt_g = torch.optim.Adam(self.generator.parameters(), lr=lr, betas=(0.5, 0.999))
        self.opt_d = torch.optim.Adam(self.discriminator.parameters(), lr=lr, betas=(0.5, 0.999))
        self.criterion_GAN = nn.MSELoss()
        self.real_labels = torch.ones(batch_size)
        self.fake_labels = torch.zeros(batch_size)
        self.dataset = None

    def load_data(self, dataset):
        self.dataset = dataset

    def train(self, epochs, batch_size):
        loader = DataLoader(self.dataset, batch_size=batch_size, shuffle=True)
        for epoch in range(epochs):
            for (x,) in loader:
                y, mu, logvar = self.generator(x)
                loss_kl = -0.5 * torch.mean(1 + logvar - mu.pow(2) - logvar.exp())
                loss_G_adv = self.criterion_GAN(self.discriminator(y), self.real_labels)
                loss_G = nn.functional.l1_loss(y, x) + 0.01 * loss_kl + 0.1 * loss_G_adv
                self.opt_g.zero_grad()
                loss_G.backward()
                self.opt_g.step()

                pred_real, pred_fake = self.discriminator(x), self.discriminator(y.detach())
                loss_D = self.criterion_GAN(pred_real, self.real_labels) + self.criterion_GAN(pred_fake, self.fake_labels)
                self.opt_d.zero_grad()
                loss_D.backward()
                self.opt_d.step()
            print(f"epoch {epoch} G {loss_G.item():.4f} D {loss_D.item():.4f}")
