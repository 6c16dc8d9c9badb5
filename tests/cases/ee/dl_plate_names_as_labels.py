import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import functional as TF

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-"


def write_plates(folder, n=16):
    rng = np.random.default_rng(5)
    for _ in range(n):
        letters = "".join(rng.choice(list("ABCDEFGHJK"), 3))
        digits = "".join(rng.choice(list("0123456789"), rng.integers(3, 5)))
        pixels = rng.integers(0, 256, (32, 100)).astype("uint8")
        Image.fromarray(pixels).save(os.path.join(folder, f"{letters}-{digits}.jpg"))


class PlateDataset(Dataset):
    def __init__(self, root):
        self.root = root
        self.names = sorted(os.listdir(root))

    def __len__(self):
        return len(self.names)

    def __getitem__(self, i):
        img = TF.to_tensor(Image.open(os.path.join(self.root, self.names[i])).convert("L"))
        label = self.names[i]
        return (img - 0.5) / 0.5, label


class StrLabelConverter:
    def __init__(self, alphabet):
        self.dict = {c: i + 1 for i, c in enumerate(alphabet)}

    def encode(self, texts):
        codes = [torch.tensor([self.dict[c] for c in t if c in self.dict]) for t in texts]
        length = torch.tensor([len(t) for t in texts])
        return pad_sequence(codes, batch_first=True), length


class CRNN(nn.Module):
    def __init__(self, nclass, nh=32):
        super().__init__()
        self.cnn = nn.Sequential(
            nn.Conv2d(1, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, (2, 1), 1), nn.ReLU(),
            nn.AdaptiveAvgPool2d((1, 26)),
        )
        self.rnn = nn.LSTM(32, nh, bidirectional=True)
        self.embedding = nn.Linear(nh * 2, nclass)

    def forward(self, x):
        h = self.cnn(x).squeeze(2).permute(2, 0, 1)
        return self.embedding(self.rnn(h)[0]).log_softmax(2)


torch.manual_seed(0)
with tempfile.TemporaryDirectory() as root:
    write_plates(root)
    converter = StrLabelConverter(ALPHABET)
    crnn = CRNN(len(ALPHABET) + 1)
    criterion = nn.CTCLoss(zero_infinity=True)
    optimizer = torch.optim.Adam(crnn.parameters(), lr=1e-3)
    for images, labels in DataLoader(PlateDataset(root), batch_size=8):
        preds = crnn(images)
        text, length = converter.encode(labels)
        preds_size = torch.full((preds.size(1),), preds.size(0))
        cost = criterion(preds, text, preds_size, length)
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        print(f"loss {cost.item():.3f}")
