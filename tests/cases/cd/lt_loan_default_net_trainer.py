import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loans(n=600, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 20))
    score = X[:, :6] @ rng.normal(size=6) + 0.5 * X[:, 6] * X[:, 7]
    default = (score + rng.normal(scale=0.5, size=n) > 0.4)
    return X, default


class NetTrainer:
    """Small fit / predict wrapper around a module."""

    def __init__(self, module, criterion, lr=0.01, max_epochs=5, batch_size=128):
        self.module_, self.criterion_ = module, criterion()
        self.optimizer_ = torch.optim.Adam(module.parameters(), lr=lr)
        self.max_epochs, self.batch_size = max_epochs, batch_size

    def get_loss(self, y_pred, y_true):
        return self.criterion_(y_pred, y_true)

    def train_step(self, Xi, yi):
        self.module_.train()
        self.optimizer_.zero_grad()
        loss = self.get_loss(self.module_(Xi), yi)
        loss.backward()
        self.optimizer_.step()
        return loss.item()

    def fit(self, X, y):
        data = TensorDataset(torch.as_tensor(X), torch.as_tensor(y))
        loader = DataLoader(data, batch_size=self.batch_size, shuffle=True)
        for epoch in range(self.max_epochs):
            losses = [self.train_step(Xi, yi) for Xi, yi in loader]
            print(f"{epoch + 1:3d}  train_loss {np.mean(losses):.4f}")
        return self

    def forward(self, X):
        self.module_.eval()
        with torch.no_grad():
            return self.module_(torch.as_tensor(X))


class ClassifierTrainer(NetTrainer):
    """Class indices may come as a column; the criterion gets them as a vector."""

    def get_loss(self, y_pred, y_true):
        return super().get_loss(y_pred, y_true.squeeze(-1))

    def predict(self, X):
        return self.forward(X).argmax(dim=1).numpy()


class LoanNet(nn.Module):
    def __init__(self, n_features, hidden=32):
        super().__init__()
        self.dense = nn.Linear(n_features, hidden)
        self.drop = nn.Dropout(0.2)
        self.out = nn.Linear(hidden, 1)

    def forward(self, X):
        return self.out(self.drop(torch.relu(self.dense(X))))


torch.manual_seed(0)
X, y = make_loans()
X = ((X - X.mean(0)) / X.std(0)).astype(np.float32)
y = y.astype(np.float32).reshape(-1, 1)
X_train, X_test, y_train, y_test = X[:480], X[480:], y[:480], y[480:]

net = ClassifierTrainer(
    LoanNet(X.shape[1]),
    criterion=nn.BCEWithLogitsLoss,
    lr=0.01,
    max_epochs=5,
)
net.fit(X_train, y_train)
prob = torch.sigmoid(net.forward(X_test)).numpy().reshape(-1)
hit = (prob > 0.5) == (y_test[:, 0] > 0.5)
print(f"test accuracy {hit.mean():.3f}, mean risk {prob.mean():.3f}")
