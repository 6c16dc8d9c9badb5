import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class TextCNN(nn.Module):
    """Filters of three widths over the words, the strongest answer of each."""

    def __init__(self, vocab=400, embed_dim=30, n_filters=16, widths=(2, 3, 4), classes=3):
        super().__init__()
        self.embedding = nn.Embedding(vocab, embed_dim)
        self.convs = nn.ModuleList(nn.Conv1d(embed_dim, n_filters, width) for width in widths)
        self.fc = nn.Linear(n_filters * len(widths), classes)

    def forward(self, text):
        embedded = self.embedding(text)
        answers = [conv(embedded).relu() for conv in self.convs]
        pooled = [nn.functional.max_pool1d(a, a.shape[2]).squeeze(2) for a in answers]
        return self.fc(torch.cat(pooled, dim=1))


torch.manual_seed(0)
headlines = TensorDataset(torch.randint(0, 400, (36, 18)), torch.randint(0, 3, (36,)))
model = TextCNN()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for text, topic in DataLoader(headlines, batch_size=12):
    loss = nn.functional.cross_entropy(model(text), topic)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
