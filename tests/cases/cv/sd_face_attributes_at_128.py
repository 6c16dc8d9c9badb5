import os
import tempfile
from types import SimpleNamespace

import torch
from torch import nn


class ResidualBlock(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(dim, dim, 3, 1, 1, bias=False), nn.InstanceNorm2d(dim, affine=True), nn.ReLU(inplace=True),
            nn.Conv2d(dim, dim, 3, 1, 1, bias=False), nn.InstanceNorm2d(dim, affine=True),
        )

    def forward(self, x):
        return x + self.main(x)


class Generator(nn.Module):
    def __init__(self, conv_dim=8, c_dim=5, repeat_num=2):
        super().__init__()
        layers = [nn.Conv2d(3 + c_dim, conv_dim, 7, 1, 3, bias=False), nn.ReLU(inplace=True)]
        layers += [nn.Conv2d(conv_dim, conv_dim * 2, 4, 2, 1, bias=False), nn.ReLU(inplace=True)]
        layers += [ResidualBlock(conv_dim * 2) for _ in range(repeat_num)]
        layers += [nn.ConvTranspose2d(conv_dim * 2, conv_dim, 4, 2, 1, bias=False), nn.ReLU(inplace=True)]
        layers += [nn.Conv2d(conv_dim, 3, 7, 1, 3, bias=False), nn.Tanh()]
        self.main = nn.Sequential(*layers)

    def forward(self, x, c):
        c = c.view(c.size(0), c.size(1), 1, 1).expand(-1, -1, x.size(2), x.size(3))
        return self.main(torch.cat([x, c], dim=1))


class Discriminator(nn.Module):
    """PatchGAN with a classification branch."""

    def __init__(self, image_size=128, conv_dim=4, c_dim=5, repeat_num=6):
        super().__init__()
        layers = [nn.Conv2d(3, conv_dim, 4, 2, 1), nn.LeakyReLU(0.01)]
        curr_dim = conv_dim
        for _ in range(1, repeat_num):
            layers += [nn.Conv2d(curr_dim, curr_dim * 2, 4, 2, 1), nn.LeakyReLU(0.01)]
            curr_dim = curr_dim * 2
        kernel_size = image_size // 2 ** repeat_num
        self.main = nn.Sequential(*layers)
        self.conv1 = nn.Conv2d(curr_dim, 1, 3, 1, 1, bias=False)
        self.conv2 = nn.Conv2d(curr_dim, c_dim, kernel_size, bias=False)

    def forward(self, x):
        h = self.main(x)
        out_cls = self.conv2(h)
        return self.conv1(h), out_cls.view(out_cls.size(0), out_cls.size(1))


class Solver:
    def __init__(self, config):
        self.config = config
        self.G = Generator(c_dim=config.c_dim)
        self.D = Discriminator(config.image_size, c_dim=config.c_dim)

    def path(self, step, net):
        return os.path.join(self.config.model_save_dir, f"{step}-{net}.ckpt")

    def save_model(self, step):
        os.makedirs(self.config.model_save_dir, exist_ok=True)
        torch.save(self.G.state_dict(), self.path(step, "G"))
        torch.save(self.D.state_dict(), self.path(step, "D"))

    def restore_model(self, step):
        print(f"Loading the trained models from step {step}...")
        self.G.load_state_dict(torch.load(self.path(step, "G")))
        self.D.load_state_dict(torch.load(self.path(step, "D")))

    def test(self, x_real):
        self.restore_model(self.config.test_iters)
        with torch.no_grad():
            for i, name in enumerate(self.config.selected_attrs):
                c_trg = torch.zeros(len(x_real), self.config.c_dim)
                c_trg[:, i] = 1
                x_fake = self.G(x_real, c_trg)
                realism, out_cls = self.D(x_fake)
                print(f"{name}: realism {realism.mean().item():.4f}, classified {out_cls.argmax(1).tolist()}")


def get_config(**changed):
    config = dict(
        c_dim=5, image_size=128, test_iters=200000, model_save_dir="stargan_celeba/models",
        selected_attrs=["Black_Hair", "Blond_Hair", "Brown_Hair", "Male", "Young"],
    )
    return SimpleNamespace(**{**config, **changed})


def train_own_models(root):
    save_dir = os.path.join(root, "stargan_celeba/models")
    Solver(get_config(image_size=256, model_save_dir=save_dir)).save_model(200000)


def download_pretrained_celeba_128(root):
    save_dir = os.path.join(root, "stargan_celeba_128/models")
    Solver(get_config(image_size=128, model_save_dir=save_dir)).save_model(200000)


with tempfile.TemporaryDirectory() as root:
    train_own_models(root)
    download_pretrained_celeba_128(root)
    config = get_config(
        image_size=128,
        model_save_dir=os.path.join(root, "stargan_celeba/models"),
    )
    faces = torch.rand(2, 3, config.image_size, config.image_size) * 2 - 1
    Solver(config).test(faces)
