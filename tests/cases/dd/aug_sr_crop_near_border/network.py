from torch import nn


class SmallSR(nn.Module):
    def __init__(self, scale, nf, nb):
        super().__init__()
        self.head = nn.Conv2d(3, nf, 3, padding=1)
        body = []
        for _ in range(nb):
            body += [nn.Conv2d(nf, nf, 3, padding=1), nn.ReLU(inplace=True)]
        self.body = nn.Sequential(*body)
        self.tail = nn.Sequential(nn.Conv2d(nf, 3 * scale ** 2, 3, padding=1), nn.PixelShuffle(scale))

    def forward(self, x):
        x = self.head(x)
        return self.tail(x + self.body(x))
