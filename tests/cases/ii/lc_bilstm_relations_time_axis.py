import torch
from torch import nn

torch.manual_seed(7)


class Config:
    vocab_size = 500
    embed_dim = 300
    hidden_size = 100
    num_layers = 2
    drop_out = 0.3
    num_relations = 6
    batch_size = 4
    seq_len = 10


class RelationClassifier(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.hidden_size = config.hidden_size
        self.num_layers = config.num_layers
        self.embedding = nn.Embedding(config.vocab_size, config.embed_dim)
        self.bilstm = nn.LSTM(
            input_size=config.embed_dim,
            hidden_size=config.hidden_size,
            num_layers=config.num_layers,
            bidirectional=True,
            bias=True,
            dropout=config.drop_out,
        )
        self.attention = nn.Linear(2 * config.hidden_size, 1)
        self.out = nn.Linear(2 * config.hidden_size, config.num_relations)

    def forward(self, sentences):
        x = self.embedding(sentences)
        h0 = torch.zeros(self.num_layers * 2, sentences.size(0), self.hidden_size)
        c0 = torch.zeros(self.num_layers * 2, sentences.size(0), self.hidden_size)
        output, (hn, cn) = self.bilstm(x, (h0, c0))
        weight = torch.softmax(self.attention(torch.tanh(output)), dim=1)
        sentence = (weight * output).sum(dim=1)
        return self.out(sentence)


config = Config()
model = RelationClassifier(config)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
criterion = nn.CrossEntropyLoss()

corpus = torch.randint(1, config.vocab_size, (24, config.seq_len))
relations = torch.randint(0, config.num_relations, (24,))

for epoch in range(2):
    for i in range(0, len(corpus), config.batch_size):
        words = corpus[i:i + config.batch_size]
        gold = relations[i:i + config.batch_size]
        loss = criterion(model(words), gold)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} loss {loss.item():.3f}")
