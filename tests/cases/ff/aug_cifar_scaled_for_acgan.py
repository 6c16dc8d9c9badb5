import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

parser = argparse.ArgumentParser()
parser.add_argument("--dataset", default="cifar10", help="cifar10 | imagenet")
parser.add_argument("--batchSize", type=int, default=8)
parser.add_argument("--imageSize", type=int, default=128, help="the height / width of the input image to network")
parser.add_argument("--nz", type=int, default=110, help="size of the latent z vector")
parser.add_argument("--manualSeed", type=int, default=1)
opt = parser.parse_args([])
torch.manual_seed(opt.manualSeed)


class _netG_CIFAR10(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.fc1 = nn.Linear(nz, 96)
        self.main = nn.Sequential(
            nn.ConvTranspose2d(96, 64, 4, 1, 0, bias=False), nn.BatchNorm2d(64), nn.ReLU(True),
            nn.ConvTranspose2d(64, 32, 4, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU(True),
            nn.ConvTranspose2d(32, 16, 4, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(True),
            nn.ConvTranspose2d(16, 3, 4, 2, 1, bias=False), nn.Tanh(),
        )

    def forward(self, z):
        return self.main(self.fc1(z).view(-1, 96, 1, 1))


class _netD_CIFAR10(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        layers, widths = [], [3, 8, 16, 32, 48, 64, 96]
        for k in range(6):
            layers += [nn.Conv2d(widths[k], widths[k + 1], 3, 2 - k % 2, 1), nn.LeakyReLU(0.2), nn.Dropout(0.5)]
        self.conv = nn.Sequential(*layers)
        self.fc_dis = nn.Linear(4 * 4 * 96, 1)
        self.fc_aux = nn.Linear(4 * 4 * 96, num_classes)

    def forward(self, input):
        flat = self.conv(input).view(-1, 4 * 4 * 96)
        realfake = torch.sigmoid(self.fc_dis(flat)).view(-1)
        return realfake, torch.log_softmax(self.fc_aux(flat), dim=1)


transform = transforms.Compose([
    transforms.Resize(opt.imageSize),
    transforms.ToTensor(),
    transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
])
dataset = datasets.FakeData(24, (3, 32, 32), 10, transform=transform, random_offset=opt.manualSeed)
dataloader = DataLoader(dataset, batch_size=opt.batchSize, shuffle=True)
netG, netD = _netG_CIFAR10(opt.nz), _netD_CIFAR10()
dis_criterion, aux_criterion = nn.BCELoss(), nn.NLLLoss()
optimizerD = torch.optim.Adam(netD.parameters(), lr=2e-4, betas=(0.5, 0.999))

for i, (real_cpu, label) in enumerate(dataloader):
    batch_size = real_cpu.size(0)
    netD.zero_grad()
    dis_label = torch.full((batch_size,), 1.0)
    dis_output, aux_output = netD(real_cpu)
    dis_errD_real = dis_criterion(dis_output, dis_label)
    aux_errD_real = aux_criterion(aux_output, label)
    (dis_errD_real + aux_errD_real).backward()
    fake = netG(torch.randn(batch_size, opt.nz))
    dis_output, _ = netD(fake.detach())
    dis_errD_fake = dis_criterion(dis_output, torch.zeros(batch_size))
    dis_errD_fake.backward()
    optimizerD.step()
    print(f"[{i}/{len(dataloader)}] Loss_D: {(dis_errD_real + dis_errD_fake).item():.4f}")
