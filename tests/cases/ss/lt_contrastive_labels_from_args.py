import argparse

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


class TwoViews:
    def __init__(self, base_transform, n_views=2):
        self.base_transform, self.n_views = base_transform, n_views

    def __call__(self, x):
        return [self.base_transform(x) for _ in range(self.n_views)]


class UnlabelledPictures(Dataset):
    def __init__(self, n, transform):
        g = torch.Generator().manual_seed(8)
        self.data = torch.rand(n, 3, 36, 36, generator=g)
        self.transform = transform

    def __len__(self):
        return len(self.data)

    def __getitem__(self, i):
        return self.transform(self.data[i]), -1


class EncoderWithProjection(nn.Module):
    def __init__(self, out_dim):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 32, 3, 2, 1), nn.BatchNorm2d(32), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        )
        self.projection = nn.Sequential(nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, out_dim))

    def forward(self, x):
        return self.projection(self.backbone(x))


class SimCLR:
    def __init__(self, args, model, optimizer):
        self.args, self.model, self.optimizer = args, model, optimizer
        self.criterion = nn.CrossEntropyLoss()

    def info_nce_loss(self, features):
        labels = torch.cat([torch.arange(self.args.batch_size) for _ in range(self.args.n_views)], dim=0)
        labels = (labels.unsqueeze(0) == labels.unsqueeze(1)).float()
        features = F.normalize(features, dim=1)
        similarity_matrix = features @ features.T

        mask = torch.eye(labels.shape[0], dtype=torch.bool)
        labels = labels[~mask].view(labels.shape[0], -1)
        similarity_matrix = similarity_matrix[~mask].view(similarity_matrix.shape[0], -1)

        positives = similarity_matrix[labels.bool()].view(labels.shape[0], -1)
        negatives = similarity_matrix[~labels.bool()].view(similarity_matrix.shape[0], -1)
        logits = torch.cat([positives, negatives], dim=1) / self.args.temperature
        return logits, torch.zeros(logits.shape[0], dtype=torch.long)

    def train(self, train_loader):
        for epoch in range(self.args.epochs):
            for images, _ in train_loader:
                images = torch.cat(images, dim=0)
                logits, target = self.info_nce_loss(self.model(images))
                loss = self.criterion(logits, target)
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
            top1 = (logits.argmax(1) == target).float().mean()
            print(f"epoch {epoch}: loss {loss.item():.4f} top1 {top1.item():.3f}")


def main():
    parser = argparse.ArgumentParser(description="contrastive pre-training")
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--lr", type=float, default=3e-4)
    parser.add_argument("--temperature", type=float, default=0.07)
    parser.add_argument("--out-dim", type=int, default=16)
    parser.add_argument("--n-views", type=int, default=2)
    args = parser.parse_args()

    augment = transforms.Compose([
        transforms.RandomResizedCrop(32, scale=(0.4, 1.0), antialias=True),
        transforms.RandomHorizontalFlip(),
        transforms.RandomGrayscale(p=0.2),
    ])
    data = UnlabelledPictures(112, TwoViews(augment, args.n_views))
    loader = DataLoader(data, batch_size=args.batch_size, shuffle=True)
    model = EncoderWithProjection(args.out_dim)
    optimizer = torch.optim.Adam(model.parameters(), args.lr)
    SimCLR(args, model, optimizer).train(loader)


if __name__ == "__main__":
    main()
