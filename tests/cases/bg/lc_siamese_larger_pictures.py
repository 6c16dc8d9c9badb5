import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from torchvision.datasets import FakeData

tf = transforms.Compose([
    transforms.Grayscale(),
    transforms.Resize((96, 96)),
    transforms.ToTensor(),
])


class SiamesePairs(Dataset):
    """Every second pair shows the same kind of shoe."""

    def __init__(self, base):
        self.base = base

    def __len__(self):
        return len(self.base) - 1

    def __getitem__(self, i):
        (img1, y1), (img2, y2) = self.base[i], self.base[i + 1]
        return img1, img2, float(int(y1) == int(y2))


class EmbeddingNet(nn.Module):
    def __init__(self):
        super(EmbeddingNet, self).__init__()
        self.convnet = nn.Sequential(nn.Conv2d(1, 32, 5), nn.PReLU(),
                                     nn.MaxPool2d(2, stride=2),
                                     nn.Conv2d(32, 64, 5), nn.PReLU(),
                                     nn.MaxPool2d(2, stride=2))
        self.fc = nn.Sequential(nn.Linear(64 * 4 * 4, 256),
                                nn.PReLU(),
                                nn.Linear(256, 2))

    def forward(self, x):
        output = self.convnet(x)
        output = output.view(output.size()[0], -1)
        return self.fc(output)


class SiameseNet(nn.Module):
    def __init__(self, embedding_net):
        super(SiameseNet, self).__init__()
        self.embedding_net = embedding_net

    def forward(self, x1, x2):
        return self.embedding_net(x1), self.embedding_net(x2)


def contrastive_loss(out1, out2, same, margin=1.0):
    d = (out1 - out2).pow(2).sum(1)
    return 0.5 * (same * d + (1 - same) * F.relu(margin - (d + 1e-9).sqrt()).pow(2)).mean()


shoes = FakeData(size=17, image_size=(3, 120, 120), num_classes=2, transform=tf)
model = SiameseNet(EmbeddingNet())
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for img1, img2, same in DataLoader(SiamesePairs(shoes), batch_size=8):
    loss = contrastive_loss(*model(img1, img2), same.float())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
