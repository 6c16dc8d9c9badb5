import argparse

import torch

from loaders import get_loader
from wide_resnet import WideResNet

parser = argparse.ArgumentParser(description="CNN with cutout")
parser.add_argument("--dataset", default="tiny", choices=["cifar10", "tiny"])
parser.add_argument("--batch_size", type=int, default=4)
parser.add_argument("--epochs", type=int, default=1)
parser.add_argument("--cutout", action="store_true")


def run(args):
    loader, num_classes = get_loader(args.dataset, args.batch_size, args.cutout)
    cnn = WideResNet(depth=10, widen_factor=1, num_classes=num_classes)
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(cnn.parameters(), lr=0.1, momentum=0.9, nesterov=True, weight_decay=5e-4)
    for epoch in range(args.epochs):
        correct = total = 0
        for images, labels in loader:
            cnn.zero_grad()
            pred = cnn(images)
            xentropy_loss = criterion(pred, labels)
            xentropy_loss.backward()
            optimizer.step()
            correct += (pred.argmax(1) == labels).sum().item()
            total += labels.size(0)
        print(f"epoch {epoch} train_acc {correct / total:.3f}")


if __name__ == "__main__":
    run(parser.parse_args())
