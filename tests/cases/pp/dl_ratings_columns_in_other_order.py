import math

import numpy as np
import torch
from torch import nn
from torch.optim import Adam


def load_ratings(n=400, n_users=60, n_movies=240, seed=5):
    rng = np.random.default_rng(seed)
    users = rng.integers(1, n_users + 1, n)
    movies = rng.choice(np.arange(1, 9000), n_movies, replace=False)[rng.integers(0, n_movies, n)]
    stars = rng.integers(1, 11, n) / 2
    return {"userId": users, "movieId": movies, "rating": stars}


def create_dataset(ratings):
    user_to_index = {old: new for new, old in enumerate(np.unique(ratings["userId"]))}
    movie_to_index = {old: new for new, old in enumerate(np.unique(ratings["movieId"]))}
    X = np.stack([
        [user_to_index[u] for u in ratings["userId"]],
        [movie_to_index[m] for m in ratings["movieId"]],
    ], axis=1)
    y = ratings["rating"].astype(np.float32)
    return (len(user_to_index), len(movie_to_index)), X, y


class ReviewsIterator:
    def __init__(self, X, y, batch_size=32, shuffle=True):
        if shuffle:
            index = np.random.permutation(len(X))
            X, y = X[index], y[index]
        self.X, self.y, self.batch_size = X, y, batch_size
        self.n_batches = int(math.ceil(len(X) / batch_size))

    def __iter__(self):
        for k in range(self.n_batches):
            part = slice(k * self.batch_size, (k + 1) * self.batch_size)
            yield torch.from_numpy(self.X[part]).long(), torch.from_numpy(self.y[part]).view(-1, 1)


class EmbeddingNet(nn.Module):
    def __init__(self, n_users, n_movies, n_factors=20, embedding_dropout=0.02, hidden=(64, 32), dropouts=(0.2, 0.2)):
        super().__init__()
        self.u = nn.Embedding(n_users, n_factors)
        self.m = nn.Embedding(n_movies, n_factors)
        self.drop = nn.Dropout(embedding_dropout)
        layers, n_in = [], n_factors * 2
        for n_out, rate in zip(hidden, dropouts):
            layers += [nn.Linear(n_in, n_out), nn.ReLU(), nn.Dropout(rate)]
            n_in = n_out
        self.hidden = nn.Sequential(*layers)
        self.fc = nn.Linear(n_in, 1)
        self._init()

    def _init(self):
        self.u.weight.data.uniform_(-0.05, 0.05)
        self.m.weight.data.uniform_(-0.05, 0.05)
        nn.init.xavier_uniform_(self.fc.weight)

    def forward(self, users, movies, minmax=None):
        features = torch.cat([self.u(users), self.m(movies)], dim=1)
        x = self.hidden(self.drop(features))
        out = torch.sigmoid(self.fc(x))
        if minmax is not None:
            low, high = minmax
            out = out * (high - low + 1) + low - 0.5
        return out


if __name__ == "__main__":
    np.random.seed(1)
    torch.manual_seed(1)
    ratings = load_ratings()
    (n_users, n_movies), X, y = create_dataset(ratings)
    print(f"{n_users} users, {n_movies} movies, {len(y)} ratings")
    split = int(len(X) * 0.8)
    datasets = {"train": (X[:split], y[:split]), "val": (X[split:], y[split:])}
    minmax = float(y.min()), float(y.max())
    net = EmbeddingNet(n_users, n_movies)
    criterion = nn.MSELoss(reduction="sum")
    optimizer = Adam(net.parameters(), lr=1e-3, weight_decay=1e-5)
    for epoch in range(2):
        for phase in ("train", "val"):
            training = phase == "train"
            net.train(training)
            running = 0.0
            for x_batch, y_batch in ReviewsIterator(*datasets[phase], shuffle=training):
                optimizer.zero_grad()
                with torch.set_grad_enabled(training):
                    outputs = net(x_batch[:, 1], x_batch[:, 0], minmax)
                    loss = criterion(outputs, y_batch)
                    if training:
                        loss.backward()
                        optimizer.step()
                running += loss.item()
            print(f"[{epoch + 1:02d}] {phase}: {running / len(datasets[phase][1]):.4f}")
