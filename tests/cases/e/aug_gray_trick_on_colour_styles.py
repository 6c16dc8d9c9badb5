import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

torch.manual_seed(5)


def content_transform():
    return transforms.Compose([
        transforms.Grayscale(),
        transforms.Resize((72, 72)),
        transforms.RandomCrop(64),
        transforms.ToTensor(),
        transforms.Lambda(lambda x: torch.cat([x, x, x], dim=0)),
    ])


def style_transform():
    return transforms.Compose([
        transforms.Resize((72, 72)),
        transforms.RandomCrop(64),
        transforms.ToTensor(),
        transforms.Lambda(lambda x: x.repeat(3, 1, 1)),
    ])


encoder = nn.Sequential(
    nn.Conv2d(3, 3, 1),
    nn.ReflectionPad2d(1), nn.Conv2d(3, 16, 3), nn.ReLU(), nn.MaxPool2d(2),
    nn.ReflectionPad2d(1), nn.Conv2d(16, 32, 3), nn.ReLU(),
)
decoder = nn.Sequential(
    nn.ReflectionPad2d(1), nn.Conv2d(32, 16, 3), nn.ReLU(), nn.Upsample(scale_factor=2),
    nn.ReflectionPad2d(1), nn.Conv2d(16, 3, 3),
)


def adain(content, style):
    size = (2, 3)
    c_mean, c_std = content.mean(size, keepdim=True), content.std(size, keepdim=True) + 1e-5
    s_mean, s_std = style.mean(size, keepdim=True), style.std(size, keepdim=True) + 1e-5
    return (content - c_mean) / c_std * s_std + s_mean


content_iter = iter(DataLoader(FakeData(12, (3, 90, 80), 2, content_transform()), batch_size=4))
style_iter = iter(DataLoader(FakeData(12, (3, 100, 100), 2, style_transform()), batch_size=4))
optimizer = torch.optim.Adam(decoder.parameters(), lr=1e-4)
for i in range(3):
    content, _ = next(content_iter)
    style, _ = next(style_iter)
    target = adain(encoder(content), encoder(style))
    loss = nn.functional.mse_loss(encoder(decoder(target)), target.detach())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"iteration {i}: {loss.item():.4f}")
