import argparse

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset

N_FEATURES = 15
POINTS = torch.tensor([90.0, 45.0, 0.0, -135.0])


class RewardPredictor(nn.Module):
    def __init__(self, input_dims, hidden_dims, num_layers):
        super(RewardPredictor, self).__init__()
        self.gru = nn.GRU(input_dims, hidden_dims, num_layers, batch_first=True)
        self.fc = nn.Sequential(
            nn.Linear(20, 10),
            nn.ReLU(inplace=True),
            nn.Linear(10, 1)
        )

    def forward(self, x):
        out, h_n = self.gru(x)
        return self.fc(out[:, -1, :])


class RoundLogs(Dataset):
    """Score, dealer and riichi sticks of every round of a game, and the points of the final rank."""

    def __init__(self, n_games, rounds):
        g = torch.Generator().manual_seed(n_games)
        self.games = []
        for _ in range(n_games):
            features = torch.rand(rounds, N_FEATURES, generator=g)
            scores = features[:, :4].cumsum(0)
            rank = scores[-1].argsort(descending=True).argsort()
            self.games.append((features, POINTS[rank[0]] / 100))

    def __len__(self):
        return len(self.games)

    def __getitem__(self, i):
        return self.games[i]


def collate(batch):
    features, targets = zip(*batch)
    return pad_sequence(features, batch_first=True), torch.stack(targets)


def evaluate(model, loader):
    model.eval()
    total, n = 0.0, 0
    with torch.no_grad():
        for features, target in loader:
            pred = model(features).squeeze(1)
            total += (pred - target).abs().sum().item()
            n += len(target)
    return total / n


def train(args):
    train_loader = DataLoader(RoundLogs(48, 8), args.batch_size, shuffle=True, collate_fn=collate)
    test_loader = DataLoader(RoundLogs(16, 8), args.batch_size, collate_fn=collate)
    model = RewardPredictor(N_FEATURES, args.hidden_dims, args.num_layers)
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    criterion = nn.MSELoss()
    for epoch in range(args.epochs):
        model.train()
        for features, target in train_loader:
            loss = criterion(model(features).squeeze(1), target)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"Epoch {epoch + 1}: loss {loss.item():.4f}, error {evaluate(model, test_loader):.4f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--num_layers", "-n", default=2, type=int)
    parser.add_argument("--hidden_dims", "-hd", default=64, type=int)
    parser.add_argument("--batch_size", "-b", default=16, type=int)
    parser.add_argument("--epochs", "-e", default=2, type=int)
    parser.add_argument("--lr", default=1e-3, type=float)
    args = parser.parse_args([])
    torch.manual_seed(0)
    train(args)
