import torch.nn as nn

from backbone import ARCHS, ConvNextEncoder
from decoder import Decoder


class ConvNextPose(nn.Module):
    def __init__(self, config):
        super().__init__()
        arch = ARCHS[config["model_type"]]
        channels, rate = arch["channels"], config["filters_rate"]
        self.encoder = ConvNextEncoder(arch["depths"], channels, config["in_channels"])
        middle = int(channels[-1] * rate)
        self.middle = nn.Sequential(nn.Conv2d(channels[-1], middle, 3, padding=1), nn.ReLU())
        self.decoder = Decoder(middle, channels[0], rate, up_blocks=len(channels))
        self.head = nn.Conv2d(self.decoder.out_channels, len(config["part_names"]), 1)

    def forward(self, x):
        x, features = self.encoder(x)
        return self.head(self.decoder(self.middle(x), features))
