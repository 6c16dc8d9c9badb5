import argparse
import os
import tempfile

import torch
from torch import nn
from torch.utils.data import DataLoader

from dataset import StationData, WindowDataset, write_station_csv


class BiLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers, output_size):
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden_size, num_layers, batch_first=True, bidirectional=True)
        self.fc = nn.Sequential(nn.Linear(2 * hidden_size, hidden_size), nn.ReLU(), nn.Linear(hidden_size, output_size))

    def forward(self, x):
        seq, _ = self.lstm(x)
        return self.fc(seq[:, -1])


def evaluate(net, loader):
    net.eval()
    total, count = 0.0, 0
    with torch.no_grad():
        for x, y in loader:
            total += (net(x) - y).abs().sum().item()
            count += len(y)
    return total / count


def main():
    parser = argparse.ArgumentParser("PV power prediction")
    parser.add_argument("--window", type=int, default=24)
    parser.add_argument("--hidden", type=int, default=32)
    parser.add_argument("--layers", type=int, default=1)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--epochs", type=int, default=2)
    args = parser.parse_args()

    torch.manual_seed(0)
    path = os.path.join(tempfile.mkdtemp(), "station01.csv")
    write_station_csv(path)
    train, test = StationData(path).split(0.75)
    train_loader = DataLoader(WindowDataset(*train, args.window), batch_size=args.batch_size, shuffle=True)
    test_loader = DataLoader(WindowDataset(*test, args.window), batch_size=args.batch_size)

    net = BiLSTM(4, args.hidden, args.layers, 1)
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    for epoch in range(args.epochs):
        net.train()
        for x, y in train_loader:
            loss = criterion(net(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch + 1}: train {loss.item():.4f}, test MAE {evaluate(net, test_loader):.4f}")


if __name__ == "__main__":
    main()
