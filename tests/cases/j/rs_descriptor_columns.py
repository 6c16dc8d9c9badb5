import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class GeM(nn.Module):
    def __init__(self, p=3.0):
        super().__init__()
        self.p = nn.Parameter(torch.tensor(p))

    def forward(self, x):
        return x.clamp(min=1e-6).pow(self.p).mean(dim=(2, 3)).pow(1 / self.p)


class RetrievalNet(nn.Module):
    """One normalised descriptor a column for each image."""

    def __init__(self, dim=64):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 32, 5, 2), nn.ReLU(), nn.Conv2d(32, dim, 3, 2), nn.ReLU())
        self.pool = GeM()
        self.dim = dim

    def forward(self, image):
        return nn.functional.normalize(self.pool(self.features(image)), dim=1).t()


def extract(net, images):
    loader = DataLoader(TensorDataset(images), batch_size=1)
    vecs = torch.zeros(net.dim, len(images))
    with torch.no_grad():
        for i, (image,) in enumerate(loader):
            vecs[:, i] = net(image)
    return vecs


torch.manual_seed(0)
net = RetrievalNet().eval()
database, queries = torch.rand(9, 3, 40, 40), torch.rand(3, 3, 40, 40)
scores = torch.mm(extract(net, database).t(), extract(net, queries))
print(scores.argsort(dim=0, descending=True)[:3].t().tolist())
