import torch
from torch import nn

from tcn import TemporalConvNet


class TCN(nn.Module):
    def __init__(self, num_input, output_size, num_channels):
        super().__init__()
        self.tcn = TemporalConvNet(num_input, num_channels)
        self.linear = nn.Linear(num_channels[-1], output_size)

    def forward(self, x):
        output = self.tcn(x)
        return self.linear(output[:, :, -1]).squeeze(1)


class TCNModel:
    def __init__(self, d_feat, n_chans, num_layers, lr=1e-3):
        self.TCN_model = TCN(d_feat, 1, [n_chans] * num_layers)
        self.optimizer = torch.optim.Adam(self.TCN_model.parameters(), lr=lr)

    def train_epoch(self, data_loader):
        self.TCN_model.train()
        for data in data_loader:
            feature = data[:, :, 0:-1]
            label = data[:, -1, -1]
            pred = self.TCN_model(feature.float())
            loss = nn.functional.mse_loss(pred, label)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
        return loss.item()
