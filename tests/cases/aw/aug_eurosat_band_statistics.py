import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

MEAN = {
    "B01": 1354.4, "B02": 1118.2, "B03": 1042.9, "B04": 947.6, "B05": 1199.5, "B06": 1999.8, "B07": 2369.2,
    "B08": 2296.8, "B8A": 732.0, "B09": 12.1, "B10": 1819.0, "B11": 1118.9, "B12": 2594.1,
}
STD = {
    "B01": 245.7, "B02": 333.0, "B03": 395.0, "B04": 593.7, "B05": 566.4, "B06": 861.1, "B07": 1086.6,
    "B08": 1117.9, "B8A": 404.9, "B09": 4.7, "B10": 1002.5, "B11": 761.3, "B12": 1231.5,
}


class EuroSAT(Dataset):
    all_band_names = tuple(MEAN)

    def __init__(self, bands=all_band_names):
        self.band_indices = torch.tensor([self.all_band_names.index(b) for b in bands])

    def __len__(self):
        return 24

    def __getitem__(self, index):
        g = torch.Generator().manual_seed(index)
        tile = torch.randint(0, 4000, (13, 64, 64), generator=g).float()
        return {"image": tile.index_select(0, self.band_indices), "label": index % 10}


class EuroSATDataModule:
    mean = torch.tensor(list(MEAN.values()))
    std = torch.tensor(list(STD.values()))

    def __init__(self, batch_size=64, **kwargs):
        self.batch_size = batch_size
        self.train_dataset = EuroSAT(**kwargs)

    def train_dataloader(self):
        return DataLoader(self.train_dataset, batch_size=self.batch_size, shuffle=True)

    def on_after_batch_transfer(self, batch):
        x = batch["image"]
        if torch.rand(1) < 0.5:
            x = x.flip(-1)
        batch["image"] = (x - self.mean[:, None, None]) / self.std[:, None, None]
        return batch


class LandCoverNet(nn.Module):
    def __init__(self, in_channels, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, 16, 7, stride=2, padding=3)
        self.conv2 = nn.Conv2d(16, 32, 3, stride=2, padding=1)
        self.fc = nn.Linear(32, num_classes)

    def forward(self, x):
        x = self.conv2(self.conv1(x).relu()).relu()
        return self.fc(x.mean((2, 3)))


rgb_bands = ("B04", "B03", "B02")
datamodule = EuroSATDataModule(batch_size=8, bands=rgb_bands)
print("sample", tuple(datamodule.train_dataset[0]["image"].shape))
task = LandCoverNet(in_channels=3, num_classes=10)
optimizer = torch.optim.Adam(task.parameters(), lr=1e-3)
for batch in datamodule.train_dataloader():
    batch = datamodule.on_after_batch_transfer(batch)
    loss = nn.functional.cross_entropy(task(batch["image"]), batch["label"])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("train_loss", loss.item())
