import torch

from deeplab import DeepLabV3Plus
from loader import get_fold


class Solver:
    def __init__(self, config):
        self.config = config
        self.unet = DeepLabV3Plus(num_classes=1)
        self.optimizer = torch.optim.Adam(self.unet.parameters(), config.lr)
        self.criterion = torch.nn.BCEWithLogitsLoss()

    def train_fold(self, index):
        loader = get_fold(self.config.batch_size, self.config.image_size, index)
        for epoch in range(self.config.num_epochs):
            self.unet.train()
            epoch_loss = 0.0
            for images, masks in loader:
                net_output = self.unet(images)
                loss = self.criterion(net_output, masks)
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
                epoch_loss += loss.item()
            print(f"fold {index} epoch {epoch} loss {epoch_loss / len(loader):.4f}")

    def train(self):
        for index in range(2):
            self.train_fold(index)
