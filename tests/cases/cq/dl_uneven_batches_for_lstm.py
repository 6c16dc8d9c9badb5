import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, Sampler


class Windows(Dataset):
    def __init__(self, series, length=12):
        self.series, self.length = series, length

    def __len__(self):
        return len(self.series) - self.length

    def __getitem__(self, i):
        return self.series[i:i + self.length], self.series[i + self.length, :1]


class BasicSampler(Sampler):
    """Shuffles the windows, or keeps them in time, and cuts them into batches."""

    def __init__(self, n_windows, batch_size, mode, seed=2):
        self.n_windows, self.batch_size, self.mode = n_windows, batch_size, mode
        self.generator = torch.Generator().manual_seed(seed)

    def __iter__(self):
        order = torch.arange(self.n_windows)
        if self.mode == "basic_classification":
            order = torch.randperm(self.n_windows, generator=self.generator)
        batches = list(order.split(self.batch_size))
        for k in torch.randperm(len(batches), generator=self.generator):
            yield batches[k].tolist()


class StatelessLSTM(nn.Module):
    def __init__(self, n_features, hidden=256, layers=1):
        super().__init__()
        self.lstm = nn.LSTM(n_features, hidden, layers, batch_first=True)
        self.head = nn.Linear(hidden, 1)
        self.state = None

    def initial_state(self, batch_size):
        zeros = torch.zeros(self.lstm.num_layers, batch_size, self.lstm.hidden_size)
        return zeros, zeros.clone()

    def forward(self, x):
        if self.state is None:
            self.state = self.initial_state(x.size(0))
        out, _ = self.lstm(x, self.state)
        return self.head(out[:, -1])


torch.manual_seed(0)
series = torch.cumsum(torch.randn(79, 3), dim=0) / 10
windows = Windows(series)
sampler = BasicSampler(len(windows), batch_size=16, mode="basic_classification")
loader = DataLoader(windows, batch_sampler=sampler)
net = StatelessLSTM(n_features=3)
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
for epoch in range(2):
    total = 0.0
    for x, y in loader:
        loss = nn.functional.mse_loss(net(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    print(f"epoch {epoch}: {total:.4f}")
