import torch.nn as nn


def up(c_in, c_out, stride, padding):
    return nn.Sequential(
        nn.ConvTranspose2d(c_in, c_out, kernel_size=4, stride=stride, padding=padding, bias=False),
        nn.BatchNorm2d(c_out), nn.ReLU(True))


def down(c_in, c_out):
    return nn.Sequential(
        nn.Conv2d(c_in, c_out, kernel_size=4, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(c_out), nn.LeakyReLU(0.2, inplace=True))


class Generator(nn.Module):
    def __init__(self, input_size, gen_units, output_size):
        super(Generator, self).__init__()
        self.conv1 = up(input_size, gen_units * 8, 1, 0)
        self.conv2 = up(gen_units * 8, gen_units * 4, 2, 1)
        self.conv3 = up(gen_units * 4, gen_units * 2, 2, 1)
        self.conv4 = up(gen_units * 2, gen_units, 2, 1)
        self.out = nn.Sequential(nn.ConvTranspose2d(gen_units, output_size, 4, 2, 1, bias=False), nn.Tanh())

    def forward(self, x):
        return self.out(self.conv4(self.conv3(self.conv2(self.conv1(x)))))


class Discriminator(nn.Module):
    def __init__(self, input_size, dis_units):
        super(Discriminator, self).__init__()
        self.conv1 = nn.Sequential(nn.Conv2d(input_size, dis_units, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, inplace=True))
        self.conv2 = down(dis_units, dis_units * 2)
        self.conv3 = down(dis_units * 2, dis_units * 4)
        self.conv4 = down(dis_units * 4, dis_units * 8)
        self.out = nn.Sequential(nn.Conv2d(dis_units * 8, 1, 4, 1, 0, bias=False), nn.Sigmoid())

    def forward(self, x):
        return self.out(self.conv4(self.conv3(self.conv2(self.conv1(x))))).view(-1)
