import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class SkipSequential(nn.Sequential):
    def forward(self, x):
        x_prime = super().forward(x)
        return torch.cat([x, x_prime], dim=1)


def repeating_block(in_channels, out_channels):
    return nn.Sequential(
        SkipSequential(
            nn.Conv2d(in_channels, out_channels, kernel_size=3, padding=1, padding_mode="reflect"),
            nn.Tanh(),
            nn.Conv2d(out_channels, out_channels, kernel_size=3, padding=1, padding_mode="reflect"),
        ),
        nn.Tanh(),
        nn.Conv2d(out_channels, out_channels, kernel_size=3, stride=2, padding=1, padding_mode="reflect"),
        nn.Tanh(),
    )


class DoodleClassifier(nn.Module):
    def __init__(self, classes=10, widths=(8, 16, 32)):
        super().__init__()
        self.stem = nn.Conv2d(1, widths[0], kernel_size=3, stride=2, padding=1)
        self.blocks = nn.Sequential(*[repeating_block(a, b) for a, b in zip(widths, widths[1:])])
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.out = nn.Linear(widths[-1], classes)

    def forward(self, x):
        x = torch.tanh(self.stem(x))
        x = self.blocks(x)
        return self.out(self.pool(x).flatten(1))


torch.manual_seed(0)
drawings = TensorDataset(torch.rand(64, 1, 38, 38), torch.randint(0, 10, (64,)))
model = DoodleClassifier()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

for images, labels in DataLoader(drawings, batch_size=32, shuffle=True):
    loss = nn.functional.cross_entropy(model(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{loss.item():.3f}")
