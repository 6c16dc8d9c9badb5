import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


def get_options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch_size", type=int, default=8)
    parser.add_argument("--n_epochs", type=int, default=1)
    parser.add_argument("--lr", type=float, default=1e-4)
    parser.add_argument("--lambda_gp", type=float, default=10.0)
    parser.add_argument("--lambda_l1", type=float, default=100.0)
    parser.add_argument("--size", type=int, default=32)
    return parser.parse_args()


class UnderwaterPairs(Dataset):
    def __init__(self, n, size):
        g = torch.Generator().manual_seed(11)
        self.clean = torch.rand(n, 3, size, size, generator=g)
        tint = torch.tensor([0.3, 0.8, 0.9])[:, None, None]
        self.murky = self.clean * tint

    def __len__(self):
        return len(self.clean)

    def __getitem__(self, i):
        return self.murky[i], self.clean[i]


class Restorer(nn.Module):
    def __init__(self, ngf=16):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(3, ngf, 4, 2, 1), nn.LeakyReLU(0.2))
        self.mid = nn.Sequential(nn.Conv2d(ngf, ngf, 3, 1, 1), nn.ReLU())
        self.up = nn.Sequential(nn.ConvTranspose2d(2 * ngf, 3, 4, 2, 1), nn.Sigmoid())

    def forward(self, x):
        a = self.down(x)
        return self.up(torch.cat([a, self.mid(a)], 1))


class PatchCritic(nn.Module):
    def __init__(self, ndf=16):
        super().__init__()
        self.model = nn.Sequential(
            nn.Conv2d(6, ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, 2 * ndf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * ndf, 1, 3, 1, 1),
        )

    def forward(self, pair):
        return self.model(pair)


def calc_gradient_penalty(net_d, real_data, fake_data, opt):
    alpha = torch.rand(opt.batch_size, 1)
    alpha = alpha.expand(real_data.size())
    interpolates = (alpha * real_data + (1 - alpha) * fake_data).requires_grad_()
    scores = net_d(interpolates)
    gradients = torch.autograd.grad(
        scores, interpolates, grad_outputs=torch.ones_like(scores), create_graph=True
    )[0]
    return ((gradients.flatten(1).norm(2, dim=1) - 1) ** 2).mean() * opt.lambda_gp


def main():
    opt = get_options()
    torch.manual_seed(0)
    loader = DataLoader(UnderwaterPairs(24, opt.size), batch_size=opt.batch_size, shuffle=True)
    net_g, net_d = Restorer(), PatchCritic()
    optim_g = torch.optim.Adam(net_g.parameters(), lr=opt.lr, betas=(0.5, 0.999))
    optim_d = torch.optim.Adam(net_d.parameters(), lr=opt.lr, betas=(0.5, 0.999))
    l1 = nn.L1Loss()
    for epoch in range(opt.n_epochs):
        for i, (murky, clean) in enumerate(loader):
            fake = net_g(murky)
            real_ab = torch.cat([murky, clean], 1)
            fake_ab = torch.cat([murky, fake], 1)

            optim_d.zero_grad()
            loss_d = net_d(fake_ab.detach()).mean() - net_d(real_ab).mean()
            loss_d = loss_d + calc_gradient_penalty(net_d, real_ab.data, fake_ab.data, opt)
            loss_d.backward()
            optim_d.step()

            optim_g.zero_grad()
            loss_g = -net_d(fake_ab).mean() + opt.lambda_l1 * l1(fake, clean)
            loss_g.backward()
            optim_g.step()
            print(f"[{epoch}/{i}] D {loss_d.item():.3f} G {loss_g.item():.3f}")
    with torch.no_grad():
        murky, clean = next(iter(loader))
        print("psnr", (-10 * torch.log10((net_g(murky) - clean).pow(2).mean())).item())


if __name__ == "__main__":
    main()
