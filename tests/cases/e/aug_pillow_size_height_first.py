import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset

IMG_HEIGHT = 32
IMG_WIDTH = 96
ALPHABET = "0123456789ABCDEFGHJKLMNP"
torch.manual_seed(3)


class Plates(Dataset):
    def __init__(self, n):
        rng = np.random.RandomState(8)
        self.photos = [Image.fromarray(rng.randint(0, 256, (50, 160), dtype=np.uint8)) for _ in range(n)]
        self.texts = [rng.randint(1, len(ALPHABET) + 1, 6) for _ in range(n)]

    def __len__(self):
        return len(self.photos)

    def __getitem__(self, i):
        photo = self.photos[i].resize((IMG_HEIGHT, IMG_WIDTH), Image.BILINEAR)
        pixels = np.asarray(photo, dtype=np.float32) / 127.5 - 1
        return torch.from_numpy(pixels)[None], torch.from_numpy(self.texts[i])


class Recogniser(nn.Module):
    def __init__(self, n_classes, height=IMG_HEIGHT, hidden=32):
        super().__init__()
        self.cnn = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        )
        self.map = nn.Linear(32 * (height // 4), hidden)
        self.rnn = nn.GRU(hidden, hidden, bidirectional=True, batch_first=True)
        self.out = nn.Linear(2 * hidden, n_classes)

    def forward(self, x):
        maps = self.cnn(x)
        columns = maps.permute(0, 3, 1, 2).flatten(2)
        steps, _ = self.rnn(self.map(columns))
        return self.out(steps)


loader = DataLoader(Plates(12), batch_size=4)
model = Recogniser(len(ALPHABET) + 1)
ctc = nn.CTCLoss()
optimizer = torch.optim.Adam(model.parameters())
for photos, texts in loader:
    log_probs = model(photos).log_softmax(2).transpose(0, 1)
    lengths = torch.full((len(photos),), log_probs.size(0), dtype=torch.long)
    loss = ctc(log_probs, texts, lengths, torch.full((len(photos),), 6, dtype=torch.long))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("ctc", loss.item())
