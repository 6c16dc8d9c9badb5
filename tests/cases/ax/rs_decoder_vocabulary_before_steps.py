import torch
import torch.nn as nn
import torch.nn.functional as F

PAD, SOS, EOS = 0, 1, 2


def reversal_pairs(n, length, vocab, seed):
    """Toy task: the target is the reversed source sentence."""
    g = torch.Generator().manual_seed(seed)
    src = torch.randint(3, vocab, (n, length), generator=g)
    sos, eos = torch.full((n, 1), SOS), torch.full((n, 1), EOS)
    return src, torch.cat([sos, src.flip(1), eos], dim=1)


class EncoderRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, hidden_size)
        self.rnn = nn.GRU(hidden_size, hidden_size, batch_first=True)

    def forward(self, input_var):
        return self.rnn(self.embedding(input_var))


class DecoderRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.output_size = vocab_size
        self.hidden_size = hidden_size
        self.embedding = nn.Embedding(vocab_size, hidden_size)
        self.rnn = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size * 2, vocab_size)

    def attend(self, output, context):
        weights = torch.bmm(output, context.transpose(1, 2)).softmax(dim=-1)
        return torch.cat([torch.bmm(weights, context), output], dim=2)

    def forward(self, inputs, hidden, encoder_outputs):
        batch_size = inputs.size(0)
        output, hidden = self.rnn(self.embedding(inputs), hidden)
        output = self.attend(output, encoder_outputs)
        logits = self.out(output.view(-1, self.hidden_size * 2))
        predicted = F.log_softmax(logits, dim=1).view(batch_size, self.output_size, -1)
        return predicted, hidden


vocab, hidden_size = 60, 48
encoder, decoder = EncoderRNN(vocab, hidden_size), DecoderRNN(vocab, hidden_size)
params = list(encoder.parameters()) + list(decoder.parameters())
optimizer = torch.optim.Adam(params, lr=1e-3)
criterion = nn.NLLLoss(ignore_index=PAD)
for step in range(3):
    src, tgt = reversal_pairs(8, 10, vocab, seed=step)
    encoder_outputs, state = encoder(src)
    predicted, _ = decoder(tgt[:, :-1], state, encoder_outputs)
    loss = criterion(predicted.transpose(1, 2), tgt[:, 1:])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step}: {loss.item():.3f}")
