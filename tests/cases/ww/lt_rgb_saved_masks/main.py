import tempfile

import torch
from torch.utils.data import DataLoader
from torchvision.models.segmentation import lraspp_mobilenet_v3_large

from dataset import PartsDataset
from engine import mean_iou, train_one_epoch
from prepare import write_dataset

N_CLASSES = 4


def main():
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as root:
        write_dataset(root)
        train_loader = DataLoader(PartsDataset(root, "train", flip=True), batch_size=4, shuffle=True)
        val_loader = DataLoader(PartsDataset(root, "val"), batch_size=2)
        model = lraspp_mobilenet_v3_large(weights=None, weights_backbone=None, num_classes=N_CLASSES)
        optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-4, momentum=0.9)
        for epoch in range(1):
            loss = train_one_epoch(model, train_loader, optimizer)
            print(f"epoch {epoch}: loss {loss:.4f}, miou {mean_iou(model, val_loader, N_CLASSES):.3f}")


if __name__ == "__main__":
    main()
