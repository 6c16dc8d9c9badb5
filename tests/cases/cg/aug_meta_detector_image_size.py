import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from torchvision.datasets import FakeData

net_options = dict(width=416, height=416, stride=32, num_anchors=5, batch=2)


class ListDataset(Dataset):
    def __init__(self, transform):
        self.transform = transform
        self.images = FakeData(size=4, image_size=(3, 480, 480))

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        img, _ = self.images[index]
        return self.transform(img), torch.rand(3, 4)


def block(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, 2, 1, bias=False), nn.BatchNorm2d(cout), nn.LeakyReLU(0.1))


class Darknet(nn.Module):
    def __init__(self, num_anchors):
        super().__init__()
        self.features = nn.Sequential(block(3, 8), block(8, 16), block(16, 32), block(32, 32), block(32, 64))
        self.head = nn.Conv2d(64, num_anchors * 5, 1)

    def forward(self, x):
        return self.head(self.features(x))


class RegionLoss(nn.Module):
    def __init__(self, options):
        super().__init__()
        self.nA = options["num_anchors"]
        self.nW = options["width"] // options["stride"]
        self.nH = options["height"] // options["stride"]

    def build_targets(self, boxes):
        conf = torch.zeros(len(boxes), self.nA, self.nH, self.nW)
        for b, rows in enumerate(boxes):
            for x, y, w, h in rows.tolist():
                conf[b, int(w * self.nA), int(y * self.nH), int(x * self.nW)] = 1
        return conf

    def forward(self, output, boxes):
        nB, _, gh, gw = output.shape
        conf = torch.sigmoid(output.view(nB, self.nA, 5, gh, gw)[:, :, 4])
        tconf = self.build_targets(boxes)
        return ((0.5 + 4.5 * tconf) * (conf - tconf) ** 2).sum() / nB


train_transform = transforms.Compose([
    transforms.ToTensor(),
])
train_loader = DataLoader(ListDataset(train_transform), batch_size=net_options["batch"])
model = Darknet(net_options["num_anchors"])
region_loss = RegionLoss(net_options)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
for batch_idx, (data, target) in enumerate(train_loader):
    optimizer.zero_grad()
    loss = region_loss(model(data), target)
    loss.backward()
    optimizer.step()
    print(f"{batch_idx}: loss {loss.item():.3f}")
