import torch
from torch.utils.data import DataLoader

from dataset import UltrasoundNerve
from engine import evaluate, train_one_epoch
from unet_models import AttentionUNet

torch.manual_seed(0)


def main(epochs=1):
    train_loader = DataLoader(UltrasoundNerve("train", 4), batch_size=2, shuffle=True)
    val_loader = DataLoader(UltrasoundNerve("val", 2), batch_size=1)
    model = AttentionUNet(in_ch=1, out_ch=1)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        loss = train_one_epoch(model, train_loader, optimizer)
        dice = evaluate(model, val_loader)
        print(f"[{epoch + 1}/{epochs}] loss {loss:.4f} val dice {dice:.4f}")


if __name__ == "__main__":
    main()
