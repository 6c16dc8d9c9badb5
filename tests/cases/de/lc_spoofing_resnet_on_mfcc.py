import math

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SR, N_FFT, HOP, N_MELS, N_MFCC = 16000, 1024, 512, 40, 24


def mel_bank():
    def mel(f):
        return 2595 * math.log10(1 + f / 700)
    points = torch.linspace(mel(0), mel(SR / 2), N_MELS + 2)
    bins = (700 * (10 ** (points / 2595) - 1)) / (SR / 2) * (N_FFT // 2)
    k = torch.arange(N_FFT // 2 + 1).float()[None]
    lo, mid, hi = bins[:-2, None], bins[1:-1, None], bins[2:, None]
    return torch.minimum((k - lo) / (mid - lo), (hi - k) / (hi - mid)).clamp(min=0)


MEL = mel_bank()
DCT = torch.cos(math.pi / N_MELS * (torch.arange(N_MELS) + 0.5)[None] * torch.arange(N_MFCC)[:, None])


def pad(x, max_len=16000):
    if len(x) >= max_len:
        return x[:max_len]
    return x.repeat(max_len // len(x) + 1)[:max_len]


def compute_mfcc_feats(x):
    spec = torch.stft(x, N_FFT, HOP, window=torch.hann_window(N_FFT), return_complex=True).abs() ** 2
    mfcc = DCT @ torch.log(MEL @ spec + 1e-6)
    delta = torch.gradient(mfcc, dim=1)[0]
    delta2 = torch.gradient(delta, dim=1)[0]
    return torch.cat((mfcc, delta, delta2), dim=0)


class ASVDataset(Dataset):
    def __init__(self, n=16, transform=compute_mfcc_feats):
        g = torch.Generator().manual_seed(2)
        self.clips = [torch.randn(9000 + 1500 * i, generator=g) for i in range(n)]
        self.transform = transform

    def __len__(self):
        return len(self.clips)

    def __getitem__(self, i):
        return self.transform(pad(self.clips[i])), i % 2


class ResNetBlock(nn.Module):
    def __init__(self, in_depth, depth):
        super().__init__()
        self.conv1 = nn.Conv2d(in_depth, depth, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(depth)
        self.lrelu = nn.LeakyReLU(0.01)
        self.dropout = nn.Dropout(0.5)
        self.conv2 = nn.Conv2d(depth, depth, 3, padding=1)
        self.conv11 = nn.Conv2d(in_depth, depth, 3, padding=1)

    def forward(self, x):
        out = self.dropout(self.lrelu(self.bn1(self.conv1(x))))
        return self.conv2(out) + self.conv11(x)


class MFCCModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3, padding=1)
        self.block1 = ResNetBlock(32, 32)
        self.block2 = ResNetBlock(32, 32)
        self.block3 = ResNetBlock(32, 32)
        self.mp = nn.MaxPool2d(3, stride=3, padding=1)
        self.bn = nn.BatchNorm2d(32)
        self.lrelu = nn.LeakyReLU(0.01)
        self.dropout = nn.Dropout(0.5)
        self.fc1 = nn.Linear(480, 128)
        self.fc2 = nn.Linear(128, 2)

    def forward(self, x):
        out = self.conv1(x.unsqueeze(dim=1))
        out = self.mp(self.block1(out))
        out = self.mp(self.block2(out))
        out = self.lrelu(self.bn(self.block3(out)))
        out = self.mp(out)
        out = self.dropout(out.flatten(1))
        out = self.lrelu(self.fc1(out))
        return torch.log_softmax(self.fc2(out), dim=1)


def train_epoch(loader, model, optim):
    model.train()
    criterion = nn.NLLLoss(weight=torch.tensor([1.0, 9.0]))
    for batch_x, batch_y in loader:
        loss = criterion(model(batch_x), batch_y)
        optim.zero_grad()
        loss.backward()
        optim.step()
    return loss.item()


torch.manual_seed(0)
model = MFCCModel()
optim = torch.optim.Adam(model.parameters(), lr=5e-5)
print("loss", train_epoch(DataLoader(ASVDataset(), batch_size=8, shuffle=True), model, optim))
