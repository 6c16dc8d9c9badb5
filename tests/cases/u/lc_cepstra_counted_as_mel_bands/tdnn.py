import torch
import torch.nn as nn


class TDNNBlock(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size, dilation=1):
        super().__init__()
        pad = dilation * (kernel_size - 1) // 2
        self.conv = nn.Conv1d(in_channels, out_channels, kernel_size, dilation=dilation, padding=pad)
        self.norm = nn.BatchNorm1d(out_channels)

    def forward(self, x):
        return self.norm(torch.relu(self.conv(x)))


class EcapaTdnn(nn.Module):
    def __init__(self, input_size, channels=64, embd_dim=32, num_class=10):
        super().__init__()
        self.layer1 = TDNNBlock(input_size, channels, 5)
        self.layer2 = TDNNBlock(channels, channels, 3, dilation=2)
        self.layer3 = TDNNBlock(channels, channels, 3, dilation=3)
        self.fc = nn.Linear(channels * 2, embd_dim)
        self.classifier = nn.Linear(embd_dim, num_class)

    def forward(self, x):
        x1 = self.layer1(x)
        x2 = self.layer2(x1)
        x3 = self.layer3(x1 + x2)
        pooled = torch.cat([x3.mean(-1), x3.std(-1)], dim=1)
        return self.classifier(self.fc(pooled))
