import torch
from torch import nn
from torch.utils.data import DataLoader

from mixer import ScaleMixer
from traffic import TrafficWindows


class Trainer:
    def __init__(self, args):
        self.args = args
        self.model = ScaleMixer(args.seq_len, args.pred_len, args.down_sampling_layers)
        data = TrafficWindows(args.seq_len, args.label_len, args.pred_len, args.channels)
        self.loader = DataLoader(data, batch_size=args.batch_size, shuffle=True)

    def train(self):
        criterion = nn.MSELoss()
        optimizer = torch.optim.Adam(self.model.parameters(), lr=0.01)
        for batch_x, batch_y in self.loader:
            outputs = self.model(batch_x)
            loss = criterion(outputs, batch_y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print("train loss", loss.item())
