import os
import random
import string
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset

LETTERS = string.ascii_lowercase + string.digits
HEIGHT, WIDTH = 32, 96


def make_captchas(folder, n, seed):
    rng = random.Random(seed)
    for i in range(n):
        text = "".join(rng.choice(LETTERS) for _ in range(6 if i % 7 else 7))
        noise = np.random.RandomState(seed + i).randint(0, 256, (HEIGHT, WIDTH, 3)).astype("uint8")
        Image.fromarray(noise).save(os.path.join(folder, f"{text}.png"))


class CaptchaDataset(Dataset):
    def __init__(self, folder):
        self.files = sorted(os.path.join(folder, f) for f in os.listdir(folder))
        self.lookup = {c: k + 1 for k, c in enumerate(LETTERS)}

    def __len__(self):
        return len(self.files)

    def __getitem__(self, item):
        image = np.asarray(Image.open(self.files[item]).convert("RGB"), dtype=np.float32) / 255.0
        name = os.path.splitext(os.path.basename(self.files[item]))[0]
        target = [self.lookup[c] for c in name]
        return {"images": torch.from_numpy(image.transpose(2, 0, 1)), "targets": torch.tensor(target, dtype=torch.long)}


class CaptchaModel(nn.Module):
    def __init__(self, num_chars):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
        self.lstm = nn.GRU(16 * (HEIGHT // 2), 32, bidirectional=True, batch_first=True)
        self.output = nn.Linear(64, num_chars + 1)

    def forward(self, images):
        x = self.conv(images).permute(0, 3, 1, 2).flatten(2)
        x, _ = self.lstm(x)
        return self.output(x).permute(1, 0, 2).log_softmax(2)


def ctc(log_probs, targets):
    input_lengths = torch.full((log_probs.size(1),), log_probs.size(0), dtype=torch.long)
    target_lengths = (targets > 0).sum(1)
    return nn.functional.ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0)


def run(loader, model, optimizer=None):
    total = 0.0
    for data in loader:
        with torch.set_grad_enabled(optimizer is not None):
            loss = ctc(model(data["images"]), data["targets"])
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        total += loss.item()
    return total / len(loader)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as root:
        make_captchas(root, 48, seed=3)
        train_loader = DataLoader(CaptchaDataset(root), batch_size=8, num_workers=2)
        valid_loader = DataLoader(CaptchaDataset(root), batch_size=16, num_workers=2)
        model = CaptchaModel(len(LETTERS))
        optimizer = torch.optim.Adam(model.parameters(), lr=3e-4)
        for epoch in range(1):
            print(f"epoch {epoch} train {run(train_loader, model, optimizer):.4f} valid {run(valid_loader, model):.4f}")
