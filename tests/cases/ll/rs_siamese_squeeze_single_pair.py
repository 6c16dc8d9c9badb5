"""Signature verification with a siamese network (same writer or not)."""
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, random_split


class SignaturePairs(Dataset):
    def __init__(self, n_pairs=55, height=40, width=80):
        g = torch.Generator().manual_seed(11)
        self.first = torch.rand(n_pairs, 1, height, width, generator=g)
        self.same = torch.randint(0, 2, (n_pairs,), generator=g)
        noise = torch.rand(n_pairs, 1, height, width, generator=g)
        keep = self.same.view(-1, 1, 1, 1).float()
        self.second = keep * (0.8 * self.first + 0.2 * noise) + (1 - keep) * noise

    def __len__(self):
        return len(self.same)

    def __getitem__(self, i):
        return self.first[i], self.second[i], self.same[i]


class SignatureEncoder(nn.Module):
    def __init__(self, dim=64):
        super().__init__()
        self.stages = nn.Sequential(
            nn.Conv2d(1, 16, 5, stride=2, padding=2), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.BatchNorm2d(32), nn.ReLU(),
            nn.Conv2d(32, dim, 3, stride=2, padding=1), nn.ReLU(),
        )
        self.pool = nn.AdaptiveAvgPool2d(1)

    def forward(self, x):
        x = self.pool(self.stages(x))
        return x.squeeze()


class SiameseVerifier(nn.Module):
    def __init__(self, dim=64):
        super().__init__()
        self.encoder = SignatureEncoder(dim)
        self.compare = nn.Sequential(nn.Linear(3 * dim, 64), nn.ReLU(), nn.Linear(64, 2))

    def forward(self, left, right):
        a, b = self.encoder(left), self.encoder(right)
        joint = torch.cat([a, b, (a - b).abs()], dim=1)
        return self.compare(joint)


def make_loaders(batch_size=8):
    data = SignaturePairs()
    train, test = random_split(data, [44, 11], generator=torch.Generator().manual_seed(0))
    train_loader = DataLoader(train, batch_size=batch_size, shuffle=True, drop_last=True)
    test_loader = DataLoader(test, batch_size=5)
    return train_loader, test_loader


def train_epoch(model, loader, optimizer):
    model.train()
    for left, right, same in loader:
        loss = nn.functional.cross_entropy(model(left, right), same)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    hits = total = 0
    for left, right, same in loader:
        hits += (model(left, right).argmax(dim=1) == same).sum().item()
        total += len(same)
    return hits / total


def main():
    torch.manual_seed(0)
    train_loader, test_loader = make_loaders()
    model = SiameseVerifier()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(2):
        loss = train_epoch(model, train_loader, optimizer)
        print(f"epoch {epoch} loss {loss:.4f} accuracy {evaluate(model, test_loader):.2f}")


if __name__ == "__main__":
    main()
