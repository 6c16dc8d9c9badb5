import torch
from torch import nn
from torch.utils.data import DataLoader

from features import load_data
from table import read_split

train_set = load_data(read_split("train"))
test_set = load_data(read_split("test"))

n_features = train_set.tensors[0].shape[1]
model = nn.Sequential(nn.Linear(n_features, 32), nn.ReLU(), nn.Dropout(0.1), nn.Linear(32, 2))
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
for x, y in DataLoader(train_set, batch_size=16, shuffle=True):
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("train", loss.item())

model.eval()
correct = 0
with torch.no_grad():
    for x, y in DataLoader(test_set, batch_size=16):
        correct += (model(x).argmax(1) == y).sum().item()
print("test", correct / len(test_set))
