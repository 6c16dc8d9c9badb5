import argparse
import random

import torch
import torch.nn as nn
import torchvision.transforms as transforms
from PIL import Image
from torch.utils.data import DataLoader, Dataset


class BaseOptions:
    def parse(self):
        p = argparse.ArgumentParser()
        p.add_argument("--netG", default="unet_256", help="unet_128 | unet_256")
        p.add_argument("--ngf", type=int, default=4)
        p.add_argument("--batch_size", type=int, default=2)
        p.add_argument("--preprocess", default="scale_width_and_crop")
        p.add_argument("--load_size", type=int, default=512)
        p.add_argument("--crop_size", type=int, default=360)
        p.add_argument("--lambda_L1", type=float, default=100.0)
        return p.parse_args()


def get_params(opt, size):
    w, h = size
    new_w, new_h = opt.load_size, opt.load_size * h // w
    x = random.randint(0, max(0, new_w - opt.crop_size))
    y = random.randint(0, max(0, new_h - opt.crop_size))
    return {"crop_pos": (x, y), "flip": random.random() > 0.5}


def get_transform(opt, params):
    steps = []
    if "scale_width" in opt.preprocess:
        steps.append(transforms.Lambda(lambda img: img.resize((opt.load_size, opt.load_size * img.height // img.width))))
    if "crop" in opt.preprocess:
        x, y = params["crop_pos"]
        steps.append(transforms.Lambda(lambda img: img.crop((x, y, x + opt.crop_size, y + opt.crop_size))))
    if params["flip"]:
        steps.append(transforms.Lambda(lambda img: img.transpose(Image.FLIP_LEFT_RIGHT)))
    steps += [transforms.ToTensor(), transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))]
    return transforms.Compose(steps)


class AlignedDataset(Dataset):
    def __init__(self, opt, n=4):
        self.opt, self.n = opt, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        AB = Image.effect_noise((1280, 600), 40 + i).convert("RGB")
        A, B = AB.crop((0, 0, 640, 600)), AB.crop((640, 0, 1280, 600))
        params = get_params(self.opt, A.size)
        tf = get_transform(self.opt, params)
        return {"A": tf(A), "B": tf(B)}


class UnetSkipConnectionBlock(nn.Module):
    def __init__(self, outer_nc, inner_nc, submodule=None, outermost=False, innermost=False):
        super().__init__()
        self.outermost = outermost
        down = [nn.Conv2d(3 if outermost else outer_nc, inner_nc, 4, stride=2, padding=1)]
        if not outermost:
            down.insert(0, nn.LeakyReLU(0.2))
        up_in = inner_nc if innermost else inner_nc * 2
        up = [nn.ReLU(), nn.ConvTranspose2d(up_in, outer_nc, 4, stride=2, padding=1)]
        if outermost:
            up.append(nn.Tanh())
        self.model = nn.Sequential(*down, *([submodule] if submodule else []), *up)

    def forward(self, x):
        if self.outermost:
            return self.model(x)
        return torch.cat([x, self.model(x)], 1)


def define_G(netG, ngf):
    num_downs = {"unet_128": 7, "unet_256": 8}[netG]
    block = UnetSkipConnectionBlock(ngf * 8, ngf * 8, innermost=True)
    for _ in range(num_downs - 5):
        block = UnetSkipConnectionBlock(ngf * 8, ngf * 8, block)
    for mult in (4, 2, 1):
        block = UnetSkipConnectionBlock(ngf * mult, ngf * mult * 2, block)
    return UnetSkipConnectionBlock(3, ngf, block, outermost=True)


if __name__ == "__main__":
    opt = BaseOptions().parse()
    loader = DataLoader(AlignedDataset(opt), batch_size=opt.batch_size)
    generator = define_G(opt.netG, opt.ngf)
    optimizer = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
    for data in loader:
        loss = nn.functional.l1_loss(generator(data["A"]), data["B"]) * opt.lambda_L1
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("G_L1", loss.item())
