from torch import nn


class FSRCNN(nn.Module):
    def __init__(self, upscale, d=16, s=8):
        super().__init__()
        self.head = nn.Sequential(nn.Conv2d(3, d, 5, padding=2), nn.PReLU())
        self.body = nn.Sequential(
            nn.Conv2d(d, s, 1), nn.PReLU(),
            nn.Conv2d(s, s, 3, padding=1), nn.PReLU(),
            nn.Conv2d(s, d, 1), nn.PReLU(),
        )
        self.tail = nn.ConvTranspose2d(d, 3, 9, stride=upscale, padding=3, output_padding=1)

    def forward(self, x):
        return self.tail(self.body(self.head(x)))
