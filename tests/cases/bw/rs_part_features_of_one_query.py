import torch
from torch import nn


class ClassBlock(nn.Module):
    def __init__(self, input_dim, class_num, bottleneck=64):
        super().__init__()
        self.add_block = nn.Sequential(nn.Linear(input_dim, bottleneck), nn.BatchNorm1d(bottleneck), nn.LeakyReLU(0.1))
        self.classifier = nn.Linear(bottleneck, class_num)

    def forward(self, x):
        return self.classifier(self.add_block(x))


class PartNet(nn.Module):
    """Person re-identification from six horizontal stripes."""

    def __init__(self, class_num, part=6, width=128):
        super().__init__()
        self.part = part
        self.backbone = nn.Sequential(
            nn.Conv2d(3, 32, 7, stride=4, padding=3), nn.BatchNorm2d(32), nn.ReLU(),
            nn.Conv2d(32, width, 3, stride=4, padding=1), nn.BatchNorm2d(width), nn.ReLU(),
        )
        self.avgpool = nn.AdaptiveAvgPool2d((part, 1))
        self.classifiers = nn.ModuleList(ClassBlock(width, class_num) for _ in range(part))

    def forward(self, x):
        x = self.avgpool(self.backbone(x))
        predict = []
        for i in range(self.part):
            stripe = torch.squeeze(x[:, :, i])
            predict.append(self.classifiers[i](stripe))
        return predict


def train(net, images, ids, steps=2):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
    for _ in range(steps):
        loss = sum(nn.functional.cross_entropy(p, ids) for p in net(images))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


torch.manual_seed(0)
net = PartNet(class_num=20)
print("loss", train(net, torch.rand(8, 3, 384, 192), torch.randint(0, 20, (8,))))

net.eval()
gallery, query = torch.rand(16, 3, 384, 192), torch.rand(1, 3, 384, 192)
with torch.no_grad():
    gallery_f = torch.stack([p.softmax(-1) for p in net(gallery)]).mean(0)
    query_f = torch.stack([p.softmax(-1) for p in net(query)]).mean(0)
ranking = torch.cdist(query_f, gallery_f)[0].argsort()
print("best matches", ranking[:5].tolist())
