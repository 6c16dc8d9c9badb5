import string

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

CHARS = "-" + string.ascii_lowercase + string.digits
NAMES = ["p8xk", "gremobxke", "afti", "cuex8", "bok", "drip", "knoat", "xeru8"]


def encode(text):
    return [CHARS.index(c) for c in text]


class CaptchaDataset(Dataset):
    """Grey captchas of 50 x 180; the file name is the text on the picture."""

    def __init__(self, names):
        self.targets = [encode(name) for name in names]

    def __len__(self):
        return len(self.targets)

    def __getitem__(self, index):
        rng = np.random.RandomState(index)
        image = rng.randint(0, 256, (50, 180)).astype(np.float32) / 255.0
        image = torch.from_numpy(image).unsqueeze(0)
        target = torch.tensor(self.targets[index], dtype=torch.long)
        return image, target


class CRNN(nn.Module):
    def __init__(self, dims=64):
        super().__init__()
        self.convs = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        )
        self.linear = nn.Linear(32 * 12, dims)
        self.gru = nn.GRU(dims, dims // 2, bidirectional=True, batch_first=True)
        self.projection = nn.Linear(dims, len(CHARS))

    def forward(self, images):
        x = self.convs(images).permute(0, 3, 1, 2).flatten(2)
        x, _ = self.gru(torch.relu(self.linear(x)))
        return self.projection(x).permute(1, 0, 2)


def train_fn(model, loader, optimizer):
    for images, targets in loader:
        log_probs = model(images).log_softmax(2)
        input_lengths = torch.full((images.size(0),), log_probs.size(0))
        target_lengths = (targets > 0).sum(dim=1)
        loss = nn.functional.ctc_loss(log_probs, targets, input_lengths, target_lengths)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(loss.item())


model = CRNN()
train_loader = DataLoader(CaptchaDataset(NAMES), batch_size=4)
train_fn(model, train_loader, torch.optim.Adam(model.parameters(), lr=3e-4))
