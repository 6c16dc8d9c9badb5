import string

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

ALPHABET = string.digits + string.ascii_lowercase
BLANK = 0


def render(text, height=32, width=96):
    """A picture with one bright column block per character."""
    canvas = np.zeros((height, width), dtype=np.float32)
    step = width // len(text)
    for i, ch in enumerate(text):
        canvas[:, i * step:(i + 1) * step] = (ALPHABET.index(ch) + 1) / len(ALPHABET)
    return canvas


class CaptchaDataset(Dataset):
    def __init__(self, texts):
        self.images = [render(t) for t in texts]
        self.targets = [[ALPHABET.index(c) + 1 for c in t] for t in texts]

    def __len__(self):
        return len(self.images)

    def __getitem__(self, item):
        image = torch.from_numpy(self.images[item]).unsqueeze(0)
        target = torch.tensor(self.targets[item], dtype=torch.long)
        return {"images": image, "targets": target}


class CaptchaModel(nn.Module):
    def __init__(self, num_chars):
        super().__init__()
        self.conv = nn.Conv2d(1, 16, 3, padding=1)
        self.pool = nn.MaxPool2d((2, 4))
        self.linear = nn.Linear(16 * 16, 48)
        self.gru = nn.GRU(48, 24, bidirectional=True, batch_first=True)
        self.output = nn.Linear(48, num_chars + 1)

    def forward(self, images):
        x = self.pool(torch.relu(self.conv(images)))
        x = x.permute(0, 3, 1, 2).flatten(2)
        x, _ = self.gru(torch.relu(self.linear(x)))
        return self.output(x).permute(1, 0, 2).log_softmax(2)


def train_fn(model, loader, optimizer):
    ctc = nn.CTCLoss(blank=BLANK)
    for data in loader:
        log_probs = model(data["images"])
        batch = log_probs.size(1)
        input_lengths = torch.full((batch,), log_probs.size(0), dtype=torch.long)
        target_lengths = (data["targets"] > 0).sum(1)
        loss = ctc(log_probs, data["targets"], input_lengths, target_lengths)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("ctc", loss.item())


labels = ["6bnnm7x", "f2m8nb4", "pcede3", "w4cnexa", "bny23", "x38fng9"]
model = CaptchaModel(len(ALPHABET))
train_fn(model, DataLoader(CaptchaDataset(labels), batch_size=3), torch.optim.Adam(model.parameters(), 3e-4))
