import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, Dataset


class Config:
    embed_size = 300
    hidden_size = 100
    num_layers = 2
    num_directions = 2
    drop_out = 0.2
    batch_size = 4
    max_len = 10
    num_classes = 5
    lr = 1e-3


INTENTS = ["time", "weather", "music", "alarm", "news"]
WORDS = ("what when how is it the now today tomorrow play stop song rain sun wake me up at seven "
         "tell read headlines loud quiet please for in city").split()


class Vocabulary:
    def __init__(self, words):
        self.index = {"<pad>": 0, "<unk>": 1}
        for w in words:
            self.index.setdefault(w, len(self.index))

    def __len__(self):
        return len(self.index)

    def encode(self, sentence, length):
        ids = [self.index.get(w, 1) for w in sentence.split()][:length]
        return ids + [0] * (length - len(ids))


class Utterances(Dataset):
    def __init__(self, vocab, config, n=24):
        g = torch.Generator().manual_seed(9)
        self.items = []
        for _ in range(n):
            k = int(torch.randint(3, config.max_len, (1,), generator=g))
            text = " ".join(WORDS[int(i)] for i in torch.randint(0, len(WORDS), (k,), generator=g))
            label = int(torch.randint(0, len(INTENTS), (1,), generator=g))
            self.items.append((torch.tensor(vocab.encode(text, config.max_len)), label))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]


class BiLSTMClassifier(nn.Module):
    def __init__(self, vocab_size, config):
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(vocab_size, config.embed_size, padding_idx=0)
        self.bilstm = nn.LSTM(
            input_size=config.embed_size,
            hidden_size=config.hidden_size,
            num_layers=config.num_layers,
            bidirectional=True,
            dropout=config.drop_out,
        )
        self.fc = nn.Linear(config.num_directions * config.hidden_size, config.num_classes)

    def init_state(self, batch):
        shape = (self.config.num_layers * self.config.num_directions, batch, self.config.hidden_size)
        return torch.zeros(shape), torch.zeros(shape)

    def forward(self, tokens):
        embedded = self.embedding(tokens)
        h0, c0 = self.init_state(tokens.size(0))
        output, (hn, cn) = self.bilstm(embedded, (h0, c0))
        summary = torch.cat([hn[-2], hn[-1]], dim=1)
        return self.fc(summary)


def main():
    config = Config()
    torch.manual_seed(4)
    vocab = Vocabulary(WORDS)
    loader = DataLoader(Utterances(vocab, config), batch_size=config.batch_size, shuffle=True)
    model = BiLSTMClassifier(len(vocab), config)
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.Adam(model.parameters(), lr=config.lr)
    for epoch in range(2):
        total = 0.0
        for tokens, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(tokens), labels)
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: {total / len(loader):.4f}")


main()
