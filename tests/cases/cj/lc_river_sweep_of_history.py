import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


def river_gauge(hours=240, seed=2):
    rng = np.random.default_rng(seed)
    rain = rng.gamma(0.4, 2.0, hours)
    flow = np.convolve(rain, np.exp(-np.arange(24) / 6), "full")[:hours] + 3
    temp = 12 + 6 * np.sin(np.arange(hours) / 24 * 2 * np.pi)
    return np.stack([flow, rain, temp], 1).astype("float32")


class CSVDataLoader(Dataset):
    def __init__(self, table, forecast_history, forecast_length):
        self.table = (table - table.mean(0)) / table.std(0)
        self.history, self.length = forecast_history, forecast_length

    def __len__(self):
        return len(self.table) - self.history - self.length

    def __getitem__(self, i):
        split = i + self.history
        return self.table[i:split], self.table[split:split + self.length, 0]


class CustomTransformerDecoder(nn.Module):
    def __init__(self, seq_length, output_seq_length, n_time_series, d_model=32, n_heads=4, n_layers=1):
        super().__init__()
        self.dense_shape = nn.Linear(n_time_series, d_model)
        layer = nn.TransformerEncoderLayer(d_model, n_heads, 64, batch_first=True)
        self.transformer = nn.TransformerEncoder(layer, n_layers)
        self.output_dim_layer = nn.Linear(d_model, 1)
        self.out_length_lay = nn.Linear(seq_length, output_seq_length)

    def forward(self, x):
        x = self.transformer(self.dense_shape(x))
        x = self.output_dim_layer(x).squeeze(-1)
        return self.out_length_lay(x)


SWEEP = {"forecast_history": [10, 5, 15], "lr": [1e-3]}


def make_config(forecast_history, lr):
    return {
        "model_params": {"seq_length": 10, "output_seq_length": 1, "n_time_series": 3},
        "dataset_params": {"forecast_history": forecast_history, "forecast_length": 1},
        "training_params": {"lr": lr, "batch_size": 16, "epochs": 1},
    }


def train_function(params):
    torch.manual_seed(0)
    data = CSVDataLoader(river_gauge(), **params["dataset_params"])
    loader = DataLoader(data, batch_size=params["training_params"]["batch_size"], shuffle=True, drop_last=True)
    model = CustomTransformerDecoder(**params["model_params"])
    opt = torch.optim.Adam(model.parameters(), params["training_params"]["lr"])
    criterion = nn.MSELoss()
    for epoch in range(params["training_params"]["epochs"]):
        running = 0.0
        for src, trg in loader:
            opt.zero_grad()
            loss = criterion(model(src), trg)
            loss.backward()
            opt.step()
            running += loss.item()
    return running / len(loader)


for history in SWEEP["forecast_history"]:
    for lr in SWEEP["lr"]:
        print(history, lr, round(train_function(make_config(history, lr)), 4))
