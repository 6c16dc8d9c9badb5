import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class MLP(nn.Module):
    def __init__(self, num_features, expansion_factor, dropout):
        super().__init__()
        num_hidden = num_features * expansion_factor
        self.fc1 = nn.Linear(num_features, num_hidden)
        self.dropout1 = nn.Dropout(dropout)
        self.fc2 = nn.Linear(num_hidden, num_features)
        self.dropout2 = nn.Dropout(dropout)

    def forward(self, x):
        x = self.dropout1(F.gelu(self.fc1(x)))
        return self.dropout2(self.fc2(x))


class TokenMixer(nn.Module):
    def __init__(self, num_features, num_patches, expansion_factor, dropout):
        super().__init__()
        self.norm = nn.LayerNorm(num_features)
        self.mlp = MLP(num_patches, expansion_factor, dropout)

    def forward(self, x):
        # x.shape == (batch_size, num_patches, num_features)
        residual = x
        x = self.norm(x)
        x = x.transpose(1, 2)
        x = self.mlp(x)
        x = x.transpose(1, 2)
        return x + residual


class ChannelMixer(nn.Module):
    def __init__(self, num_features, num_patches, expansion_factor, dropout):
        super().__init__()
        self.norm = nn.LayerNorm(num_features)
        self.mlp = MLP(num_features, expansion_factor, dropout)

    def forward(self, x):
        return self.mlp(self.norm(x)) + x


class MixerLayer(nn.Module):
    def __init__(self, num_features, num_patches, expansion_factor, dropout):
        super().__init__()
        self.token_mixer = TokenMixer(num_patches, num_features, expansion_factor, dropout)
        self.channel_mixer = ChannelMixer(num_patches, num_features, expansion_factor, dropout)

    def forward(self, x):
        return self.channel_mixer(self.token_mixer(x))


class MLPMixer(nn.Module):
    def __init__(self, image_size, patch_size, in_channels, num_features, expansion_factor, num_layers,
                 num_classes, dropout=0.1):
        super().__init__()
        assert image_size % patch_size == 0
        num_patches = (image_size // patch_size) ** 2
        self.patcher = nn.Conv2d(in_channels, num_features, kernel_size=patch_size, stride=patch_size)
        self.mixers = nn.Sequential(*[
            MixerLayer(num_features, num_patches, expansion_factor, dropout) for _ in range(num_layers)
        ])
        self.classifier = nn.Linear(num_features, num_classes)

    def forward(self, x):
        patches = self.patcher(x).flatten(2).transpose(1, 2)
        embedding = self.mixers(patches).mean(dim=1)
        return self.classifier(embedding)


def train(model, loader, epochs=1):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        for images, labels in loader:
            loss = criterion(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"[{epoch + 1}/{epochs}] loss {loss.item():.4f}")


if __name__ == "__main__":
    dataset = FakeData(size=32, image_size=(3, 32, 32), num_classes=10, transform=transforms.ToTensor())
    model = MLPMixer(image_size=32, patch_size=4, in_channels=3, num_features=128,
                     expansion_factor=2, num_layers=4, num_classes=10)
    print(sum(p.numel() for p in model.parameters()), "parameters")
    train(model, DataLoader(dataset, batch_size=8, shuffle=True))
