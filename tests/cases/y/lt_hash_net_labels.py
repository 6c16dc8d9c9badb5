import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from torchvision.datasets import FakeData


class TaggedPhotos(Dataset):
    """Pictures with several of the dataset's concepts each."""

    def __init__(self, n, num_class, transform):
        self.photos = FakeData(n, (3, 72, 72), transform=transform)
        g = torch.Generator().manual_seed(5)
        self.tags = (torch.rand(n, num_class, generator=g) < 0.15).float()

    def __len__(self):
        return len(self.tags)

    def __getitem__(self, i):
        return self.photos[i][0], self.tags[i], i


class CNNF(nn.Module):
    def __init__(self, code_length):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 16, 7, stride=2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2),
            nn.Conv2d(16, 32, 5, padding=2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2),
            nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(inplace=True),
            nn.AdaptiveMaxPool2d(3),
        )
        self.classifier = nn.Sequential(
            nn.Dropout(),
            nn.Linear(32 * 3 * 3, 128),
            nn.ReLU(inplace=True),
            nn.Linear(128, code_length),
        )

    def forward(self, x):
        x = self.features(x)
        return self.classifier(x.flatten(1))


def binary_codes(model, loader, n, length):
    model.eval()
    codes = torch.zeros(n, length)
    with torch.no_grad():
        for x, _, index in loader:
            codes[index] = model(x).sign()
    return codes


def get_args():
    parser = argparse.ArgumentParser(description="deep supervised hashing")
    parser.add_argument("--bits", default=12, type=int)
    parser.add_argument("--num-class", default=21, type=int)
    parser.add_argument("--batch-size", default=16, type=int)
    parser.add_argument("--epochs", default=2, type=int)
    parser.add_argument("--learning-rate", default=0.01, type=float)
    return parser.parse_args()


def main():
    opt = get_args()
    transform = transforms.Compose([
        transforms.Resize(64),
        transforms.ToTensor(),
        transforms.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225]),
    ])
    data = TaggedPhotos(64, opt.num_class, transform)
    loader = DataLoader(data, batch_size=opt.batch_size, shuffle=True)

    model = CNNF(opt.bits)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=opt.learning_rate, weight_decay=1e-5)
    for epoch in range(opt.epochs):
        model.train()
        running = 0.0
        for x, tags, _ in loader:
            output = model(x)
            loss = criterion(output, tags)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            running += loss.item()
        print(f"[{epoch + 1}/{opt.epochs}] loss {running / len(loader):.4f}")
    codes = binary_codes(model, loader, len(data), model.classifier[-1].out_features)
    print("codes", tuple(codes.shape))


if __name__ == "__main__":
    main()
