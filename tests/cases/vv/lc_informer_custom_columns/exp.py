import torch
from torch import nn
from torch.utils.data import DataLoader

from data_loader import WindowedSeries
from informer import Informer


class ExpInformer:
    def __init__(self, args):
        torch.manual_seed(0)
        self.args = args
        self.model = Informer(args.enc_in, args.dec_in, args.c_out, args.pred_len,
                              args.d_model, args.n_heads, args.e_layers)

    def _process_one_batch(self, batch):
        batch_x, batch_y, x_mark, y_mark = batch
        dec_inp = torch.zeros_like(batch_y[:, -self.args.pred_len:, :])
        dec_inp = torch.cat([batch_y[:, :self.args.label_len, :], dec_inp], dim=1)
        outputs = self.model(batch_x, x_mark, dec_inp, y_mark)
        return outputs, batch_y[:, -self.args.pred_len:, :]

    def train(self):
        loader = DataLoader(WindowedSeries(self.args), batch_size=self.args.batch_size, shuffle=True, drop_last=True)
        optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-4)
        criterion = nn.MSELoss()
        for epoch in range(self.args.train_epochs):
            for i, batch in enumerate(loader):
                optimizer.zero_grad()
                pred, true = self._process_one_batch(batch)
                loss = criterion(pred, true)
                loss.backward()
                optimizer.step()
            print(f"epoch {epoch}: loss {loss.item():.4f}")
