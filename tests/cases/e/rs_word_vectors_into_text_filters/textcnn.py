import torch
from torch import nn


class TextCNN(nn.Module):
    def __init__(self, num_words, embedding_size=64, out_size=16, kernels=(2, 3, 4)):
        super().__init__()
        self.embedding = nn.Embedding(num_words + 1, embedding_size, padding_idx=0)
        self.convs = nn.ModuleList(nn.Conv1d(embedding_size, out_size, k) for k in kernels)
        self.dropout = nn.Dropout(0.25)
        self.fc = nn.Linear(out_size * len(kernels), 1)

    def forward(self, x):
        x = self.embedding(x)
        pooled = [torch.relu(conv(x)).amax(dim=2) for conv in self.convs]
        out = self.fc(self.dropout(torch.cat(pooled, dim=1)))
        return torch.sigmoid(out.squeeze(1))
