import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset, Subset

CAT_SIZES = {"hour": 24, "weekday": 7, "pickup_zone": 15}
CONT_COLS = ["distance", "passengers", "tolls", "rain"]


class TaxiDataset(Dataset):
    def __init__(self, n, seed=0):
        rng = np.random.RandomState(seed)
        cats = np.stack([rng.randint(0, size, n) for size in CAT_SIZES.values()], 1)
        conts = rng.rand(n, len(CONT_COLS)).astype(np.float32)
        fare = 3 + 20 * conts[:, 0] + 4 * conts[:, 2] + 0.3 * (cats[:, 0] > 17) + 0.1 * cats[:, 2]
        self.cats = torch.from_numpy(cats).long()
        self.conts = torch.from_numpy((conts - conts.mean(0)) / conts.std(0))
        self.fare = torch.from_numpy(fare.astype(np.float32)).unsqueeze(1)

    def __len__(self):
        return len(self.fare)

    def __getitem__(self, i):
        return self.cats[i], self.conts[i], self.fare[i]


class TabularModel(nn.Module):
    def __init__(self, cat_sizes, n_cont, emb_dim=6, layers=(64, 32), p=0.2):
        super().__init__()
        self.register_buffer("offsets", torch.tensor([0] + list(np.cumsum(cat_sizes)[:-1])))
        self.embeds = nn.Embedding(sum(cat_sizes), emb_dim)
        self.emb_drop = nn.Dropout(p)
        self.bn_cont = nn.BatchNorm1d(n_cont)
        blocks = []
        n_in = emb_dim * len(cat_sizes) + n_cont
        for width in layers:
            blocks += [nn.Linear(n_in, width), nn.ReLU(inplace=True), nn.BatchNorm1d(width), nn.Dropout(p)]
            n_in = width
        blocks.append(nn.Linear(n_in, 1))
        self.layers = nn.Sequential(*blocks)

    def forward(self, x_cat, x_cont):
        x = self.embeds(x_cat + self.offsets)
        x = self.emb_drop(x)
        x_cont = self.bn_cont(x_cont)
        x = torch.cat([x, x_cont], 1)
        return self.layers(x)


def evaluate(model, loader):
    model.eval()
    squared, n = 0.0, 0
    with torch.no_grad():
        for x_cat, x_cont, y in loader:
            squared += ((model(x_cat, x_cont) - y) ** 2).sum().item()
            n += len(y)
    return (squared / n) ** 0.5


def main():
    torch.manual_seed(33)
    ds = TaxiDataset(640)
    train_dl = DataLoader(Subset(ds, range(512)), batch_size=64, shuffle=True)
    test_dl = DataLoader(Subset(ds, range(512, 640)), batch_size=64)
    model = TabularModel(list(CAT_SIZES.values()), len(CONT_COLS))
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for epoch in range(5):
        model.train()
        for x_cat, x_cont, y in train_dl:
            y_pred = model(x_cat, x_cont)
            loss = torch.sqrt(criterion(y_pred, y))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch: {epoch + 1:3}  loss: {loss.item():10.4f}")
    print(f"test RMSE: {evaluate(model, test_dl):.4f}")


if __name__ == "__main__":
    main()
