import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

CITIES = ["Ames", "Boone", "Clive", "Dayton", "Elgin", "Fargo", "Gary", "Huron"]
KINDS = ["condo", "duplex", "house", "townhouse"]


def load_table(n, seed, cities):
    rng = np.random.RandomState(seed)
    city = rng.choice(cities, n)
    kind = rng.choice(KINDS, n)
    area = rng.uniform(40, 220, n)
    rooms = np.round(area / 28) + rng.randint(0, 2, n)
    year = rng.randint(1930, 2020, n)
    level = np.array([1.0 + 0.12 * CITIES.index(c) for c in city])
    price = level * (1.1 * area + 6 * rooms) + 0.4 * (year - 1930) + rng.randn(n) * 8
    return {"city": city, "kind": kind, "area": area, "rooms": rooms, "year": year, "price": price}


def get_dummies(column):
    levels = np.unique(column)
    return (column[:, None] == levels[None, :]).astype(np.float32)


def build_features(table):
    numeric = np.stack([
        table["area"] / 100.0,
        table["rooms"] / 5.0,
        (table["year"] - 1970) / 30.0,
    ], axis=1).astype(np.float32)
    city = get_dummies(table["city"])
    kind = get_dummies(table["kind"])
    return np.concatenate([numeric, city, kind], axis=1)


def build_target(table):
    return (table["price"] / 100.0).astype(np.float32).reshape(-1, 1)


class PriceNet(nn.Module):
    def __init__(self, n_features, hidden=(64, 32)):
        super().__init__()
        layers, width = [], n_features
        for h in hidden:
            layers += [nn.Linear(width, h), nn.ReLU(), nn.Dropout(0.1)]
            width = h
        layers.append(nn.Linear(width, 1))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


def rmse(model, x, y):
    model.eval()
    with torch.no_grad():
        pred = model(x)
    return torch.sqrt(nn.functional.mse_loss(pred, y)).item()


torch.manual_seed(2)
train_table = load_table(400, 0, CITIES)
test_table = load_table(40, 1, CITIES[:6])

x_train = build_features(train_table)
x_test = build_features(test_table)
y_train, y_test = build_target(train_table), build_target(test_table)

train_ds = TensorDataset(torch.from_numpy(x_train), torch.from_numpy(y_train))
train_dl = DataLoader(train_ds, batch_size=32, shuffle=True)

model = PriceNet(x_train.shape[1])
loss_fn = nn.MSELoss()
opt = torch.optim.Adam(model.parameters(), lr=3e-3)

for epoch in range(8):
    model.train()
    running = 0.0
    for xb, yb in train_dl:
        loss = loss_fn(model(xb), yb)
        opt.zero_grad()
        loss.backward()
        opt.step()
        running += loss.item() * len(xb)
    if epoch % 4 == 3:
        print(f"epoch {epoch + 1}: train mse {running / len(train_ds):.4f}")

print("train rmse:", rmse(model, torch.from_numpy(x_train), torch.from_numpy(y_train)))
print("test rmse:", rmse(model, torch.from_numpy(x_test), torch.from_numpy(y_test)))
