import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from PIL import Image

preprocess = transforms.Compose([
    transforms.Resize(80),
    transforms.CenterCrop((64, 80)),
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])


class Walkers(Dataset):
    sizes = [(128, 96), (90, 120), (100, 81), (300, 250), (81, 80)]

    def __len__(self):
        return 2 * len(self.sizes)

    def __getitem__(self, i):
        picture = Image.new("RGBA", self.sizes[i % len(self.sizes)], (20 * i % 255, 80, 120, 200))
        return preprocess(picture.convert("RGB")), i % 4


class ReIdNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 16, 5, stride=2, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2, padding=1),
            nn.Conv2d(16, 32, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )
        self.classifier = nn.Linear(32 * 8 * 10, num_classes)

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


net = ReIdNet(4)
optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
for images, ids in DataLoader(Walkers(), batch_size=4):
    loss = nn.functional.cross_entropy(net(images), ids)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(len(ids), loss.item())
