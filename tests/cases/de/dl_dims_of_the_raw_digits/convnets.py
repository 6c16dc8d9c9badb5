from torch import nn


class SimpleConvEncoder(nn.Module):
    def __init__(self, shape, dim_out, dim_h=16, n_steps=2):
        super().__init__()
        dim_x, dim_y, dim_in = shape
        models = []
        for i in range(n_steps):
            dim_conv = dim_h * 2 ** i
            models += [nn.Conv2d(dim_in, dim_conv, 4, 2, 1, bias=False), nn.BatchNorm2d(dim_conv), nn.ReLU()]
            dim_in = dim_conv
            dim_x, dim_y = dim_x // 2, dim_y // 2
        self.conv = nn.Sequential(*models)
        self.fc = nn.Sequential(nn.Linear(dim_in * dim_x * dim_y, 64), nn.ReLU(), nn.Linear(64, dim_out))

    def forward(self, x):
        h = self.conv(x)
        return self.fc(h.view(h.size(0), -1))
