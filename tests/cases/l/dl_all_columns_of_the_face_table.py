import csv
import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

AUS = ["01", "02", "04", "05", "06", "07", "09", "10", "12", "14", "15", "17", "20", "23", "25", "26", "45"]
COLUMNS = (
    ["frame", "confidence"]
    + [f"gaze_{a}_{k}" for k in (0, 1) for a in "xyz"]
    + [f"pose_{a}" for a in ("Tx", "Ty", "Tz", "Rx", "Ry", "Rz")]
    + [f"AU{a}_r" for a in AUS]
    + [f"AU{a}_c" for a in AUS + ["28"]]
)


def write_openface(folder, n_videos=6):
    rng = np.random.default_rng(8)
    for i in range(n_videos):
        with open(os.path.join(folder, f"{i:02d}-{i % 8 + 1:02d}.csv"), "w", newline="") as f:
            table = csv.writer(f)
            table.writerow(COLUMNS)
            for frame in range(20 + i):
                table.writerow([frame, 0.98, *rng.normal(size=len(COLUMNS) - 2).round(3)])


class RAVDESSDataset(Dataset):
    def __init__(self, folder, max_len=24):
        self.files = [os.path.join(folder, f) for f in sorted(os.listdir(folder))]
        self.max_len = max_len

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        with open(self.files[i], newline="") as f:
            rows = list(csv.reader(f))
        values = np.array(rows[1:], dtype=np.float32)
        padded = np.zeros((self.max_len, values.shape[1]), dtype=np.float32)
        padded[: len(values)] = values[: self.max_len]
        emotion = int(os.path.basename(self.files[i])[3:5]) - 1
        return torch.from_numpy(padded), emotion


class LSTMEncoder(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers, bidirectional):
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden_size, num_layers, batch_first=True, bidirectional=bidirectional)

    def forward(self, x):
        out, _ = self.lstm(x)
        return out


class SequenceModel(nn.Module):
    def __init__(self, conf):
        super().__init__()
        self.encoder = LSTMEncoder(conf["input_size"], conf["hidden_size"], conf["num_layers"], True)
        self.attention = nn.Linear(2 * conf["hidden_size"], 1)
        self.linear = nn.Linear(2 * conf["hidden_size"], conf["num_classes"])

    def forward(self, x):
        h = self.encoder(x)
        w = self.attention(h).softmax(1)
        return self.linear((w * h).sum(1))


conf = dict(input_size=35, hidden_size=32, num_layers=2, num_classes=8)
with tempfile.TemporaryDirectory() as folder:
    write_openface(folder)
    model = SequenceModel(conf)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    for features, emotions in DataLoader(RAVDESSDataset(folder), batch_size=3):
        loss = nn.functional.cross_entropy(model(features), emotions)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(loss.item())
