import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class NTXentLoss(nn.Module):
    def __init__(self, temperature=0.5):
        super().__init__()
        self.temperature = temperature
        self.cosine = nn.CosineSimilarity(dim=-1)

    def forward(self, zis, zjs):
        n = zis.size(0)
        both = torch.cat([zjs, zis], dim=0)
        similarity = self.cosine(both.unsqueeze(1), both.unsqueeze(0))
        l_pos, r_pos = torch.diag(similarity, n), torch.diag(similarity, -n)
        positives = torch.cat([l_pos, r_pos]).view(2 * n, 1)
        index = torch.arange(2 * n)
        near = (index[:, None] - index[None]).abs()
        negatives = similarity[(near != 0) & (near != n)].view(2 * n, -1)
        logits = torch.cat((positives, negatives), dim=1) / self.temperature
        return nn.functional.cross_entropy(logits, torch.zeros(2 * n, dtype=torch.long))


class TwoViews:
    def __init__(self, transform):
        self.transform = transform

    def __call__(self, img):
        return self.transform(img), self.transform(img)


class SimCLR(nn.Module):
    def __init__(self, out_dim=16):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 24, 3, 2, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1))
        self.l1, self.l2 = nn.Linear(24, 24), nn.Linear(24, out_dim)

    def forward(self, x):
        h = self.features(x).squeeze(-1).squeeze(-1)
        return nn.functional.normalize(self.l2(torch.relu(self.l1(h))), dim=1)


augment = transforms.Compose([
    transforms.RandomResizedCrop(32), transforms.RandomHorizontalFlip(), transforms.ColorJitter(0.4, 0.4), transforms.ToTensor(),
])
loader = DataLoader(FakeData(28, (3, 48, 48), 10, transform=TwoViews(augment)), batch_size=8)
model, criterion = SimCLR(), NTXentLoss()
optimizer = torch.optim.Adam(model.parameters(), 3e-4)
for (xis, xjs), _ in loader:
    loss = criterion(model(xis), model(xjs))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(len(xis), loss.item())
