import torch
from torch import nn
from torchvision import transforms
from torchvision.datasets import FakeData


def get_transform(preprocess, load_size=286, crop_size=256):
    steps = []
    if "resize" in preprocess:
        steps.append(transforms.Resize([load_size, load_size], transforms.InterpolationMode.BICUBIC))
    if "crop" in preprocess:
        steps.append(transforms.RandomCrop(crop_size))
    steps += [transforms.ToTensor(), transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))]
    return transforms.Compose(steps)


class UnetSkipConnectionBlock(nn.Module):
    def __init__(self, outer_nc, inner_nc, input_nc=None, submodule=None, outermost=False):
        super().__init__()
        self.outermost = outermost
        down = [nn.LeakyReLU(0.2), nn.Conv2d(input_nc or outer_nc, inner_nc, 4, 2, 1)]
        up_nc = inner_nc if submodule is None else inner_nc * 2
        up = [nn.ReLU(), nn.ConvTranspose2d(up_nc, outer_nc, 4, 2, 1)]
        if outermost:
            down, up = down[1:], up + [nn.Tanh()]
        self.model = nn.Sequential(*down, *([submodule] if submodule is not None else []), *up)

    def forward(self, x):
        if self.outermost:
            return self.model(x)
        return torch.cat([x, self.model(x)], 1)


class UnetGenerator(nn.Module):
    """unet_256: eight halvings."""

    def __init__(self, num_downs=8, ngf=8):
        super().__init__()
        block = UnetSkipConnectionBlock(ngf * 8, ngf * 8)
        for _ in range(num_downs - 5):
            block = UnetSkipConnectionBlock(ngf * 8, ngf * 8, submodule=block)
        block = UnetSkipConnectionBlock(ngf * 4, ngf * 8, submodule=block)
        block = UnetSkipConnectionBlock(ngf * 2, ngf * 4, submodule=block)
        block = UnetSkipConnectionBlock(ngf, ngf * 2, submodule=block)
        self.model = UnetSkipConnectionBlock(3, ngf, input_nc=3, submodule=block, outermost=True)

    def forward(self, x):
        return self.model(x)


netG = UnetGenerator()

train_set = FakeData(1, (3, 432, 1072), transform=get_transform("crop"))
optimizer = torch.optim.Adam(netG.parameters(), lr=2e-4, betas=(0.5, 0.999))
real_A = train_set[0][0].unsqueeze(0)
loss = nn.functional.l1_loss(netG(real_A), real_A)
loss.backward()
optimizer.step()
print("G_L1", loss.item())

test_set = FakeData(2, (3, 432, 1072), transform=get_transform("none"))
netG.eval()
with torch.no_grad():
    for real_A, _ in test_set:
        fake_B = netG(real_A.unsqueeze(0))
        print("processed", tuple(fake_B.shape))
