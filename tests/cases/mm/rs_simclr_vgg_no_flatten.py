import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision
from torchvision import datasets, transforms

torch.manual_seed(0)
input_size = 80


class TwoViews:
    def __init__(self, transform):
        self.transform = transform

    def __call__(self, img):
        return self.transform(img), self.transform(img)


class SimCLR(nn.Module):
    def __init__(self, backbone, num_ftrs=32, out_dim=128):
        super(SimCLR, self).__init__()
        self.backbone = backbone
        self.projection_head = nn.Sequential(
            nn.Linear(num_ftrs, num_ftrs),
            nn.ReLU(),
            nn.Linear(num_ftrs, out_dim),
        )

    def forward(self, x0, x1):
        f0 = self.backbone(x0).squeeze()
        out0 = self.projection_head(f0)
        f1 = self.backbone(x1).squeeze()
        out1 = self.projection_head(f1)
        return out0, out1


class NTXentLoss(nn.Module):
    def __init__(self, temperature=0.5):
        super(NTXentLoss, self).__init__()
        self.temperature = temperature

    def forward(self, out0, out1):
        z = F.normalize(torch.cat([out0, out1]), dim=1)
        sim = z @ z.t() / self.temperature
        sim.fill_diagonal_(-1e9)
        n = len(out0)
        labels = torch.cat([torch.arange(n, 2 * n), torch.arange(n)])
        return F.cross_entropy(sim, labels)


collate_transform = transforms.Compose([
    transforms.RandomResizedCrop(input_size),
    transforms.RandomHorizontalFlip(),
    transforms.ColorJitter(0.5, 0.5, 0.5, 0.1),
    transforms.ToTensor(),
])
dataset = datasets.FakeData(size=16, image_size=(3, 96, 96), transform=TwoViews(collate_transform))
dataloader = torch.utils.data.DataLoader(dataset, batch_size=8, shuffle=True)

resnet = torchvision.models.vgg11(weights=None, init_weights=False)
resnet = nn.Sequential(*list(resnet.children())[:-2])

model = SimCLR(resnet, num_ftrs=2048, out_dim=128)
criterion = NTXentLoss(temperature=0.5)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, weight_decay=1e-5)

for (x0, x1), _ in dataloader:
    y0, y1 = model(x0, x1)
    loss = criterion(y0, y1)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
