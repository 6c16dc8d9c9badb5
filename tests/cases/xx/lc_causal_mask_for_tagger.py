import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(13)
VOCAB, N_TAGS, MAX_LEN, BATCH = 200, 9, 32, 32


class StreamingTagger(nn.Module):
    """Tags each word without looking at the words to come."""

    def __init__(self, hidden_dim=32, n_layers=2):
        super().__init__()
        self.embed = nn.Embedding(VOCAB, hidden_dim)
        self.pos = nn.Parameter(torch.zeros(1, MAX_LEN, hidden_dim))
        layer = nn.TransformerEncoderLayer(hidden_dim, 4, 64, dropout=0.1, batch_first=True)
        self.transformer = nn.TransformerEncoder(layer, n_layers)
        self.out = nn.Linear(hidden_dim, N_TAGS)

    def forward(self, words):
        x = self.embed(words) + self.pos[:, : words.shape[1]]
        attention_mask = nn.Transformer.generate_square_subsequent_mask(x.shape[0])
        x = self.transformer(x, mask=attention_mask, is_causal=True)
        return self.out(x)


def make_sentences(n):
    words = torch.randint(1, VOCAB, (n, MAX_LEN))
    tags = (words + words.roll(1, dims=1)) % N_TAGS
    return TensorDataset(words, tags)


def train_epoch(model, loader, criterion, optimizer):
    model.train()
    total = 0.0
    for words, tags in loader:
        optimizer.zero_grad()
        loss = criterion(model(words).flatten(0, 1), tags.flatten())
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        total += loss.item()
    return total / len(loader)


@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    right = count = 0
    for words, tags in loader:
        right += (model(words).argmax(-1) == tags).sum().item()
        count += tags.numel()
    return right / count


train_loader = DataLoader(make_sentences(256), batch_size=BATCH, shuffle=True, drop_last=True)
val_loader = DataLoader(make_sentences(80), batch_size=BATCH)
model = StreamingTagger()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
for epoch in range(3):
    loss = train_epoch(model, train_loader, criterion, optimizer)
    print(f"epoch {epoch}: loss {loss:.3f}")
print(f"tag accuracy {evaluate(model, val_loader):.3f}")
