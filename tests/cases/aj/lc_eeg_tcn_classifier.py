import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset


class ConvBlock(nn.Module):
    def __init__(self, n_channels, n_filters, depth_mult, kernel=32, pool=(8, 7)):
        super().__init__()
        f2 = n_filters * depth_mult
        self.temporal = nn.Conv2d(1, n_filters, (1, kernel), padding="same", bias=False)
        self.spatial = nn.Conv2d(n_filters, f2, (n_channels, 1), groups=n_filters, bias=False)
        self.mix = nn.Conv2d(f2, f2, (1, 16), padding="same", bias=False)
        self.bn1, self.bn2, self.bn3 = nn.BatchNorm2d(n_filters), nn.BatchNorm2d(f2), nn.BatchNorm2d(f2)
        self.pool1, self.pool2 = nn.AvgPool2d((1, pool[0])), nn.AvgPool2d((1, pool[1]))

    def forward(self, x):
        x = self.bn1(self.temporal(x.unsqueeze(1)))
        x = self.pool1(F.elu(self.bn2(self.spatial(x))))
        return self.pool2(F.elu(self.bn3(self.mix(x)))).squeeze(2)


class AttentionBlock(nn.Module):
    def __init__(self, dim, heads=2):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.mha = nn.MultiheadAttention(dim, heads, batch_first=True)

    def forward(self, x):
        h = self.norm(x.transpose(1, 2))
        return x + self.mha(h, h, h, need_weights=False)[0].transpose(1, 2)


class TCNResidualBlock(nn.Module):
    def __init__(self, in_channels, n_filters, kernel_size=4, dilation=1):
        super().__init__()
        self.pad = (kernel_size - 1) * dilation
        self.conv1 = nn.Conv1d(in_channels, n_filters, kernel_size, dilation=dilation)
        self.conv2 = nn.Conv1d(n_filters, n_filters, kernel_size, dilation=dilation)
        self.bn1, self.bn2 = nn.BatchNorm1d(n_filters), nn.BatchNorm1d(n_filters)
        self.skip = nn.Conv1d(in_channels, n_filters, 1) if in_channels != n_filters else nn.Identity()

    def forward(self, x):
        out = F.elu(self.bn1(self.conv1(F.pad(x, (self.pad, 0)))))
        out = F.elu(self.bn2(self.conv2(F.pad(out, (self.pad, 0)))))
        return F.elu(self.skip(x) + out)


class ATCNet(nn.Module):
    def __init__(self, n_channels, n_classes, n_windows=5, n_filters=16, depth_mult=2, tcn_depth=2, tcn_n_filters=32):
        super().__init__()
        self.n_windows = n_windows
        f2 = n_filters * depth_mult
        self.conv_block = ConvBlock(n_channels, n_filters, depth_mult)
        self.attention = nn.ModuleList([AttentionBlock(f2) for _ in range(n_windows)])
        self.tcn = nn.ModuleList([
            nn.Sequential(*[
                TCNResidualBlock(f2 if i == 0 else tcn_n_filters, tcn_n_filters, dilation=2 ** i)
                for i in range(tcn_depth)
            ])
            for _ in range(n_windows)
        ])
        self.final_layer = nn.ModuleList([nn.Linear(f2, n_classes) for _ in range(n_windows)])

    def forward(self, eeg):
        x = self.conv_block(eeg)
        width = x.size(-1) - self.n_windows + 1
        votes = []
        for w in range(self.n_windows):
            z = self.attention[w](x[:, :, w:w + width])
            z = self.tcn[w](z)[:, :, -1]
            votes.append(self.final_layer[w](z))
        return torch.stack(votes).mean(dim=0)


trials = TensorDataset(torch.randn(24, 22, 1125), torch.randint(0, 4, (24,)))
model = ATCNet(n_channels=22, n_classes=4, tcn_n_filters=48)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for eeg, movement in DataLoader(trials, batch_size=8):
    loss = F.cross_entropy(model(eeg), movement)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
