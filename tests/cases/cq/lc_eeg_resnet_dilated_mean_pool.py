import torch
from torch import nn
import torch.nn.functional as F


class AvgPoolWithConv(nn.Module):
    """Mean over time, written as a grouped convolution."""

    def __init__(self, length, dilation=1):
        super().__init__()
        self.length, self.dilation = length, dilation

    def forward(self, x):
        weight = x.new_full((x.size(1), 1, self.length, 1), 1.0 / self.length)
        return F.conv2d(x, weight, dilation=(self.dilation, 1), groups=x.size(1))


class ResidualBlock(nn.Module):
    def __init__(self, n_in, n_out, dilation):
        super().__init__()
        self.conv_1 = nn.Conv2d(n_in, n_out, (3, 1), padding=(dilation, 0), dilation=(dilation, 1))
        self.bn_1 = nn.BatchNorm2d(n_out)
        self.conv_2 = nn.Conv2d(n_out, n_out, (3, 1), padding=(dilation, 0), dilation=(dilation, 1))
        self.bn_2 = nn.BatchNorm2d(n_out)
        self.shortcut = nn.Conv2d(n_in, n_out, 1) if n_in != n_out else nn.Identity()

    def forward(self, x):
        h = F.elu(self.bn_1(self.conv_1(x)))
        return F.elu(self.bn_2(self.conv_2(h)) + self.shortcut(x))


class EEGResNet(nn.Module):
    def __init__(self, in_chans, n_classes, input_window_samples, final_pool_length="auto", n_first_filters=8):
        super().__init__()
        self.conv_time = nn.Conv2d(1, n_first_filters, (5, 1), padding=(2, 0))
        self.conv_spat = nn.Conv2d(n_first_filters, n_first_filters, (1, in_chans), bias=False)
        blocks, width, dilation = [], n_first_filters, 1
        for n_out in (8, 12, 16, 24):
            dilation *= 2
            blocks.append(ResidualBlock(width, n_out, dilation))
            width = n_out
        self.blocks = nn.Sequential(*blocks)
        if final_pool_length == "auto":
            with torch.no_grad():
                final_pool_length = self.features(torch.ones(2, in_chans, input_window_samples, 1)).shape[2]
        self.mean_pool = AvgPoolWithConv(final_pool_length, dilation)
        self.conv_classifier = nn.Conv2d(width, n_classes, 1)

    def features(self, x):
        x = x.permute(0, 3, 2, 1)
        return self.blocks(self.conv_spat(self.conv_time(x)))

    def forward(self, x):
        return self.conv_classifier(self.mean_pool(self.features(x)))[:, :, 0, 0]


n_channels, n_times = 8, 256
model = EEGResNet(in_chans=n_channels, n_classes=2, input_window_samples=n_times, final_pool_length="auto")
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
trials, hands = torch.randn(6, n_channels, n_times, 1), torch.randint(0, 2, (6,))
for epoch in range(2):
    loss = F.cross_entropy(model(trials), hands)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
