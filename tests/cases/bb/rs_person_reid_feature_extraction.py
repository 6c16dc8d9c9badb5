import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

NUM_IDS = 6

to_tensor = transforms.Compose([
    transforms.Resize((64, 32)),
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])


class ClassBlock(nn.Module):
    def __init__(self, input_dim, class_num, num_bottleneck=32, droprate=0.5):
        super().__init__()
        self.add_block = nn.Sequential(
            nn.Linear(input_dim, num_bottleneck),
            nn.BatchNorm1d(num_bottleneck),
            nn.Dropout(droprate),
        )
        self.classifier = nn.Linear(num_bottleneck, class_num)

    def forward(self, x):
        f = self.add_block(x)
        return self.classifier(f), f


class ReIDNet(nn.Module):
    def __init__(self, class_num):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 64, 3, stride=2, padding=1), nn.BatchNorm2d(64), nn.ReLU(),
        )
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.head = ClassBlock(64, class_num)

    def forward(self, x):
        x = self.backbone(x)
        x = self.avgpool(x)
        x = torch.squeeze(x)
        return self.head(x)


def train(model, loader, epochs=2):
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        for images, ids in loader:
            logits, _ = model(images)
            loss = criterion(logits, ids)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch} loss {loss.item():.3f}")


@torch.no_grad()
def extract(model, loader):
    model.eval()
    feats, ids = [], []
    for images, labels in loader:
        _, f = model(images)
        feats.append(f / f.norm(dim=1, keepdim=True))
        ids.append(labels)
    return torch.cat(feats), torch.cat(ids)


torch.manual_seed(14)
train_set = FakeData(32, (3, 80, 40), NUM_IDS, transform=to_tensor)
gallery_set = FakeData(24, (3, 80, 40), NUM_IDS, transform=to_tensor, random_offset=500)
query_set = FakeData(17, (3, 80, 40), NUM_IDS, transform=to_tensor, random_offset=900)

model = ReIDNet(NUM_IDS)
train(model, DataLoader(train_set, batch_size=8, shuffle=True))
gallery, gallery_ids = extract(model, DataLoader(gallery_set, batch_size=8))
query, query_ids = extract(model, DataLoader(query_set, batch_size=8))
rank1 = (gallery_ids[(query @ gallery.t()).argmax(1)] == query_ids).float().mean()
print(f"rank-1 {rank1:.3f}")
