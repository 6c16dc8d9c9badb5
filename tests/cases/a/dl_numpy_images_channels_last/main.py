import torch
from torch.utils.data import DataLoader

from arrays import build_dataset
from network import SmallUNet


class Solver:
    def __init__(self, loader):
        self.unet = SmallUNet(img_ch=3, output_ch=1)
        self.loader = loader
        self.criterion = torch.nn.BCEWithLogitsLoss()
        self.optimizer = torch.optim.Adam(self.unet.parameters(), 2e-4, (0.5, 0.999))

    def train(self, num_epochs):
        self.unet.train()
        for epoch in range(num_epochs):
            for images, gt in self.loader:
                sr = self.unet(images)
                loss = self.criterion(sr.flatten(1), gt.flatten(1))
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
            print(f"Epoch [{epoch + 1}/{num_epochs}] loss {loss.item():.4f}")


Solver(DataLoader(build_dataset(), batch_size=2, shuffle=True)).train(1)
