import tempfile

import torch
from torch import nn
from torch.utils.data import DataLoader

from dfc_dataset import DFC_CLASSES, DFCDataset, export_scenes
from engine import train_one_epoch, validate
from segmenter import DoubleBranchSegmenter


def main(root, epochs=2):
    export_scenes(root)
    train_loader = DataLoader(DFCDataset(root, range(8)), batch_size=4, shuffle=True)
    val_loader = DataLoader(DFCDataset(root, range(8, 12)), batch_size=4)
    model = DoubleBranchSegmenter(DFC_CLASSES)
    criterion = nn.CrossEntropyLoss(ignore_index=255)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        train_loss = train_one_epoch(model, train_loader, criterion, optimizer)
        val_loss, acc = validate(model, val_loader, criterion)
        print(f"epoch {epoch}: train {train_loss:.3f} val {val_loss:.3f} pixel acc {acc:.3f}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as root:
        main(root)
