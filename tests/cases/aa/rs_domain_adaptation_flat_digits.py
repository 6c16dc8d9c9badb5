import argparse
import os
import tempfile

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

DEVICE = torch.device("cpu")


def draw_domain(folder, background, n_per_class=16):
    """Ten classes of simple strokes on a plain or a coloured background."""
    rng = np.random.default_rng(len(folder))
    for c in range(10):
        os.makedirs(os.path.join(folder, str(c)), exist_ok=True)
        for i in range(n_per_class):
            base = rng.integers(0, 120, (32, 32, 3)) if background else np.zeros((32, 32, 3))
            img = Image.fromarray(base.astype(np.uint8))
            d, s = ImageDraw.Draw(img), rng.integers(-2, 3)
            d.line([16 + s, 16, 16 + s + 12 * np.cos(c * 0.628), 16 + 12 * np.sin(c * 0.628)], fill=(255, 255, 255), width=3)
            img.save(os.path.join(folder, str(c), f"{i}.png"))


def load_data(root, dataset, batch_size, train):
    transform = transforms.Compose([
        transforms.Resize([28, 28]),
        transforms.ToTensor(),
        transforms.Normalize(mean=(0, 0, 0), std=(1, 1, 1)),
    ])
    data = datasets.ImageFolder(os.path.join(root, dataset), transform=transform)
    return DataLoader(data, batch_size=batch_size, shuffle=train, drop_last=train)


class DaNN(nn.Module):
    def __init__(self, n_input=28 * 28, n_hidden=256, n_class=10):
        super().__init__()
        self.layer_input = nn.Linear(n_input, n_hidden)
        self.dropout = nn.Dropout(p=0.5)
        self.relu = nn.ReLU()
        self.layer_hidden = nn.Linear(n_hidden, n_class)

    def forward(self, src, tar):
        x_src = self.relu(self.dropout(self.layer_input(src)))
        x_tar = self.relu(self.dropout(self.layer_input(tar)))
        return self.layer_hidden(x_src), x_src, x_tar


def mmd_linear(f_x, f_y):
    delta = f_x.mean(0) - f_y.mean(0)
    return delta.dot(delta)


def train(model, optimizer, epoch, data_src, data_tar, lambda_):
    criterion = nn.CrossEntropyLoss()
    batches_tar = iter(data_tar)
    model.train()
    total, correct = 0.0, 0
    for data, target in data_src:
        data, target = data.view(-1, 28 * 28).to(DEVICE), target.to(DEVICE)
        try:
            x_tar, _ = next(batches_tar)
        except StopIteration:
            batches_tar = iter(data_tar)
            x_tar, _ = next(batches_tar)
        x_tar = x_tar.view(-1, 28 * 28).to(DEVICE)
        y_src, x_src_mmd, x_tar_mmd = model(data, x_tar)
        loss = criterion(y_src, target) + lambda_ * mmd_linear(x_src_mmd, x_tar_mmd)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        correct += (y_src.argmax(1) == target).sum().item()
    print(f"Epoch: {epoch}, total loss {total / len(data_src):.4f}, correct {correct}/{len(data_src.dataset)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--source", default="strokes")
    parser.add_argument("--target", default="strokes_m")
    parser.add_argument("--batch_size", type=int, default=64)
    parser.add_argument("--n_epoch", type=int, default=2)
    parser.add_argument("--lamb", type=float, default=0.25)
    args = parser.parse_args()
    torch.manual_seed(1)
    with tempfile.TemporaryDirectory() as root:
        draw_domain(os.path.join(root, args.source), background=False)
        draw_domain(os.path.join(root, args.target), background=True)
        data_src = load_data(root, args.source, args.batch_size, train=True)
        data_tar = load_data(root, args.target, args.batch_size, train=True)
        model = DaNN(n_input=28 * 28, n_hidden=256, n_class=10).to(DEVICE)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.05, weight_decay=0.003)
        for e in range(1, args.n_epoch + 1):
            train(model, optimizer, e, data_src, data_tar, args.lamb)
