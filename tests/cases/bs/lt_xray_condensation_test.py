import argparse
import os
import tempfile

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


def base_options():
    parser = argparse.ArgumentParser("learn a few synthetic scans that stand for the whole training set")
    parser.add_argument("--num_classes", type=int, default=2)
    parser.add_argument("--input_size", type=int, default=32)
    parser.add_argument("--distilled_images_per_class", type=int, default=4)
    parser.add_argument("--distill_steps", type=int, default=3)
    parser.add_argument("--distill_lr", type=float, default=0.02)
    parser.add_argument("--batch_size", type=int, default=32)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--lr", type=float, default=0.01)
    return parser.parse_args()


class ChestScans(Dataset):
    """normal.pt / pneumonia.pt, one uint8 stack per class"""

    def __init__(self, folder):
        stacks = [torch.load(os.path.join(folder, f)) for f in ("normal.pt", "pneumonia.pt")]
        self.scans = torch.cat(stacks)
        self.labels = torch.cat([torch.full((len(s),), c) for c, s in enumerate(stacks)])

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return self.scans[i].float().div(127.5).sub(1), self.labels[i]


def write_scans(folder, size, n):
    os.makedirs(folder)
    for shift, name in ((0, "normal.pt"), (40, "pneumonia.pt")):
        torch.save(torch.randint(0, 200, (n, 1, size, size)).add(shift).byte(), os.path.join(folder, name))


class ScanNet(nn.Module):
    def __init__(self, opt):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(2)
        )
        self.classifier = nn.Linear(32 * 4, opt.num_classes)

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


def task_loss(output, label):
    return F.cross_entropy(output, label)


def pretrain(model, loader, opt):
    optim = torch.optim.SGD(model.parameters(), opt.lr, momentum=0.9)
    for rdata, rlabel in loader:
        optim.zero_grad()
        task_loss(model(rdata), rlabel).backward()
        optim.step()


def inner_steps(model, data, label, opt):
    weights = dict(model.named_parameters())
    for _ in range(opt.distill_steps):
        loss = task_loss(torch.func.functional_call(model, weights, (data,)), label)
        grads = torch.autograd.grad(loss, list(weights.values()), create_graph=True)
        weights = {k: w - opt.distill_lr * g for (k, w), g in zip(weights.items(), grads)}
    return weights


def evaluate(opt, model, weights, loader):
    model.eval()
    correct, total, total_loss = 0, 0, 0.0
    with torch.no_grad():
        for data, target in loader:
            output = torch.func.functional_call(model, weights, (data,))
            total_loss += task_loss(output, target).item() * len(target)
            if opt.num_classes == 2:
                pred = (output > 0.5).to(target.dtype).view(-1)
            else:
                pred = output.argmax(1)
            correct += (pred == target).sum().item()
            total += len(target)
    model.train()
    return correct / total, total_loss / total


def main():
    opt = base_options()
    torch.manual_seed(9)
    with tempfile.TemporaryDirectory() as root:
        for split, n in (("train", 48), ("test", 32)):
            write_scans(os.path.join(root, split), opt.input_size, n)
        train_loader = DataLoader(ChestScans(os.path.join(root, "train")), opt.batch_size, shuffle=True)
        test_loader = DataLoader(ChestScans(os.path.join(root, "test")), opt.batch_size)
        model = ScanNet(opt)
        pretrain(model, train_loader, opt)
        label = torch.arange(opt.num_classes).repeat(opt.distilled_images_per_class)
        data = torch.randn(len(label), 1, opt.input_size, opt.input_size, requires_grad=True)
        optimizer = torch.optim.Adam([data], lr=0.05)
        for epoch in range(opt.epochs):
            for rdata, rlabel in train_loader:
                weights = inner_steps(model, data, label, opt)
                loss = task_loss(torch.func.functional_call(model, weights, (rdata,)), rlabel)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            acc, test_loss = evaluate(opt, model, inner_steps(model, data, label, opt), test_loader)
            print(f"epoch {epoch} train {loss.item():.4f} test {test_loss:.4f} acc {acc:.3f}")


if __name__ == "__main__":
    main()
