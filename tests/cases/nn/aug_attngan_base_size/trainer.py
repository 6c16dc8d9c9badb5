import torch
import torch.nn as nn

from config import cfg
from model import D_NET64, G_NET


def discriminator_loss(netD, real_imgs, fake_imgs, conditions):
    real_features = netD(real_imgs)
    fake_features = netD(fake_imgs.detach())
    cond_real_logits = netD.COND_DNET(real_features, conditions)
    cond_fake_logits = netD.COND_DNET(fake_features, conditions)
    bce = nn.BCELoss()
    n = conditions.size(0)
    return bce(cond_real_logits, torch.ones(n)) + bce(cond_fake_logits, torch.zeros(n))


class condGANTrainer(object):
    def __init__(self, data_loader):
        self.data_loader = data_loader
        self.netG = G_NET(cfg.GAN.GF_DIM, cfg.GAN.Z_DIM, cfg.TEXT.EMBEDDING_DIM)
        self.netsD = [D_NET64(cfg.GAN.DF_DIM, cfg.TEXT.EMBEDDING_DIM)]

    def train(self):
        optsD = [torch.optim.Adam(d.parameters(), lr=cfg.TRAIN.DISCRIMINATOR_LR) for d in self.netsD]
        optG = torch.optim.Adam(self.netG.parameters(), lr=cfg.TRAIN.GENERATOR_LR)
        for epoch in range(cfg.TRAIN.MAX_EPOCH):
            for imgs, sent_emb in self.data_loader:
                noise = torch.randn(sent_emb.size(0), cfg.GAN.Z_DIM)
                fake_imgs = self.netG(noise, sent_emb)
                for i, netD in enumerate(self.netsD):
                    errD = discriminator_loss(netD, imgs[i], fake_imgs[i], sent_emb)
                    optsD[i].zero_grad()
                    errD.backward()
                    optsD[i].step()
                logits = self.netsD[-1].COND_DNET(self.netsD[-1](fake_imgs[-1]), sent_emb)
                errG = nn.BCELoss()(logits, torch.ones_like(logits))
                optG.zero_grad()
                errG.backward()
                optG.step()
                print(f"[{epoch}] errD {errD.item():.3f} errG {errG.item():.3f}")
