import argparse
import os
import tempfile

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

STAGES = ["W", "N1", "N2", "N3", "REM"]
CLINIC_STAGES = ["wake", "nrem", "rem"]
FS = 100
EPOCH_SECONDS = 10


class EEGEpochs(Dataset):
    def __init__(self, n, n_classes, n_channels=2, seed=0):
        g = torch.Generator().manual_seed(seed)
        self.y = torch.randint(0, n_classes, (n,), generator=g)
        t = torch.arange(FS * EPOCH_SECONDS) / FS
        freq = 2.0 + 3.0 * self.y.float()
        wave = torch.sin(2 * torch.pi * freq[:, None] * t)
        self.x = wave[:, None, :] + 0.5 * torch.randn(n, n_channels, len(t), generator=g)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        x = self.x[i]
        return (x - x.mean(-1, keepdim=True)) / x.std(-1, keepdim=True), self.y[i]


class ConvBlock(nn.Module):
    def __init__(self, n_in, n_out, kernel, stride):
        super().__init__()
        self.conv = nn.Conv1d(n_in, n_out, kernel, stride=stride, padding=kernel // 2, bias=False)
        self.bn = nn.BatchNorm1d(n_out)

    def forward(self, x):
        return torch.relu(self.bn(self.conv(x)))


class SleepStager(nn.Module):
    def __init__(self, n_channels=2, n_classes=5):
        super().__init__()
        self.features = nn.Sequential(
            ConvBlock(n_channels, 16, 25, 4),
            ConvBlock(16, 32, 9, 2),
            nn.MaxPool1d(2),
            ConvBlock(32, 64, 5, 2),
        )
        self.pool = nn.AdaptiveAvgPool1d(1)
        self.classifier = nn.Linear(64, n_classes)

    def forward(self, x):
        x = self.pool(self.features(x)).flatten(1)
        return self.classifier(x)


def fit(model, dataset, epochs, lr):
    loader = DataLoader(dataset, batch_size=16, shuffle=True)
    optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=lr)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        model.train()
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        print(f"  epoch {epoch}: {loss.item():.3f}")


def pretrain(path):
    print("pretraining on the public recordings")
    model = SleepStager(n_classes=len(STAGES))
    fit(model, EEGEpochs(96, len(STAGES)), epochs=1, lr=1e-3)
    torch.save({"epoch": 1, "model_state_dict": model.state_dict()}, path)


def finetune(path, lr):
    print("fine-tuning on the clinic recordings")
    model = SleepStager(n_classes=len(CLINIC_STAGES))
    checkpoint = torch.load(path)
    state_dict = checkpoint["model_state_dict"]
    model.load_state_dict(state_dict)
    for p in model.features.parameters():
        p.requires_grad = False
    fit(model, EEGEpochs(48, len(CLINIC_STAGES), seed=1), epochs=1, lr=lr)
    return model


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, default=1e-4)
    args = parser.parse_args()
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "sleep_edf.pt")
        pretrain(path)
        model = finetune(path, args.lr)
    x, _ = EEGEpochs(4, len(CLINIC_STAGES), seed=2)[0]
    model.eval()
    print(CLINIC_STAGES[model(x[None]).argmax(1).item()])


if __name__ == "__main__":
    main()
