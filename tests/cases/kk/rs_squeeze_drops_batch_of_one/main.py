import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader

from networks import PoseNet
from odometry import OdometryPairs


class Trainer:
    def __init__(self, batch_size=4, epochs=1, lr=1e-3):
        torch.manual_seed(0)
        self.epochs = epochs
        self.model = PoseNet()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=lr)
        self.train_loader = DataLoader(OdometryPairs(17, seed=0), batch_size, shuffle=True, drop_last=True)
        # the trajectory is accumulated frame by frame, so the sequence is read in order and one pair at a time
        self.val_loader = DataLoader(OdometryPairs(9, seed=1), batch_size=1)

    def process(self, batch):
        return self.model(batch["first"], batch["second"], batch["imu"])

    def train_epoch(self):
        self.model.train()
        for batch in self.train_loader:
            loss = F.smooth_l1_loss(self.process(batch), batch["pose"])
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
        return loss.item()

    @torch.no_grad()
    def validate(self):
        self.model.eval()
        position, truth = torch.zeros(3), torch.zeros(3)
        for batch in self.val_loader:
            pose = self.process(batch)
            position = position + pose[0, 3:]
            truth = truth + batch["pose"][0, 3:]
        return (position - truth).norm().item()

    def run(self):
        for epoch in range(self.epochs):
            print(f"epoch {epoch} loss {self.train_epoch():.5f} drift {self.validate():.4f}")


if __name__ == "__main__":
    Trainer().run()
