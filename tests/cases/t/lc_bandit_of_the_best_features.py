import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

MODEL_PARAMS = {
    "layers": [-1, 64, 32, 1],
    "activations": ["relu", "relu", "linear"],
    "dropout_ratio": 0.1,
}
FEATURE_PARAMS = {"keep_only_top_n": True, "n": 10}


def feature_importance(X, y):
    """How strongly each column moves with the reward."""
    X, y = X - X.mean(0), y - y.mean()
    return np.abs((X * y[:, None]).mean(0)) / (X.std(0) + 1e-6)


def preprocess_data(events, feature_params):
    contexts, decisions, rewards = events
    onehot = np.eye(decisions.max() + 1, dtype=np.float32)[decisions]
    X = np.concatenate([contexts, onehot], axis=1)
    num_float_dim = X.shape[1]
    if feature_params["keep_only_top_n"]:
        best = np.argsort(-feature_importance(X, rewards))[: feature_params["n"]]
        X = X[:, np.sort(best)]
    return {
        "X": torch.from_numpy(X),
        "y": torch.from_numpy(rewards)[:, None],
        "num_float_dim": num_float_dim,
    }


def get_activation(name):
    return nn.Identity() if name == "linear" else getattr(nn, {"relu": "ReLU", "tanh": "Tanh"}[name])()


class NeuralBandit(nn.Module):
    def __init__(self, layers, activations, dropout_ratio, num_float_dim):
        super().__init__()
        layers = [num_float_dim, *layers[1:]]
        self.layers = nn.ModuleList()
        self.activations = [get_activation(name) for name in activations]
        for in_dim, out_dim in zip(layers, layers[1:]):
            self.layers.append(nn.Linear(in_dim, out_dim))
        self.dropout = nn.Dropout(dropout_ratio)

    def forward(self, x):
        for layer, activation in zip(self.layers, self.activations):
            x = activation(layer(self.dropout(x)))
        return x


def train(data, model_params):
    model = NeuralBandit(**model_params, num_float_dim=data["num_float_dim"])
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for X, y in DataLoader(TensorDataset(data["X"], data["y"]), batch_size=64, shuffle=True):
        loss = nn.functional.mse_loss(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


rng = np.random.RandomState(7)
contexts = rng.rand(256, 28).astype(np.float32)
events = contexts, rng.randint(0, 6, 256), contexts[:, 3] + rng.rand(256).astype(np.float32)
print("mse", train(preprocess_data(events, FEATURE_PARAMS), MODEL_PARAMS))
