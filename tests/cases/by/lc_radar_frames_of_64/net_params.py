from torch import nn

from config import BATCH_SIZE, STATE_SIZES
from conv_gru import ConvGRU


def down(cin, cout, kernel, stride):
    return nn.Sequential(nn.Conv2d(cin, cout, kernel, stride, 1), nn.LeakyReLU(0.2))


def up(cin, cout, kernel, stride):
    return nn.Sequential(nn.ConvTranspose2d(cin, cout, kernel, stride, 1), nn.LeakyReLU(0.2))


def gru(cin, cout, level, kernel):
    size = STATE_SIZES[level]
    return ConvGRU(cin, cout, (BATCH_SIZE, size, size), kernel)


encoder_params = [
    [down(1, 4, 7, 5), down(8, 12, 5, 3), down(12, 12, 3, 2)],
    [gru(4, 8, 0, 5), gru(12, 12, 1, 5), gru(12, 12, 2, 3)],
]
forecaster_params = [
    [up(12, 12, 4, 2), up(12, 8, 5, 3), nn.Sequential(up(8, 4, 7, 5), nn.Conv2d(4, 1, 1))],
    [gru(12, 12, 2, 3), gru(12, 12, 1, 5), gru(8, 8, 0, 5)],
]
