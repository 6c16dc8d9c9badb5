import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

N_AUS = 17
LAMBDA_CYC, LAMBDA_MASK, LAMBDA_AU = 10.0, 0.1, 160.0


def fake_celeba(folder, n=8):
    rng = np.random.default_rng(3)
    aus = {}
    for k in range(n):
        name = f"{k:06d}.jpg"
        Image.fromarray(rng.integers(0, 255, (218, 178, 3), dtype=np.uint8)).save(os.path.join(folder, name))
        aus[name] = rng.random(N_AUS).astype(np.float32)
    np.save(os.path.join(folder, "aus.npy"), aus, allow_pickle=True)


class AusDataset(Dataset):
    def __init__(self, folder):
        self.folder = folder
        self.aus = np.load(os.path.join(folder, "aus.npy"), allow_pickle=True).item()
        self.names = sorted(self.aus)
        self.transform = transforms.Compose([
            transforms.RandomHorizontalFlip(),
            transforms.ToTensor(),
            transforms.Normalize([0.5] * 3, [0.5] * 3),
        ])

    def __len__(self):
        return len(self.names)

    def __getitem__(self, i):
        img = Image.open(os.path.join(self.folder, self.names[i])).convert("RGB")
        desired = self.aus[self.names[np.random.randint(len(self))]]
        noise = np.random.uniform(-0.1, 0.1, desired.shape).astype(np.float32)
        return {"real_img": self.transform(img), "real_cond": self.aus[self.names[i]], "desired_cond": desired + noise}


class ResidualBlock(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(dim, dim, 3, 1, 1, bias=False), nn.InstanceNorm2d(dim, affine=True), nn.ReLU(True),
            nn.Conv2d(dim, dim, 3, 1, 1, bias=False), nn.InstanceNorm2d(dim, affine=True))

    def forward(self, x):
        return x + self.main(x)


class Generator(nn.Module):
    def __init__(self, conv_dim=8, c_dim=N_AUS, repeat_num=2):
        super().__init__()
        layers = [nn.Conv2d(3 + c_dim, conv_dim, 7, 1, 3, bias=False), nn.InstanceNorm2d(conv_dim, affine=True), nn.ReLU(True)]
        cur = conv_dim
        for _ in range(2):
            layers += [nn.Conv2d(cur, cur * 2, 4, 2, 1, bias=False), nn.InstanceNorm2d(cur * 2, affine=True), nn.ReLU(True)]
            cur *= 2
        layers += [ResidualBlock(cur) for _ in range(repeat_num)]
        for _ in range(2):
            layers += [nn.ConvTranspose2d(cur, cur // 2, 4, 2, 1, bias=False), nn.InstanceNorm2d(cur // 2, affine=True), nn.ReLU(True)]
            cur //= 2
        self.main = nn.Sequential(*layers)
        self.img_reg = nn.Sequential(nn.Conv2d(cur, 3, 7, 1, 3, bias=False), nn.Tanh())
        self.attention_reg = nn.Sequential(nn.Conv2d(cur, 1, 7, 1, 3, bias=False), nn.Sigmoid())

    def forward(self, x, c):
        c = c[:, :, None, None].expand(-1, -1, x.size(2), x.size(3))
        features = self.main(torch.cat([x, c], dim=1))
        return self.img_reg(features), self.attention_reg(features)


class Discriminator(nn.Module):
    def __init__(self, conv_dim=8, c_dim=N_AUS, repeat_num=4):
        super().__init__()
        layers, cur = [nn.Conv2d(3, conv_dim, 4, 2, 1), nn.LeakyReLU(0.01)], conv_dim
        for _ in range(1, repeat_num):
            layers += [nn.Conv2d(cur, cur * 2, 4, 2, 1), nn.LeakyReLU(0.01)]
            cur *= 2
        self.main = nn.Sequential(*layers)
        self.patch = nn.Conv2d(cur, 1, 3, 1, 1, bias=False)
        self.cond = nn.Conv2d(cur, c_dim, 1)

    def forward(self, x):
        h = self.main(x)
        return self.patch(h).squeeze(1), self.cond(h).mean((2, 3))


class GANimation:
    def __init__(self):
        self.G, self.D = Generator(), Discriminator()
        self.opt_G = torch.optim.Adam(self.G.parameters(), 1e-4, (0.5, 0.999))
        self.opt_D = torch.optim.Adam(self.D.parameters(), 1e-4, (0.5, 0.999))

    def step(self, batch, train_generator):
        real, cond, desired = batch["real_img"], batch["real_cond"], batch["desired_cond"]
        fake, mask = self.G(real, desired)
        fake_masked = mask * real + (1 - mask) * fake
        d_real, c_real = self.D(real)
        d_fake, _ = self.D(fake_masked.detach())
        loss_D = d_fake.mean() - d_real.mean() + LAMBDA_AU * F.mse_loss(c_real, cond)
        self.opt_D.zero_grad()
        loss_D.backward()
        self.opt_D.step()
        if train_generator:
            d_fake, c_fake = self.D(fake_masked)
            rec, rec_mask = self.G(fake_masked, cond)
            rec_masked = rec_mask * fake_masked + (1 - rec_mask) * rec
            loss_G = (-d_fake.mean() + LAMBDA_AU * F.mse_loss(c_fake, desired)
                      + LAMBDA_CYC * F.l1_loss(rec_masked, real) + LAMBDA_MASK * (mask.mean() + rec_mask.mean()))
            self.opt_G.zero_grad()
            loss_G.backward()
            self.opt_G.step()
        return loss_D.item()


torch.manual_seed(0)
np.random.seed(0)
with tempfile.TemporaryDirectory() as folder:
    fake_celeba(folder)
    loader = DataLoader(AusDataset(folder), batch_size=4, shuffle=True, drop_last=True)
    model = GANimation()
    for it, batch in enumerate(loader):
        print(it, model.step(batch, train_generator=it % 2 == 1))
