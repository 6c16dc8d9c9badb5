import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from config import CONFIG
from model import PlantClassifier, trainable


class LeafDataset(Dataset):
    """Leaves of five species, drawn as noisy blobs with a species dependent colour."""

    def __init__(self, n, size, train):
        g = torch.Generator().manual_seed(n)
        self.labels = torch.arange(n) % CONFIG["model"]["num_classes"]
        self.images = torch.rand(n, 3, size, size, generator=g)
        for i, y in enumerate(self.labels.tolist()):
            self.images[i, y % 3] *= 0.4 + 0.1 * y
        steps = [transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])]
        if train:
            steps = [transforms.RandomHorizontalFlip(), transforms.RandomVerticalFlip()] + steps
        self.transform = transforms.Compose(steps)

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return self.transform(self.images[i]), self.labels[i]


def train_epoch(model, loader, criterion, optimizer):
    model.train()
    total = 0.0
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
    return total / len(loader.dataset)


@torch.no_grad()
def validate(model, loader):
    model.eval()
    right = 0
    for images, labels in loader:
        right += (model(images).argmax(1) == labels).sum().item()
    return right / len(loader.dataset)


def main(cfg):
    torch.manual_seed(cfg["seed"])
    data, hyper = cfg["data"], cfg["train"]
    train_loader = DataLoader(LeafDataset(data["n_train"], data["image_size"], True),
                              batch_size=hyper["batch_size"], shuffle=True)
    valid_loader = DataLoader(LeafDataset(data["n_valid"], data["image_size"], False),
                              batch_size=hyper["batch_size"])
    model = PlantClassifier(cfg["model"])
    criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
    optimizer = torch.optim.AdamW(trainable(model), lr=hyper["lr"], weight_decay=hyper["weight_decay"])
    for epoch in range(hyper["epochs"]):
        loss = train_epoch(model, train_loader, criterion, optimizer)
        print(f"epoch {epoch}: loss {loss:.3f}, accuracy {validate(model, valid_loader):.3f}")


if __name__ == "__main__":
    main(CONFIG)
