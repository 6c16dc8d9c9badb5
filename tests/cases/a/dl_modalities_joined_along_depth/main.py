import torch
from torch.utils.data import DataLoader

from brats import BratsVolumes
from vnet import VNetLight


def prepare_input(batch):
    *modalities, target = batch
    input_tensor = torch.cat(modalities, dim=1)
    return input_tensor, target


class Trainer:
    def __init__(self, model, loader):
        self.model, self.loader = model, loader
        self.optimizer = torch.optim.SGD(model.parameters(), lr=1e-2, momentum=0.9)

    def train_epoch(self):
        self.model.train()
        for batch_idx, batch in enumerate(self.loader):
            input_tensor, target = prepare_input(batch)
            output = self.model(input_tensor)
            loss = torch.nn.functional.cross_entropy(output, target)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            print(f"[{batch_idx}] {loss.item():.4f}")


trainer = Trainer(VNetLight(in_channels=4, classes=4), DataLoader(BratsVolumes(), batch_size=2))
trainer.train_epoch()
