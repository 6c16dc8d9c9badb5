import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class ResidualBlock(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(width, width, 3, padding=1), nn.PReLU(), nn.Conv2d(width, width, 3, padding=1),
        )

    def forward(self, x):
        return x + self.body(x)


class Upscaler(nn.Module):
    def __init__(self, colors=3, width=24, blocks=2, scale=4):
        super().__init__()
        self.head = nn.Conv2d(colors, width, 9, padding=4)
        self.body = nn.Sequential(*[ResidualBlock(width) for _ in range(blocks)])
        self.tail = nn.Conv2d(width, colors * scale, 3, padding=1)
        self.shuffle = nn.PixelShuffle(scale)

    def forward(self, x):
        x = self.head(x)
        x = x + self.body(x)
        return self.shuffle(self.tail(x))


torch.manual_seed(0)
large = torch.rand(8, 3, 64, 64)
small = nn.functional.avg_pool2d(large, 4)
net = Upscaler()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-4)
for lr_image, hr_image in DataLoader(TensorDataset(small, large), batch_size=4):
    loss = nn.functional.l1_loss(net(lr_image), hr_image)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
