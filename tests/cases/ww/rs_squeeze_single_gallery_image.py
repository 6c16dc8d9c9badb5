import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision import models


class ClassBlock(nn.Module):
    def __init__(self, input_dim, class_num, droprate=0.5, num_bottleneck=128):
        super().__init__()
        self.add_block = nn.Sequential(
            nn.Linear(input_dim, num_bottleneck),
            nn.BatchNorm1d(num_bottleneck),
            nn.LeakyReLU(0.1),
            nn.Dropout(p=droprate),
        )
        self.classifier = nn.Linear(num_bottleneck, class_num)

    def forward(self, x):
        f = self.add_block(x)
        return self.classifier(f), f


class FtNet(nn.Module):
    def __init__(self, class_num):
        super().__init__()
        model_ft = models.resnet18(weights=None)
        model_ft.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.model = model_ft
        self.classifier = ClassBlock(512, class_num)

    def forward(self, x):
        m = self.model
        x = m.maxpool(m.relu(m.bn1(m.conv1(x))))
        x = m.layer4(m.layer3(m.layer2(m.layer1(x))))
        x = m.avgpool(x)
        x = torch.squeeze(x)
        return self.classifier(x)


def extract_feature(model, loader):
    model.eval()
    features = []
    with torch.no_grad():
        for img, _ in loader:
            _, ff = model(img)
            _, flipped = model(img.flip(3))
            ff = ff + flipped
            features.append(nn.functional.normalize(ff, dim=1))
    return torch.cat(features)


def rank1(qf, ql, gf, gl):
    best = (qf @ gf.t()).argmax(dim=1)
    return (gl[best] == ql).float().mean().item()


def persons(n, ids, seed):
    g = torch.Generator().manual_seed(seed)
    return TensorDataset(torch.rand(n, 3, 64, 32, generator=g), torch.randint(0, ids, (n,), generator=g))


torch.manual_seed(0)
train_set, query, gallery = persons(32, 8, 0), persons(8, 8, 1), persons(25, 8, 2)
loaders = {
    "train": DataLoader(train_set, batch_size=8, shuffle=True),
    "query": DataLoader(query, batch_size=8),
    "gallery": DataLoader(gallery, batch_size=8),
}
model = FtNet(class_num=8)
optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9, nesterov=True)
for epoch in range(1):
    model.train()
    for inputs, labels in loaders["train"]:
        optimizer.zero_grad()
        logits, _ = model(inputs)
        loss = nn.functional.cross_entropy(logits, labels)
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} loss {loss.item():.4f}")

query_feature = extract_feature(model, loaders["query"])
gallery_feature = extract_feature(model, loaders["gallery"])
print("rank@1", rank1(query_feature, query.tensors[1], gallery_feature, gallery.tensors[1]))
