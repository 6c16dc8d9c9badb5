import torch
from torch import nn
from torch.optim import Adam
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(4)
device = "cpu"

X_train = torch.tensor([
    [[[1, 2, 3, 4], [2, 3, 4, 5], [5, 6, 7, 8], [1, 3, 4, 5]]],
    [[[-1, 2, 3, -4], [2, -3, 4, 5], [-5, 6, -7, 8], [-1, -3, -4, -5]]],
]).to(device).float()
X_train /= 8
y_train = torch.tensor([0, 1]).to(device).float()


def get_model():
    model = nn.Sequential(
        nn.Conv2d(1, 1, kernel_size=3),
        nn.MaxPool2d(2),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(1, 1),
        nn.Sigmoid(),
    ).to(device)
    loss_fn = nn.BCELoss()
    optimizer = Adam(model.parameters(), lr=1e-2)
    return model, loss_fn, optimizer


def train_batch(x, y, model, opt, loss_fn):
    model.train()
    prediction = model(x)
    batch_loss = loss_fn(prediction, y)
    batch_loss.backward()
    opt.step()
    opt.zero_grad()
    return batch_loss.item()


def accuracy(model, dl):
    model.eval()
    hits, total = 0, 0
    with torch.no_grad():
        for x, y in dl:
            hits += ((model(x).flatten() > 0.5) == (y.flatten() > 0.5)).sum().item()
            total += len(x)
    return hits / total


def by_hand(model, x):
    """The same prediction, step by step, for one picture."""
    (cnn_w, cnn_b), (lin_w, lin_b) = [(layer.weight.data, layer.bias.data) for layer in (model[0], model[4])]
    h_im, w_im = x.shape[2:]
    h_conv, w_conv = cnn_w.shape[2:]
    sumprod = torch.zeros((h_im - h_conv + 1, w_im - w_conv + 1))
    for i in range(h_im - h_conv + 1):
        for j in range(w_im - w_conv + 1):
            sumprod[i, j] = torch.sum(x[0, 0, i:i + 3, j:j + 3] * cnn_w[0, 0]) + cnn_b
    pooled = sumprod.clamp_min(0).max()
    return torch.sigmoid(pooled * lin_w + lin_b).item()


trn_dl = DataLoader(TensorDataset(X_train, y_train), batch_size=1)
model, loss_fn, optimizer = get_model()
for epoch in range(50):
    losses = [train_batch(x, y, model, optimizer, loss_fn) for x, y in trn_dl]
print(f"last loss {sum(losses) / len(losses):.4f}, accuracy {accuracy(model, trn_dl):.2f}")
print(model(X_train[:1]).item(), by_hand(model, X_train[:1]))
