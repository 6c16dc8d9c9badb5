import torch
from torch import nn

from data_provider import data_provider
from model import Forecaster


class ExpForecast:
    def __init__(self, args):
        self.args = args
        self.model = Forecaster(args)

    def _run(self, batch):
        batch_x, batch_y, batch_x_mark, batch_y_mark = batch
        horizon = torch.zeros_like(batch_y[:, -self.args.pred_len:, :])
        dec_inp = torch.cat([batch_y[:, :self.args.label_len, :], horizon], dim=1)
        return self.model(batch_x, batch_x_mark, dec_inp, batch_y_mark)

    def train(self, epochs=1):
        criterion = nn.MSELoss()
        optim = torch.optim.Adam(self.model.parameters(), lr=1e-3)
        for epoch in range(epochs):
            total = 0.0
            for batch in data_provider(self.args, "train"):
                optim.zero_grad()
                outputs = self._run(batch)
                loss = criterion(outputs, batch[1][:, -self.args.pred_len:])
                loss.backward()
                optim.step()
                total += loss.item()
            print(f"epoch {epoch + 1} loss {total:.4f}")

    @torch.no_grad()
    def predict(self):
        self.model.eval()
        preds = [self._run(batch) for batch in data_provider(self.args, "pred")]
        return torch.cat(preds)
