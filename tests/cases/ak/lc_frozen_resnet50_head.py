import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms


class ImagenetTransferLearning(nn.Module):
    def __init__(self, num_target_classes=10):
        super().__init__()
        self.feature_extractor = models.resnet50(weights=None)
        for p in self.feature_extractor.parameters():
            p.requires_grad = False
        self.classifier = nn.Linear(2048, num_target_classes)

    def train(self, mode=True):
        super().train(mode)
        self.feature_extractor.eval()
        return self

    def forward(self, x):
        with torch.no_grad():
            representations = self.feature_extractor(x)
        return self.classifier(representations)


def fit(model, loader, epochs=1):
    optimizer = torch.optim.Adam(model.classifier.parameters(), lr=1e-3)
    model.train()
    for epoch in range(epochs):
        for i, (images, labels) in enumerate(loader):
            loss = F.cross_entropy(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print(f"epoch {epoch} batch {i}: train_loss {loss.item():.3f}")


transform = transforms.Compose([
    transforms.Resize(64),
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])
cifar_like = datasets.FakeData(size=32, image_size=(3, 32, 32), num_classes=10, transform=transform)
fit(ImagenetTransferLearning(), DataLoader(cifar_like, batch_size=8, shuffle=True))
