import tempfile

import torch

from data_loader import get_loader, write_isic
from network import U_Net

torch.manual_seed(0)


class Solver:
    def __init__(self, train_loader, img_ch=3, output_ch=1, lr=2e-4):
        self.train_loader = train_loader
        self.unet = U_Net(img_ch, output_ch)
        self.criterion = torch.nn.BCELoss()
        self.optimizer = torch.optim.Adam(self.unet.parameters(), lr, (0.5, 0.999))

    def train(self, num_epochs):
        for epoch in range(num_epochs):
            epoch_loss = 0.0
            for images, GT in self.train_loader:
                SR = torch.sigmoid(self.unet(images))
                SR_flat = SR.view(SR.size(0), -1)
                GT_flat = GT.view(GT.size(0), -1)
                loss = self.criterion(SR_flat, GT_flat)
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
                epoch_loss += loss.item()
            print(f"Epoch [{epoch + 1}/{num_epochs}], Loss: {epoch_loss / len(self.train_loader):.4f}")


with tempfile.TemporaryDirectory() as root:
    write_isic(root)
    Solver(get_loader(root, image_size=64, batch_size=2)).train(num_epochs=2)
