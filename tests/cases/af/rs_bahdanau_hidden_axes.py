import torch
import torch.nn.functional as F
from torch import nn


class EncoderLSTM(nn.Module):
    def __init__(self, vocab, hidden_size, n_layers=1):
        super().__init__()
        self.embedding = nn.Embedding(vocab, hidden_size)
        self.lstm = nn.LSTM(hidden_size, hidden_size, n_layers, batch_first=True)

    def forward(self, tokens):
        return self.lstm(self.embedding(tokens))


class BahdanauDecoder(nn.Module):
    def __init__(self, hidden_size, output_size):
        super().__init__()
        self.embedding = nn.Embedding(output_size, hidden_size)
        self.fc_hidden = nn.Linear(hidden_size, hidden_size, bias=False)
        self.fc_encoder = nn.Linear(hidden_size, hidden_size, bias=False)
        self.weight = nn.Linear(hidden_size, 1, bias=False)
        self.lstm = nn.LSTM(hidden_size * 2, hidden_size, batch_first=True)
        self.classifier = nn.Linear(hidden_size, output_size)

    def forward(self, token, hidden, encoder_outputs):
        embedded = self.embedding(token).unsqueeze(1)
        x = torch.tanh(self.fc_hidden(hidden[0]) + self.fc_encoder(encoder_outputs))
        attn_weights = F.softmax(self.weight(x).squeeze(2), dim=1)
        context = torch.bmm(attn_weights.unsqueeze(1), encoder_outputs)
        output, hidden = self.lstm(torch.cat([embedded, context], dim=2), hidden)
        return self.classifier(output.squeeze(1)), hidden, attn_weights


class Translator(nn.Module):
    def __init__(self, src_vocab=50, tgt_vocab=40, hidden_size=32):
        super().__init__()
        self.encoder = EncoderLSTM(src_vocab, hidden_size)
        self.decoder = BahdanauDecoder(hidden_size, tgt_vocab)

    def forward(self, src, tgt):
        encoder_outputs, hidden = self.encoder(src)
        logits = []
        for t in range(tgt.size(1) - 1):
            step, hidden, _ = self.decoder(tgt[:, t], hidden, encoder_outputs)
            logits.append(step)
        return torch.stack(logits, dim=1)


torch.manual_seed(4)
src = torch.randint(0, 50, (3, 5))
tgt = torch.randint(0, 40, (3, 9))
model = Translator()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(2):
    logits = model(src, tgt)
    loss = F.cross_entropy(logits.flatten(0, 1), tgt[:, 1:].flatten())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
