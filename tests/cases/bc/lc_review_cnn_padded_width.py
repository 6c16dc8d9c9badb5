import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


def pad_features(tokenized_reviews, seq_length):
    features = np.zeros((len(tokenized_reviews), seq_length), dtype=int)
    for i, row in enumerate(tokenized_reviews):
        features[i, -len(row):] = np.array(row)[:seq_length]
    return features


class SentimentCNN(nn.Module):
    """Convolutions over the embedded words of a review, one filter height per n-gram size."""

    def __init__(self, vocab_size, output_size, embedding_dim, num_filters=100, kernel_sizes=(3, 4, 5), drop_prob=0.5):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding_dim)
        self.convs_1d = nn.ModuleList([
            nn.Conv2d(1, num_filters, (k, embedding_dim), padding=k - 2)
            for k in kernel_sizes])
        self.fc = nn.Linear(len(kernel_sizes) * num_filters, output_size)
        self.dropout = nn.Dropout(drop_prob)

    def conv_and_pool(self, x, conv):
        x = F.relu(conv(x)).squeeze(3)
        x_max = F.max_pool1d(x, x.size(2)).squeeze(2)
        return x_max

    def forward(self, x):
        embeds = self.embedding(x).unsqueeze(1)
        conv_results = [self.conv_and_pool(embeds, conv) for conv in self.convs_1d]
        x = self.dropout(torch.cat(conv_results, 1))
        return torch.sigmoid(self.fc(x))


rng = np.random.RandomState(1)
reviews = [rng.randint(1, 500, rng.randint(8, 40)).tolist() for _ in range(40)]
features = torch.from_numpy(pad_features(reviews, seq_length=40))
labels = torch.from_numpy(rng.randint(0, 2, 40)).float()
train_loader = DataLoader(TensorDataset(features, labels), shuffle=True, batch_size=20)

net = SentimentCNN(vocab_size=500, output_size=1, embedding_dim=50)
criterion = nn.BCELoss()
optimizer = torch.optim.Adam(net.parameters(), lr=0.001)
for inputs, y in train_loader:
    net.zero_grad()
    output = net(inputs)
    loss = criterion(output.squeeze(1), y)
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
