import os

import torch

from network import FasterRCNN


def create_model(num_classes):
    return FasterRCNN(num_classes)


def main(args):
    model = create_model(num_classes=args.num_classes + 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    proposals, labels = torch.rand(8, 3, 32, 32), torch.randint(0, args.num_classes + 1, (8,))
    scores, _ = model(proposals)
    torch.nn.functional.cross_entropy(scores, labels).backward()
    optimizer.step()
    path = os.path.join(args.output_dir, "resNetFpn-model-0.pth")
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 0}, path)
    return path
