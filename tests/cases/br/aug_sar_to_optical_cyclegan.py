"""Unpaired radar -> optical translation: single channel in, three channels out."""
import argparse
import os
import random
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torchvision.transforms as transforms
from PIL import Image
from torch.utils.data import DataLoader, Dataset


def parse(argv=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("--input_nc", type=int, default=3)
    parser.add_argument("--output_nc", type=int, default=3)
    parser.add_argument("--ngf", type=int, default=8)
    parser.add_argument("--ndf", type=int, default=8)
    parser.add_argument("--load_size", type=int, default=72)
    parser.add_argument("--crop_size", type=int, default=64)
    parser.add_argument("--batch_size", type=int, default=2)
    parser.add_argument("--preprocess", default="resize_and_crop")
    parser.add_argument("--no_flip", action="store_true")
    parser.add_argument("--lr", type=float, default=2e-4)
    parser.add_argument("--lambda_cycle", type=float, default=10.0)
    return parser.parse_args(argv)


def get_transform(opt, grayscale=False, method=transforms.InterpolationMode.BICUBIC):
    transform_list = []
    if grayscale:
        transform_list.append(transforms.Grayscale(1))
    if "resize" in opt.preprocess:
        transform_list.append(transforms.Resize([opt.load_size, opt.load_size], method))
    if "crop" in opt.preprocess:
        transform_list.append(transforms.RandomCrop(opt.crop_size))
    if not opt.no_flip:
        transform_list.append(transforms.RandomHorizontalFlip())
    transform_list += [transforms.ToTensor(),
                       transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))]
    return transforms.Compose(transform_list)


class UnalignedDataset(Dataset):
    def __init__(self, opt, root):
        self.A_paths = self._list(os.path.join(root, "trainA"))
        self.B_paths = self._list(os.path.join(root, "trainB"))
        self.transform_A = get_transform(opt, grayscale=(opt.input_nc == 1))
        self.transform_B = get_transform(opt, grayscale=(opt.output_nc == 1))

    @staticmethod
    def _list(folder):
        return sorted(os.path.join(folder, f) for f in os.listdir(folder))

    def __len__(self):
        return max(len(self.A_paths), len(self.B_paths))

    def __getitem__(self, index):
        a_path = self.A_paths[index % len(self.A_paths)]
        b_path = random.choice(self.B_paths)
        A_img, B_img = Image.open(a_path).convert("RGB"), Image.open(b_path).convert("RGB")
        return {"A": self.transform_A(A_img), "B": self.transform_B(B_img), "A_paths": a_path, "B_paths": b_path}


def define_G(input_nc, output_nc, n):
    return nn.Sequential(
        nn.ReflectionPad2d(3), nn.Conv2d(input_nc, n, 7), nn.InstanceNorm2d(n), nn.ReLU(True),
        nn.Conv2d(n, 2 * n, 3, 2, 1), nn.InstanceNorm2d(2 * n), nn.ReLU(True),
        nn.ConvTranspose2d(2 * n, n, 3, 2, 1, 1), nn.InstanceNorm2d(n), nn.ReLU(True),
        nn.ReflectionPad2d(3), nn.Conv2d(n, output_nc, 7), nn.Tanh(),
    )


def define_D(nc, n):
    return nn.Sequential(nn.Conv2d(nc, n, 4, 2, 1), nn.LeakyReLU(0.2, True), nn.Conv2d(n, 1, 4, 1, 1))


class CycleModel:
    def __init__(self, opt):
        self.lambda_cycle = opt.lambda_cycle
        self.netG_A = define_G(opt.input_nc, opt.output_nc, opt.ngf)
        self.netG_B = define_G(opt.output_nc, opt.input_nc, opt.ngf)
        self.netD_B = define_D(opt.output_nc, opt.ndf)
        g_params = [*self.netG_A.parameters(), *self.netG_B.parameters()]
        self.optimizer_G = torch.optim.Adam(g_params, opt.lr, betas=(0.5, 0.999))
        self.optimizer_D = torch.optim.Adam(self.netD_B.parameters(), opt.lr, betas=(0.5, 0.999))

    def optimize_parameters(self, data):
        fake_B = self.netG_A(data["A"])
        loss_G = ((self.netD_B(fake_B) - 1) ** 2).mean()
        loss_G = loss_G + self.lambda_cycle * (self.netG_B(fake_B) - data["A"]).abs().mean()
        self.optimizer_G.zero_grad()
        loss_G.backward()
        self.optimizer_G.step()
        loss_D = (self.netD_B(fake_B.detach()) ** 2).mean() + ((self.netD_B(data["B"]) - 1) ** 2).mean()
        self.optimizer_D.zero_grad()
        loss_D.backward()
        self.optimizer_D.step()
        return loss_G.item(), loss_D.item()


def write_tiles(root, n=4):
    rng = np.random.default_rng(0)
    for domain, shape in (("trainA", (90, 80)), ("trainB", (90, 80, 3))):
        os.makedirs(os.path.join(root, domain))
        for i in range(n):
            Image.fromarray(rng.integers(0, 256, shape, dtype=np.uint8)).save(os.path.join(root, domain, f"{i:03d}.png"))


if __name__ == "__main__":
    opt = parse(["--input_nc", "1"])
    with tempfile.TemporaryDirectory() as dataroot:
        write_tiles(dataroot)
        model = CycleModel(opt)
        for data in DataLoader(UnalignedDataset(opt, dataroot), opt.batch_size, shuffle=True):
            print("G_A %.3f  D_B %.3f" % model.optimize_parameters(data))
