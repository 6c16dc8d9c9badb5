import csv
import io

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
TRAIN = """area,rooms,district,price
61,2,north,210
48,1,harbour,190
120,4,west,400
75,3,old town,330
82,3,north,260
55,2,west,205
90,3,harbour,340
40,1,old town,215
"""
TEST = """area,rooms,district,price
70,3,north,245
52,2,west,200
101,4,north,350
66,2,harbour,255
"""


def read(text):
    return list(csv.DictReader(io.StringIO(text)))


def encode(rows, districts):
    numbers = np.array([[float(r["area"]) / 100, float(r["rooms"])] for r in rows], dtype=np.float32)
    one_hot = np.array([[r["district"] == d for d in districts] for r in rows], dtype=np.float32)
    prices = np.array([float(r["price"]) / 100 for r in rows], dtype=np.float32)
    return torch.from_numpy(np.hstack([numbers, one_hot])), torch.from_numpy(prices)


train_rows, test_rows = read(TRAIN), read(TEST)
districts = sorted({r["district"] for r in train_rows})
x_train, y_train = encode(train_rows, districts)
x_test, y_test = encode(test_rows, sorted({r["district"] for r in test_rows}))

model = nn.Sequential(nn.Linear(x_train.shape[1], 16), nn.ReLU(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(3):
    for x, y in DataLoader(TensorDataset(x_train, y_train), batch_size=4, shuffle=True):
        loss = nn.functional.mse_loss(model(x).squeeze(1), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("epoch", epoch, loss.item())

model.eval()
with torch.no_grad():
    predicted = model(x_test).squeeze(1)
print("test error", (predicted - y_test).abs().mean().item())
