from types import SimpleNamespace

import torch
from torch import nn
import torch.nn.functional as F

opt = SimpleNamespace(
    nfc=16, ker_size=3, num_layer=5, stride=1, padd_size=1,
    scale_factor=0.75, stop_scale=1, niter=2, Gsteps=1, Dsteps=1,
    lr=5e-4, lambda_grad=0.1, alpha=10, noise_amp=0.1,
)


class ConvBlock(nn.Sequential):
    def __init__(self, in_channel, out_channel, opt):
        super().__init__()
        self.add_module("conv", nn.Conv2d(in_channel, out_channel, opt.ker_size, opt.stride, opt.padd_size))
        self.add_module("norm", nn.BatchNorm2d(out_channel))
        self.add_module("LeakyRelu", nn.LeakyReLU(0.2, inplace=True))


class WDiscriminator(nn.Module):
    def __init__(self, opt):
        super().__init__()
        self.head = ConvBlock(3, opt.nfc, opt)
        self.body = nn.Sequential(*[ConvBlock(opt.nfc, opt.nfc, opt) for _ in range(opt.num_layer - 2)])
        self.tail = nn.Conv2d(opt.nfc, 1, opt.ker_size, 1, opt.padd_size)

    def forward(self, x):
        return self.tail(self.body(self.head(x)))


class GeneratorConcatSkip2CleanAdd(nn.Module):
    def __init__(self, opt):
        super().__init__()
        self.head = ConvBlock(3, opt.nfc, opt)
        self.body = nn.Sequential(*[ConvBlock(opt.nfc, opt.nfc, opt) for _ in range(opt.num_layer - 2)])
        self.tail = nn.Sequential(nn.Conv2d(opt.nfc, 3, opt.ker_size, opt.stride, opt.padd_size), nn.Tanh())

    def forward(self, x, y):
        x = self.tail(self.body(self.head(x)))
        ind = (y.shape[2] - x.shape[2]) // 2
        y = y[:, :, ind:y.shape[2] - ind, ind:y.shape[3] - ind]
        return x + y


def calc_gradient_penalty(netD, real_data, fake_data, LAMBDA):
    alpha = torch.rand(1, 1, 1, 1)
    interpolates = (alpha * real_data + (1 - alpha) * fake_data).requires_grad_(True)
    score = netD(interpolates)
    gradients = torch.autograd.grad(score, interpolates, torch.ones_like(score), create_graph=True)[0]
    return ((gradients.norm(2, dim=1) - 1) ** 2).mean() * LAMBDA


def create_reals_pyramid(real, opt):
    return [F.interpolate(real, scale_factor=opt.scale_factor ** (opt.stop_scale - i), mode="bicubic",
                          align_corners=False) for i in range(opt.stop_scale + 1)]


def draw_prev(Gs, reals, m_noise, m_image, opt):
    """The picture that the coarser scales make, enlarged to the next scale."""
    prev = torch.zeros_like(reals[0])
    for G, real, real_next in zip(Gs, reals, reals[1:]):
        z = m_noise(torch.randn_like(real))
        with torch.no_grad():
            prev = G(z * opt.noise_amp + m_image(prev), m_image(prev))
        prev = F.interpolate(prev, size=real_next.shape[2:], mode="bicubic", align_corners=False)
    return prev


def train_single_scale(netD, netG, Gs, reals, opt):
    real = reals[len(Gs)]
    pad_noise = int(((opt.ker_size - 1) * opt.num_layer) / 2)
    pad_image = int(((opt.ker_size - 1) * opt.num_layer) / 2)
    m_noise = nn.ZeroPad2d(pad_noise)
    m_image = nn.ZeroPad2d(pad_image)
    optimizerD = torch.optim.Adam(netD.parameters(), lr=opt.lr, betas=(0.5, 0.999))
    optimizerG = torch.optim.Adam(netG.parameters(), lr=opt.lr, betas=(0.5, 0.999))
    for epoch in range(opt.niter):
        prev = m_image(draw_prev(Gs, reals, m_noise, m_image, opt))
        noise = opt.noise_amp * m_noise(torch.randn_like(real)) + prev
        for _ in range(opt.Dsteps):
            netD.zero_grad()
            fake = netG(noise, prev)
            errD = netD(fake.detach()).mean() - netD(real).mean()
            penalty = calc_gradient_penalty(netD, real, fake.detach(), opt.lambda_grad)
            (errD + penalty).backward()
            optimizerD.step()
        for _ in range(opt.Gsteps):
            netG.zero_grad()
            fake = netG(noise, prev)
            rec_loss = opt.alpha * F.mse_loss(fake, real)
            (rec_loss - netD(fake).mean()).backward()
            optimizerG.step()
    print(f"scale {len(Gs)}: {tuple(real.shape[2:])} rec {rec_loss.item():.4f}")
    return netG.eval()


def train(opt):
    real = torch.rand(1, 3, 40, 50) * 2 - 1
    reals, Gs = create_reals_pyramid(real, opt), []
    while len(Gs) <= opt.stop_scale:
        Gs.append(train_single_scale(WDiscriminator(opt), GeneratorConcatSkip2CleanAdd(opt), Gs, reals, opt))


torch.manual_seed(0)
train(opt)
