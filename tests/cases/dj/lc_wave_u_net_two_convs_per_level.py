import torch
import torch.nn as nn


def centre_crop(x, target):
    start = (x.shape[-1] - target.shape[-1]) // 2
    return x[:, :, start:start + target.shape[-1]]


class ConvLayer(nn.Module):
    def __init__(self, n_inputs, n_outputs, kernel_size, stride=1, transpose=False):
        super().__init__()
        conv = nn.ConvTranspose1d if transpose else nn.Conv1d
        self.filter = conv(n_inputs, n_outputs, kernel_size, stride, padding=kernel_size // 2)
        self.norm = nn.GroupNorm(4, n_outputs)

    def forward(self, x):
        return torch.relu(self.norm(self.filter(x)))


class UpsamplingBlock(nn.Module):
    def __init__(self, n_inputs, n_shortcut, n_outputs, kernel_size, stride, depth):
        super().__init__()
        self.upconv = ConvLayer(n_inputs, n_outputs, kernel_size, stride, transpose=True)
        # CONVS to combine high- with low-level information (from shortcut)
        self.post_shortcut_convs = nn.ModuleList(
            [ConvLayer(n_outputs + n_shortcut, n_outputs, kernel_size)]
            + [ConvLayer(n_outputs, n_outputs, kernel_size) for _ in range(depth - 1)])

    def forward(self, x, shortcut):
        combined = self.upconv(x)
        for conv in self.post_shortcut_convs:
            combined = conv(torch.cat([combined, centre_crop(shortcut, combined)], dim=1))
        return combined


class Waveunet(nn.Module):
    def __init__(self, c=(8, 16, 32), kernel_size=5, stride=2, depth=1):
        super().__init__()
        self.pre = nn.ModuleList(ConvLayer(a, b, kernel_size) for a, b in zip((1,) + c[:-2], c[:-1]))
        self.down = nn.ModuleList(ConvLayer(a, a, kernel_size, stride) for a in c[:-1])
        self.bottleneck = ConvLayer(c[-2], c[-1], kernel_size)
        self.up = nn.ModuleList(
            UpsamplingBlock(b, a, a, kernel_size, stride, depth) for a, b in zip(c[-2::-1], c[:0:-1]))
        self.output = nn.Conv1d(c[0], 1, 1)

    def forward(self, x):
        shortcuts = []
        for pre, down in zip(self.pre, self.down):
            shortcuts.append(pre(x))
            x = down(shortcuts[-1])
        x = self.bottleneck(x)
        for block in self.up:
            x = block(x, shortcuts.pop())
        return self.output(x)


model = Waveunet(depth=2)
mix = torch.randn(2, 1, 1024)
print("vocals", tuple(model(mix).shape))
