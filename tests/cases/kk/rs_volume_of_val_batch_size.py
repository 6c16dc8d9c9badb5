import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

configs = {
    "model_params": {"grid_size": (24, 16), "fea_dim": 5, "num_class": 8},
    "train_data_loader": {"batch_size": 4, "shuffle": True, "drop_last": True},
    "val_data_loader": {"batch_size": 6, "shuffle": False},
    "max_num_epochs": 1,
}


class PolarScans(Dataset):
    """Synthetic lidar scans: points with features, their cell in the grid, labels of the cells."""

    def __init__(self, n_scans, grid_size, fea_dim, num_class, seed):
        g = torch.Generator().manual_seed(seed)
        self.scans = []
        for _ in range(n_scans):
            n = int(torch.randint(180, 260, (1,), generator=g))
            fea = torch.randn(n, fea_dim, generator=g)
            cell = torch.stack([torch.randint(0, s, (n,), generator=g) for s in grid_size], dim=1)
            self.scans.append((fea, cell, torch.randint(0, num_class, grid_size, generator=g)))

    def __len__(self):
        return len(self.scans)

    def __getitem__(self, i):
        return self.scans[i]


def collate_scans(batch):
    return [b[0] for b in batch], [b[1] for b in batch], torch.stack([b[2] for b in batch])


class PolarSegmentor(nn.Module):
    def __init__(self, grid_size, fea_dim, num_class, width=16):
        super().__init__()
        self.grid_size = grid_size
        self.width = width
        self.point_net = nn.Sequential(nn.Linear(fea_dim, width), nn.ReLU(), nn.Linear(width, width))
        self.unet = nn.Sequential(nn.Conv2d(width, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, num_class, 1))

    def forward(self, pt_fea, cells, batch_size):
        h, w = self.grid_size
        flat = torch.cat([b * h * w + c[:, 0] * w + c[:, 1] for b, c in enumerate(cells)])
        fea = self.point_net(torch.cat(pt_fea))
        volume = fea.new_zeros(batch_size * h * w, self.width).index_add(0, flat, fea)
        volume = volume.view(batch_size, h, w, self.width).permute(0, 3, 1, 2)
        return self.unet(volume)


def main(configs):
    torch.manual_seed(0)
    params = configs["model_params"]
    train_batch_size = configs["train_data_loader"]["batch_size"]
    val_batch_size = configs["val_data_loader"]["batch_size"]
    train_loader = DataLoader(PolarScans(9, seed=0, **params), collate_fn=collate_scans, **configs["train_data_loader"])
    val_loader = DataLoader(PolarScans(8, seed=1, **params), collate_fn=collate_scans, **configs["val_data_loader"])

    model = PolarSegmentor(**params)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss_func = nn.CrossEntropyLoss(ignore_index=0)

    for epoch in range(configs["max_num_epochs"]):
        model.train()
        for pt_fea, cells, labels in train_loader:
            outputs = model(pt_fea, cells, train_batch_size)
            loss = loss_func(outputs, labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

        model.eval()
        val_loss = []
        with torch.no_grad():
            for val_pt_fea, val_cells, val_labels in val_loader:
                predict_labels = model(val_pt_fea, val_cells, val_batch_size)
                val_loss.append(loss_func(predict_labels, val_labels).item())
        print(f"epoch {epoch} train {loss.item():.4f} val {sum(val_loss) / len(val_loss):.4f}")


if __name__ == "__main__":
    main(configs)
