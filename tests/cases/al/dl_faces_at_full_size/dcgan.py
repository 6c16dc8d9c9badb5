from torch import nn


class Generator(nn.Module):
    def __init__(self, config):
        super().__init__()
        f, ch = config["num_filt_g"], config["input_channels"]
        layers, prev = [], config["g_input_size"]
        for k, width in enumerate((f * 8, f * 4, f * 2, f)):
            layers += [nn.ConvTranspose2d(prev, width, 4, 2 if k else 1, 1 if k else 0, bias=False),
                       nn.BatchNorm2d(width), nn.ReLU(True)]
            prev = width
        self.net = nn.Sequential(*layers, nn.ConvTranspose2d(prev, ch, 4, 2, 1, bias=False), nn.Tanh())

    def forward(self, z):
        return self.net(z)


class Discriminator(nn.Module):
    def __init__(self, config):
        super().__init__()
        f, ch = config["num_filt_d"], config["input_channels"]
        layers, prev = [], ch
        for width in (f, f * 2, f * 4, f * 8):
            layers += [nn.Conv2d(prev, width, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, inplace=True)]
            prev = width
        self.features = nn.Sequential(*layers)
        self.conv5 = nn.Conv2d(prev, 1, 4, 1, 0, bias=False)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x):
        out = self.sigmoid(self.conv5(self.features(x)))
        return out.view(-1, 1).squeeze(1)
