import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(2019)

PAD, SOS, EOS = 0, 1, 2
VOCAB, SENT_LEN, QUES_LEN = 300, 30, 20


class Encoder(nn.Module):
    def __init__(self, embedding, hidden):
        super().__init__()
        self.embedding = embedding
        self.rnn = nn.LSTM(embedding.embedding_dim, hidden, batch_first=True, bidirectional=True)

    def forward(self, sentence):
        states, (h, c) = self.rnn(self.embedding(sentence))
        merge = lambda s: torch.cat([s[0], s[1]], dim=1).unsqueeze(0)
        return states, (merge(h), merge(c))


class Decoder(nn.Module):
    def __init__(self, embedding, hidden):
        super().__init__()
        self.embedding = embedding
        self.rnn = nn.LSTM(embedding.embedding_dim + hidden, hidden, batch_first=True)
        self.gen = nn.Linear(2 * hidden, VOCAB)

    def forward(self, states, hidden, question):
        outputs = []
        context = torch.zeros_like(states[:, :1])
        # teacher forcing: each word of the question predicts the next one
        for t in range(question.size(1) - 1):
            word = self.embedding(question[:, t:t + 1])
            out, hidden = self.rnn(torch.cat([word, context], dim=2), hidden)
            weights = torch.softmax(out @ states.transpose(1, 2), dim=-1)
            context = weights @ states
            outputs.append(self.gen(torch.cat([out, context], dim=2)))
        return torch.cat(outputs, dim=1)


class Seq2Seq(nn.Module):
    def __init__(self, dim=32, hidden=24):
        super().__init__()
        embedding = nn.Embedding(VOCAB, dim, padding_idx=PAD)
        self.enc = Encoder(embedding, hidden)
        self.dec = Decoder(embedding, 2 * hidden)

    def forward(self, sentence, question):
        states, hidden = self.enc(sentence)
        return self.dec(states, hidden, question)


def fake_squad(n):
    sentences = torch.randint(3, VOCAB, (n, SENT_LEN))
    questions = torch.randint(3, VOCAB, (n, QUES_LEN))
    questions[:, 0], questions[:, -1] = SOS, EOS
    return TensorDataset(sentences, questions)


model = Seq2Seq()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
criterion = nn.CrossEntropyLoss(ignore_index=PAD)
for i, (sentence, question) in enumerate(DataLoader(fake_squad(128), batch_size=64)):
    pred = model(sentence, question)
    loss = criterion(pred.view(-1, pred.size(2)), question.view(-1))
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 2.0)
    optimizer.step()
    print(i, loss.item())
