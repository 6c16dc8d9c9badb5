import string

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

ALPHABET = "-" + string.digits + string.ascii_uppercase


class PlateImages(Dataset):
    """Gray licence plates, 32 x 160, with their text as class indices (0 is the blank)."""

    def __init__(self, n, seed=0):
        self.n, self.seed = n, seed

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(self.seed + i)
        length = int(torch.randint(5, 8, (1,), generator=g))
        text = torch.randint(1, len(ALPHABET), (length,), generator=g)
        return torch.rand(1, 32, 160, generator=g), text


def collate_plates(batch):
    images = torch.stack([b[0] for b in batch])
    texts = torch.cat([b[1] for b in batch])
    lengths = torch.tensor([len(b[1]) for b in batch])
    return images, texts, lengths


class CRNN(nn.Module):
    def __init__(self, n_class, hidden=64):
        super().__init__()
        self.cnn = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2, 2),
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2, 2),
            nn.Conv2d(32, 64, 3, padding=1), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d((8, 1)),
        )
        self.rnn = nn.LSTM(64, hidden, bidirectional=True, batch_first=True)
        self.fc = nn.Linear(2 * hidden, n_class)

    def forward(self, x):
        conv = self.cnn(x)
        seq = conv.squeeze(2).permute(0, 2, 1)
        out, _ = self.rnn(seq)
        return self.fc(out)


def greedy_decode(scores):
    words = []
    for row in scores.argmax(2):
        kept = [int(c) for k, c in enumerate(row) if c != 0 and (k == 0 or c != row[k - 1])]
        words.append("".join(ALPHABET[c] for c in kept))
    return words


def train_epoch(model, loader, criterion, optimizer):
    model.train()
    for images, texts, lengths in loader:
        preds = model(images)
        log_probs = preds.log_softmax(2)
        preds_size = torch.full((images.size(0),), preds.size(1), dtype=torch.long)
        loss = criterion(log_probs, texts, preds_size, lengths)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


torch.manual_seed(0)
train_loader = DataLoader(PlateImages(32), batch_size=8, shuffle=True, collate_fn=collate_plates)
val_loader = DataLoader(PlateImages(8, seed=900), batch_size=4, collate_fn=collate_plates)
model = CRNN(len(ALPHABET))
criterion = nn.CTCLoss(blank=0, zero_infinity=True)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(2):
    loss = train_epoch(model, train_loader, criterion, optimizer)
    model.eval()
    with torch.no_grad():
        decoded = [w for images, _, _ in val_loader for w in greedy_decode(model(images))]
    print(f"epoch {epoch} loss {loss:.3f} first plates {decoded[:3]}")
