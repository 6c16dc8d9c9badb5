import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class KidneySlices(Dataset):
    """CT slices; only the training cases come with a segmentation."""

    def __init__(self, n_cases, has_segmentation):
        g = torch.Generator().manual_seed(n_cases)
        self.slices = torch.randn(n_cases, 1, 48, 48, generator=g)
        self.segs = (self.slices > 1).long()[:, 0] if has_segmentation else None

    def __len__(self):
        return len(self.slices)

    def __getitem__(self, index):
        label = None
        if self.segs is not None:
            label = self.segs[index]
        return {"image": self.slices[index], "label": label, "index": index}


class ResUNetLite(nn.Module):
    def __init__(self, classes=2):
        super().__init__()
        self.stem = nn.Conv2d(1, 8, 3, padding=1)
        self.res = nn.Sequential(nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1))
        self.head = nn.Conv2d(8, classes, 1)

    def forward(self, x):
        x = self.stem(x)
        return self.head(x + self.res(x))


def fit(net, loader, lr=1e-3):
    opt = torch.optim.Adam(net.parameters(), lr=lr)
    for data in loader:
        loss = nn.functional.cross_entropy(net(data["image"]), data["label"])
        opt.zero_grad()
        loss.backward()
        opt.step()
    return loss.item()


@torch.no_grad()
def regions_of_interest(net, loader):
    roi = {}
    net.eval()
    for data in loader:
        pred = net(data["image"]).argmax(1)
        for case, p in zip(data["index"].tolist(), pred):
            rows = p.any(1).nonzero().flatten()
            roi[case] = (int(rows[0]), int(rows[-1])) if len(rows) else None
    return roi


net = ResUNetLite()
print("train loss", fit(net, DataLoader(KidneySlices(8, True), batch_size=4, shuffle=True)))
print(regions_of_interest(net, DataLoader(KidneySlices(5, False), batch_size=4)))
