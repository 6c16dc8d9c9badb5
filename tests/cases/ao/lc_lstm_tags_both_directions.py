import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(3)
VOCAB_SIZE, MAX_LENGTH, NUM_CLASSES = 128, 12, 4


class LSTMClassifier(nn.Module):
    def __init__(self, num_classes, batch_size=10, embedding_dim=100, hidden_dim=50, vocab_size=VOCAB_SIZE):
        super(LSTMClassifier, self).__init__()
        initrange = 0.1
        self.hidden_dim = hidden_dim
        self.batch_size = batch_size

        self.word_embeddings = nn.Embedding(vocab_size, embedding_dim)
        self.word_embeddings.weight.data.uniform_(-initrange, initrange)
        self.lstm = nn.LSTM(input_size=embedding_dim, hidden_size=hidden_dim, batch_first=True, bidirectional=True)
        self.classifier = nn.Linear(hidden_dim, num_classes)

    def forward(self, sentence):
        embeds = self.word_embeddings(sentence)
        lstm_out, _ = self.lstm(embeds)
        last = lstm_out[:, -1]
        logits = self.classifier(last)
        return logits


def make_split(n):
    sentences = torch.randint(1, VOCAB_SIZE, (n, MAX_LENGTH))
    return TensorDataset(sentences, sentences[:, 0] % NUM_CLASSES)


def accuracy(model, loader):
    model.eval()
    hits, total = 0, 0
    with torch.no_grad():
        for sentence, labels in loader:
            hits += (model(sentence).argmax(-1) == labels).sum().item()
            total += len(labels)
    return hits / total


model = LSTMClassifier(num_classes=NUM_CLASSES)
train_dl = DataLoader(make_split(200), batch_size=model.batch_size, shuffle=True)
val_dl = DataLoader(make_split(50), batch_size=model.batch_size)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

for epoch in range(2):
    model.train()
    for sentence, labels in train_dl:
        loss = F.cross_entropy(model(sentence), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} train_loss {loss.item():.3f} val_score {accuracy(model, val_dl):.3f}")
