import torch
from torch import autograd, nn

DIM = 16
BATCH_SIZE = 8
LAMBDA = 10
CRITIC_ITERS = 2


class Generator(nn.Module):
    def __init__(self):
        super(Generator, self).__init__()
        self.preprocess = nn.Sequential(
            nn.Linear(128, 4 * 4 * 4 * DIM),
            nn.BatchNorm2d(4 * 4 * 4 * DIM),
            nn.ReLU(True),
        )
        self.block1 = nn.Sequential(nn.ConvTranspose2d(4 * DIM, 2 * DIM, 2, stride=2), nn.BatchNorm2d(2 * DIM), nn.ReLU(True))
        self.block2 = nn.Sequential(nn.ConvTranspose2d(2 * DIM, DIM, 2, stride=2), nn.BatchNorm2d(DIM), nn.ReLU(True))
        self.deconv_out = nn.ConvTranspose2d(DIM, 3, 2, stride=2)

    def forward(self, noise):
        output = self.preprocess(noise)
        output = output.view(-1, 4 * DIM, 4, 4)
        output = self.block2(self.block1(output))
        return torch.tanh(self.deconv_out(output))


class Discriminator(nn.Module):
    def __init__(self):
        super(Discriminator, self).__init__()
        self.main = nn.Sequential(
            nn.Conv2d(3, DIM, 3, 2, padding=1), nn.LeakyReLU(),
            nn.Conv2d(DIM, 2 * DIM, 3, 2, padding=1), nn.LeakyReLU(),
            nn.Conv2d(2 * DIM, 4 * DIM, 3, 2, padding=1), nn.LeakyReLU(),
        )
        self.linear = nn.Linear(4 * 4 * 4 * DIM, 1)

    def forward(self, images):
        return self.linear(self.main(images).flatten(1))


def gradient_penalty(netD, real, fake):
    alpha = torch.rand(real.size(0), 1, 1, 1)
    mixed = (alpha * real + (1 - alpha) * fake).requires_grad_()
    grads = autograd.grad(netD(mixed).sum(), mixed, create_graph=True)[0]
    return ((grads.flatten(1).norm(2, dim=1) - 1) ** 2).mean() * LAMBDA


netG, netD = Generator(), Discriminator()
optimizerD = torch.optim.Adam(netD.parameters(), lr=1e-4, betas=(0.5, 0.9))
optimizerG = torch.optim.Adam(netG.parameters(), lr=1e-4, betas=(0.5, 0.9))
for iteration in range(2):
    for _ in range(CRITIC_ITERS):
        real = torch.rand(BATCH_SIZE, 3, 32, 32) * 2 - 1
        fake = netG(torch.randn(BATCH_SIZE, 128)).detach()
        D_cost = netD(fake).mean() - netD(real).mean() + gradient_penalty(netD, real, fake)
        optimizerD.zero_grad()
        D_cost.backward()
        optimizerD.step()
    G_cost = -netD(netG(torch.randn(BATCH_SIZE, 128))).mean()
    optimizerG.zero_grad()
    G_cost.backward()
    optimizerG.step()
    print(iteration, D_cost.item(), G_cost.item())
