import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

sequence_length = 4
step_size = 2
N_MOVIES, N_USERS = 120, 30


def create_sequences(values, window_size, step_size):
    sequences = []
    start_index = 0
    while start_index + window_size <= len(values):
        sequences.append(values[start_index:start_index + window_size])
        start_index += step_size
    return sequences


class MovieDataset(Dataset):
    """What a user has seen, film after film, with the rating of the last one."""

    def __init__(self):
        g = torch.Generator().manual_seed(1)
        self.samples = []
        for user in range(N_USERS):
            movies = torch.randint(N_MOVIES, (20,), generator=g)
            ratings = torch.randint(1, 6, (20,), generator=g).float()
            for m, r in zip(create_sequences(movies, sequence_length, step_size), create_sequences(ratings, sequence_length, step_size)):
                self.samples.append((user, m[:-1], m[-1], r[:-1], r[-1]))

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, idx):
        return self.samples[idx]


class PositionalEmbedding(nn.Module):
    def __init__(self, max_len, d_model):
        super().__init__()
        self.pe = nn.Embedding(max_len, d_model)

    def forward(self, x):
        batch_size = x.size(0)
        return self.pe.weight.unsqueeze(0).repeat(batch_size, 1, 1)


class BST(nn.Module):
    def __init__(self, d_movie=15, d_position=9):
        super().__init__()
        self.embeddings_user_id = nn.Embedding(N_USERS, 8)
        self.embeddings_movie_id = nn.Embedding(N_MOVIES, d_movie)
        self.positional_embedding = PositionalEmbedding(8, d_position)
        width = d_movie + d_position
        self.transfomerlayer = nn.TransformerEncoderLayer(width, 3, batch_first=True)
        self.linear = nn.Sequential(nn.Linear(width * sequence_length + 8, 64), nn.LeakyReLU(), nn.Linear(64, 1))

    def forward(self, user_id, movie_history, target_movie_id, movie_history_ratings):
        movies = torch.cat((movie_history, target_movie_id.unsqueeze(1)), dim=1)
        transfomer_features = self.embeddings_movie_id(movies)
        positional_embedding = self.positional_embedding(transfomer_features)
        transfomer_features = torch.cat((transfomer_features, positional_embedding), dim=2)
        transformer_output = self.transfomerlayer(transfomer_features)
        features = torch.cat((torch.flatten(transformer_output, start_dim=1), self.embeddings_user_id(user_id)), dim=1)
        return self.linear(features).flatten()


torch.manual_seed(0)
model = BST()
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-4)
for user, history, target, ratings, rating in DataLoader(MovieDataset(), batch_size=32, shuffle=True):
    loss = nn.functional.mse_loss(model(user, history, target, ratings), rating)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("mse", loss.item())
