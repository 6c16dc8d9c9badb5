import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class Embeddings(nn.Module):
    def __init__(self, img_size, patch_size, hidden_size):
        super().__init__()
        n_patches = (img_size // patch_size) * (img_size // patch_size)
        self.patch_embeddings = nn.Conv2d(3, hidden_size, kernel_size=patch_size, stride=patch_size)
        self.position_embeddings = nn.Parameter(torch.zeros(1, n_patches + 1, hidden_size))
        self.cls_token = nn.Parameter(torch.zeros(1, 1, hidden_size))
        self.dropout = nn.Dropout(0.1)

    def forward(self, x):
        cls_tokens = self.cls_token.expand(x.shape[0], -1, -1)
        x = self.patch_embeddings(x).flatten(2).transpose(-1, -2)
        x = torch.cat((cls_tokens, x), dim=1)
        embeddings = x + self.position_embeddings
        return self.dropout(embeddings)


class VisionTransformer(nn.Module):
    def __init__(self, img_size=224, patch_size=16, hidden_size=48, num_classes=10):
        super().__init__()
        self.embeddings = Embeddings(img_size, patch_size, hidden_size)
        self.encoder = nn.TransformerEncoderLayer(hidden_size, 4, 96, batch_first=True)
        self.head = nn.Linear(hidden_size, num_classes)

    def forward(self, x):
        return self.head(self.encoder(self.embeddings(x))[:, 0])


def load_cifar10(batch_size):
    transform = transforms.Compose([
        transforms.RandomCrop(32, padding=4),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
        transforms.Normalize((0.491, 0.482, 0.446), (0.247, 0.243, 0.261)),
    ])
    return DataLoader(FakeData(32, (3, 32, 32), 10, transform), batch_size=batch_size, shuffle=True)


def train_client(model, loader):
    opt = torch.optim.SGD(model.parameters(), lr=0.03, momentum=0.9)
    for x, y in loader:
        loss = nn.functional.cross_entropy(model(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
    return loss.item()


model = VisionTransformer(num_classes=10)
print(train_client(model, load_cifar10(16)))
