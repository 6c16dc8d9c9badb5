import torch
import torch.nn as nn
import torch.nn.functional as F

SOS, VOCAB_IN, VOCAB_OUT = 1, 40, 50


class EncoderRNN(nn.Module):
    def __init__(self, input_size, hidden_size, n_layers=1):
        super(EncoderRNN, self).__init__()
        self.hidden_size = hidden_size
        self.embedding = nn.Embedding(input_size, hidden_size)
        self.gru = nn.GRU(hidden_size, hidden_size, n_layers, bidirectional=True)

    def forward(self, input_seqs, input_lengths):
        embedded = self.embedding(input_seqs)
        packed = nn.utils.rnn.pack_padded_sequence(embedded, input_lengths)
        outputs, hidden = self.gru(packed)
        outputs, _ = nn.utils.rnn.pad_packed_sequence(outputs)
        outputs = outputs[:, :, :self.hidden_size] + outputs[:, :, self.hidden_size:]
        return outputs, hidden


class Attn(nn.Module):
    def __init__(self, hidden_size):
        super(Attn, self).__init__()
        self.attn = nn.Linear(hidden_size * 2, hidden_size)
        self.v = nn.Linear(hidden_size, 1, bias=False)

    def forward(self, hidden, encoder_outputs):
        h = hidden.unsqueeze(0).expand_as(encoder_outputs)
        energy = self.v(torch.tanh(self.attn(torch.cat((h, encoder_outputs), 2))))
        return F.softmax(energy.squeeze(2).t(), dim=1).unsqueeze(1)  # B x 1 x S


class BahdanauAttnDecoderRNN(nn.Module):
    def __init__(self, hidden_size, output_size, n_layers=1, dropout_p=0.1):
        super(BahdanauAttnDecoderRNN, self).__init__()
        self.embedding = nn.Embedding(output_size, hidden_size)
        self.dropout = nn.Dropout(dropout_p)
        self.attn = Attn(hidden_size)
        self.gru = nn.GRU(hidden_size * 2, hidden_size, n_layers)
        self.out = nn.Linear(hidden_size * 2, output_size)

    def forward(self, word_input, last_hidden, encoder_outputs):
        word_embedded = self.embedding(word_input).view(1, 1, -1)  # S=1 x B x N
        word_embedded = self.dropout(word_embedded)
        attn_weights = self.attn(last_hidden[-1], encoder_outputs)
        context = attn_weights.bmm(encoder_outputs.transpose(0, 1))  # B x 1 x N
        context = context.transpose(0, 1)  # 1 x B x N
        rnn_input = torch.cat((word_embedded, context), 2)
        output, hidden = self.gru(rnn_input, last_hidden)
        output = self.out(torch.cat((output.squeeze(0), context.squeeze(0)), 1))
        return F.log_softmax(output, dim=1), hidden, attn_weights


small_batch_size = 3
input_lengths = [9, 7, 4]
input_batches = torch.zeros(9, small_batch_size, dtype=torch.long)
for b, n in enumerate(input_lengths):
    input_batches[:n, b] = torch.randint(3, VOCAB_IN, (n,))
target_batches = torch.randint(3, VOCAB_OUT, (6, small_batch_size))

encoder = EncoderRNN(VOCAB_IN, 32)
decoder = BahdanauAttnDecoderRNN(32, VOCAB_OUT)
encoder_outputs, encoder_hidden = encoder(input_batches, input_lengths)

decoder_input = torch.full((small_batch_size,), SOS, dtype=torch.long)
decoder_hidden = encoder_hidden[:1]
loss = 0
for t in range(target_batches.size(0)):
    decoder_output, decoder_hidden, _ = decoder(decoder_input, decoder_hidden, encoder_outputs)
    loss = loss + F.nll_loss(decoder_output, target_batches[t])
    decoder_input = target_batches[t]
loss.backward()
print("loss", loss.item() / target_batches.size(0))
