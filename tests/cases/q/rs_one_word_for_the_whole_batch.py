import random

import torch
import torch.nn as nn


class BertEncoder(nn.Module):
    """Stands for the pretrained model: contextual vectors and a pooled one."""

    def __init__(self, vocab, dim):
        super().__init__()
        self.embeddings = nn.Embedding(vocab, dim)
        self.layer = nn.TransformerEncoderLayer(dim, 4, dim * 2, batch_first=True)
        self.pooler = nn.Linear(dim, dim)

    def forward(self, src):
        hidden = self.layer(self.embeddings(src))
        return hidden, torch.tanh(self.pooler(hidden[:, 0]))


class Decoder(nn.Module):
    def __init__(self, output_dim, emb_dim, hid_dim, n_layers, dropout):
        super().__init__()
        self.output_dim = output_dim
        self.embedding = nn.Embedding(output_dim, emb_dim)
        self.rnn = nn.LSTM(emb_dim, hid_dim, n_layers, dropout=dropout)
        self.fc_out = nn.Linear(hid_dim, output_dim)

    def forward(self, input, hidden, cell):
        # input = [batch size]
        input = input.unsqueeze(1)
        embedded = self.embedding(input)
        # embedded = [1, batch size, emb dim]
        output, (hidden, cell) = self.rnn(embedded, (hidden, cell))
        return self.fc_out(output.squeeze(0)), hidden, cell


class Seq2Seq(nn.Module):
    def __init__(self, encoder, decoder, n_layers):
        super().__init__()
        self.encoder, self.decoder, self.n_layers = encoder, decoder, n_layers

    def forward(self, src, trg, teacher_forcing_ratio=0.5):
        trg_len, batch_size = trg.shape
        outputs = torch.zeros(trg_len, batch_size, self.decoder.output_dim)
        _, pooled = self.encoder(src)
        hidden = pooled.unsqueeze(0).repeat(self.n_layers, 1, 1)
        cell = torch.zeros_like(hidden)
        input = trg[0]
        for t in range(1, trg_len):
            output, hidden, cell = self.decoder(input, hidden, cell)
            outputs[t] = output
            input = trg[t] if random.random() < teacher_forcing_ratio else output.argmax(1)
        return outputs


random.seed(1)
SRC_VOCAB, TRG_VOCAB, DIM, LAYERS, BATCH = 120, 90, 64, 2, 16
model = Seq2Seq(BertEncoder(SRC_VOCAB, DIM), Decoder(TRG_VOCAB, 32, DIM, LAYERS, 0.3), LAYERS)
optimizer = torch.optim.Adam(model.parameters())
criterion = nn.CrossEntropyLoss(ignore_index=0)
for step in range(2):
    src, trg = torch.randint(1, SRC_VOCAB, (BATCH, 10)), torch.randint(1, TRG_VOCAB, (8, BATCH))
    output = model(src, trg)
    loss = criterion(output[1:].view(-1, TRG_VOCAB), trg[1:].reshape(-1))
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1)
    optimizer.step()
    print(step, loss.item())
