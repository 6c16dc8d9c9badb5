import torch
from torch import nn

from data_provider import data_provider
from nlinear import NLinear


class Experiment:
    def __init__(self, args):
        self.args = args
        self.model = NLinear(args)
        self.criterion = nn.MSELoss()

    def _loss(self, batch_x, batch_y):
        outputs = self.model(batch_x)
        return self.criterion(outputs, batch_y[:, -self.args.pred_len:])

    def train(self):
        train_loader, vali_loader = data_provider(self.args, "train"), data_provider(self.args, "val")
        optimizer = torch.optim.Adam(self.model.parameters(), lr=self.args.learning_rate)
        for epoch in range(self.args.train_epochs):
            train_loss = []
            for batch_x, batch_y in train_loader:
                optimizer.zero_grad()
                loss = self._loss(batch_x, batch_y)
                loss.backward()
                optimizer.step()
                train_loss.append(loss.item())
            print(f"epoch {epoch + 1} train {sum(train_loss) / len(train_loss):.4f} vali {self.evaluate(vali_loader):.4f}")

    def evaluate(self, loader):
        with torch.no_grad():
            losses = [self._loss(x, y).item() for x, y in loader]
        return sum(losses) / len(losses)

    def test(self):
        print(f"mse {self.evaluate(data_provider(self.args, 'test')):.4f}")
