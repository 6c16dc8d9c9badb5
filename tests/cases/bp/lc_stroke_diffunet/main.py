import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader

from diffunet import DiffUNet
from volumes import StrokeDWI

targets = ["core", "penumbra", "oedema"]


class StrokeTrainer:
    def __init__(self, batch_size=2, lr=1e-4):
        self.model = DiffUNet(number_targets=len(targets))
        self.train_loader = DataLoader(StrokeDWI(4), batch_size=batch_size, shuffle=True)
        self.val_loader = DataLoader(StrokeDWI(1, seed=100), batch_size=1)
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=lr, weight_decay=1e-3)

    def training_step(self, batch):
        image, label = batch["image"], batch["label"]
        x_t, t = self.model.q_sample(label)
        pred = self.model.denoise(image, x_t, t)
        bce = F.binary_cross_entropy_with_logits(pred, label)
        return bce + F.mse_loss(torch.sigmoid(pred), label)

    def validation_step(self, batch):
        mask = self.model.ddim_sample(batch["image"]) > 0
        overlap = (mask * batch["label"]).sum((0, 2, 3, 4))
        size = mask.sum((0, 2, 3, 4)) + batch["label"].sum((0, 2, 3, 4))
        return dict(zip(targets, (2 * overlap / size.clamp(min=1)).tolist()))

    def fit(self, max_epochs=1):
        for epoch in range(max_epochs):
            for batch in self.train_loader:
                loss = self.training_step(batch)
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
            print(epoch, round(loss.item(), 3), [self.validation_step(b) for b in self.val_loader])


StrokeTrainer().fit()
