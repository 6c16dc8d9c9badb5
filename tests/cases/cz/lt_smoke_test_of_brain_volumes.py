import argparse
import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class ClassificationDataset(Dataset):
    """Preprocessed volumes, one .npy with image and one .txt with the class beside it."""

    def __init__(self, folder, patch_size):
        self.files = sorted(os.path.join(folder, f) for f in os.listdir(folder) if f.endswith(".npy"))
        self.patch_size = patch_size

    def __len__(self):
        return len(self.files)

    def _crop(self, volume):
        start = [(s - p) // 2 for s, p in zip(volume.shape, self.patch_size)]
        return volume[tuple(slice(a, a + p) for a, p in zip(start, self.patch_size))]

    def __getitem__(self, idx):
        image = self._crop(np.load(self.files[idx]))
        label = np.loadtxt(self.files[idx].replace(".npy", ".txt"), ndmin=1)
        return {
            "image": torch.from_numpy(image).float().unsqueeze(0),
            "label": torch.from_numpy(label).long(),
            "file_path": self.files[idx],
        }


class ResEncoder(nn.Module):
    def __init__(self, in_channels=1, starting_filters=8, stages=3):
        super().__init__()
        layers, c = [], in_channels
        for s in range(stages):
            out = starting_filters * 2**s
            layers += [nn.Conv3d(c, out, 3, stride=2, padding=1), nn.InstanceNorm3d(out, affine=True), nn.LeakyReLU()]
            c = out
        self.body, self.out_channels = nn.Sequential(*layers), c

    def forward(self, x):
        return self.body(x)


class ClsRegHead(nn.Module):
    def __init__(self, in_channels, output_channels, dropout=0.1):
        super().__init__()
        self.pool = nn.AdaptiveAvgPool3d(1)
        self.head = nn.Sequential(nn.Flatten(), nn.Dropout(dropout), nn.Linear(in_channels, output_channels))

    def forward(self, x):
        return self.head(self.pool(x))


class ClassificationModule:
    def __init__(self, model, learning_rate, num_classes):
        self.model, self.num_classes = model, num_classes
        self.train_loss = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.AdamW(model.parameters(), lr=learning_rate)

    def shared_step(self, batch):
        logits = self.model(batch["image"])
        labels = batch["label"].squeeze()
        loss = self.train_loss(logits, labels)
        accuracy = (logits.argmax(dim=1) == labels).float().mean()
        return loss, accuracy

    def training_step(self, batch):
        self.model.train()
        loss, accuracy = self.shared_step(batch)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item(), accuracy.item()

    @torch.no_grad()
    def validation_step(self, batch):
        self.model.eval()
        loss, accuracy = self.shared_step(batch)
        return loss.item(), accuracy.item()


def write_task(folder, n, num_classes):
    rng = np.random.default_rng(7)
    for k in range(n):
        label = k % num_classes
        volume = rng.normal(size=(36, 40, 36)).astype(np.float32)
        volume[12:24, 12:24, 12:24] += label
        np.save(os.path.join(folder, f"case_{k:03d}.npy"), volume)
        np.savetxt(os.path.join(folder, f"case_{k:03d}.txt"), [label], fmt="%d")


def main(args, folder):
    torch.manual_seed(0)
    write_task(folder, n=6, num_classes=args.num_classes)
    data = ClassificationDataset(folder, patch_size=(32, 32, 32))
    loader = DataLoader(data, batch_size=args.batch_size, shuffle=True)
    encoder = ResEncoder()
    module = ClassificationModule(
        nn.Sequential(encoder, ClsRegHead(encoder.out_channels, args.num_classes)), args.learning_rate, args.num_classes
    )
    for epoch in range(args.epochs):
        train = [module.training_step(batch) for batch in loader]
        val = [module.validation_step(batch) for batch in loader]
        print(f"epoch {epoch} train/loss {np.mean(train, axis=0)[0]:.4f} val/acc {np.mean(val, axis=0)[1]:.3f}")


parser = argparse.ArgumentParser()
parser.add_argument("--batch_size", type=int, default=1)
parser.add_argument("--epochs", type=int, default=2)
parser.add_argument("--learning_rate", type=float, default=1e-3)
parser.add_argument("--num_classes", type=int, default=3)

with tempfile.TemporaryDirectory() as tmp:
    main(parser.parse_args(), tmp)
