import torch
import torch.nn.functional as F
from torch import nn

hparams = {
    "src_vocab": 60, "tgt_vocab": 70, "embed": 24, "hidden": 32,
    "batch": 6, "src_len": 11, "tgt_len": 7, "sos": 1,
}


class EncoderRNN(nn.Module):
    def __init__(self, input_size, embed_size, hidden_size, n_layers=1, dropout=0.5):
        super().__init__()
        self.hidden_size = hidden_size
        self.embedding = nn.Embedding(input_size, embed_size)
        self.dropout = nn.Dropout(dropout)
        self.gru = nn.GRU(embed_size, hidden_size, n_layers, bidirectional=True)

    def forward(self, input_seqs, lengths):
        embedded = self.dropout(self.embedding(input_seqs))
        packed = nn.utils.rnn.pack_padded_sequence(embedded, lengths, enforce_sorted=False)
        outputs, hidden = self.gru(packed)
        outputs, _ = nn.utils.rnn.pad_packed_sequence(outputs)
        # sum bidirectional outputs
        outputs = outputs[:, :, :self.hidden_size] + outputs[:, :, self.hidden_size:]
        return outputs, hidden


class Attn(nn.Module):
    def __init__(self, hidden_size):
        super().__init__()
        self.attn = nn.Linear(hidden_size * 2, hidden_size)
        self.v = nn.Parameter(torch.rand(hidden_size))

    def forward(self, hidden, encoder_outputs):
        h = hidden.unsqueeze(1).expand(-1, encoder_outputs.size(0), -1)
        keys = encoder_outputs.transpose(0, 1)
        energy = torch.tanh(self.attn(torch.cat([h, keys], 2)))
        return F.softmax(energy @ self.v, dim=1).unsqueeze(1)


class BahdanauAttnDecoderRNN(nn.Module):
    def __init__(self, hidden_size, embed_size, output_size, n_layers=1, dropout=0.1):
        super().__init__()
        self.embedding = nn.Embedding(output_size, embed_size)
        self.dropout = nn.Dropout(dropout)
        self.attn = Attn(hidden_size)
        self.gru = nn.GRU(hidden_size + embed_size, hidden_size, n_layers)
        self.out = nn.Linear(hidden_size, output_size)

    def forward(self, word_input, last_hidden, encoder_outputs):
        embedded = self.dropout(self.embedding(word_input)).unsqueeze(0)
        attn_weights = self.attn(last_hidden[-1], encoder_outputs)
        context = attn_weights.bmm(encoder_outputs.transpose(0, 1)).transpose(0, 1)
        output, hidden = self.gru(torch.cat((embedded, context), 2), last_hidden)
        return F.log_softmax(self.out(output.squeeze(0)), dim=1), hidden


def train_step(encoder, decoder, src, lengths, tgt, optimizer):
    encoder_outputs, hidden = encoder(src, lengths)
    word = torch.full((src.size(1),), hparams["sos"])
    loss = 0.0
    for t in range(tgt.size(0)):
        log_probs, hidden = decoder(word, hidden, encoder_outputs)
        loss = loss + F.nll_loss(log_probs, tgt[t])
        word = tgt[t]
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item() / tgt.size(0)


torch.manual_seed(4)
encoder = EncoderRNN(hparams["src_vocab"], hparams["embed"], hparams["hidden"])
decoder = BahdanauAttnDecoderRNN(hparams["hidden"], hparams["embed"], hparams["tgt_vocab"])
optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], 1e-3)
src = torch.randint(2, hparams["src_vocab"], (hparams["src_len"], hparams["batch"]))
lengths = torch.tensor([11, 9, 11, 6, 8, 10])
tgt = torch.randint(2, hparams["tgt_vocab"], (hparams["tgt_len"], hparams["batch"]))
for step in range(3):
    print(step, round(train_step(encoder, decoder, src, lengths, tgt, optimizer), 4))
