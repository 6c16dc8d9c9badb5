import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(1)
USE_CUDA = torch.cuda.is_available()
device = torch.device("cuda" if USE_CUDA else "cpu")
MAX_LENGTH = 12

ATIS = [
    ("show flights from boston to denver", "O O O B-from O B-to", "flight"),
    ("what is the cheapest fare to dallas", "O O O B-cost O O B-to", "airfare"),
    ("flights leaving atlanta on monday", "O O B-from O B-day", "flight"),
    ("which airlines fly to denver", "O O O O B-to", "airline"),
] * 8


def build_vocab(sequences, specials):
    vocab = {word: i for i, word in enumerate(specials)}
    for seq in sequences:
        for word in seq.split():
            vocab.setdefault(word, len(vocab))
    return vocab


def to_ids(text, vocab):
    ids = [vocab[word] for word in text.split()]
    return ids + [vocab["<PAD>"]] * (MAX_LENGTH - len(ids))


class Encoder(nn.Module):
    def __init__(self, input_size, embedding_size, hidden_size, n_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.n_layers = n_layers
        self.embedding = nn.Embedding(input_size, embedding_size)
        self.lstm = nn.LSTM(embedding_size, hidden_size, n_layers, batch_first=True, bidirectional=True)

    def init_hidden(self, input):
        hidden = torch.zeros(self.n_layers * 2, input.size(0), self.hidden_size, device=input.device)
        context = torch.zeros(self.n_layers * 2, input.size(0), self.hidden_size, device=input.device)
        return hidden, context

    def forward(self, input, mask):
        output, _ = self.lstm(self.embedding(input), self.init_hidden(input))
        last = (~mask).sum(1) - 1
        real_context = output[torch.arange(len(output)), last]
        return output, real_context.unsqueeze(1)


class Decoder(nn.Module):
    def __init__(self, slot_size, intent_size, embedding_size, hidden_size, n_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.n_layers = n_layers
        self.embedding = nn.Embedding(slot_size, embedding_size)
        self.lstm = nn.LSTM(embedding_size + hidden_size * 2, hidden_size, n_layers, batch_first=True)
        self.attn = nn.Linear(hidden_size, hidden_size)
        self.slot_out = nn.Linear(hidden_size * 2, slot_size)
        self.intent_out = nn.Linear(hidden_size * 2, intent_size)

    def init_hidden(self, input):
        size = (input.size(0), self.hidden_size)
        if USE_CUDA:
            hidden = torch.zeros(self.n_layers, *size, device=device)
            context = torch.zeros(self.n_layers, *size, device=device)
        else:
            hidden = torch.zeros(self.n_layers * 2, *size)
            context = torch.zeros(self.n_layers * 2, *size)
        return hidden, context

    def attention(self, hidden, encoder_outputs, mask):
        energies = self.attn(encoder_outputs).bmm(hidden[-1].unsqueeze(2)).squeeze(2)  # B,T
        alpha = F.softmax(energies.masked_fill(mask, -1e12), dim=1)
        return alpha.unsqueeze(1).bmm(encoder_outputs)  # B,1,D

    def forward(self, input, context, encoder_outputs, mask):
        embedded = self.embedding(input)
        hidden = self.init_hidden(input)
        decode = []
        for i in range(encoder_outputs.size(1)):
            aligned = encoder_outputs[:, i:i + 1]
            output, hidden = self.lstm(torch.cat((embedded, context, aligned), 2), hidden)
            if i == 0:
                intent_context = self.attention(hidden[0], encoder_outputs, mask)
                intent_score = self.intent_out(torch.cat((output, intent_context), 2).squeeze(1))
            score = self.slot_out(torch.cat((output, context), 2))
            decode.append(score)
            embedded = self.embedding(score.argmax(2))
            context = self.attention(hidden[0], encoder_outputs, mask)
        return torch.cat(decode, 1), intent_score


word2index = build_vocab([s for s, _, _ in ATIS], ["<PAD>"])
tag2index = build_vocab([t for _, t, _ in ATIS], ["<PAD>", "<SOS>"])
intent2index = build_vocab([i for _, _, i in ATIS], [])
x = torch.tensor([to_ids(s, word2index) for s, _, _ in ATIS], device=device)
tags = torch.tensor([to_ids(t, tag2index) for _, t, _ in ATIS], device=device)
intents = torch.tensor([intent2index[i] for _, _, i in ATIS], device=device)

encoder = Encoder(len(word2index), 16, 24).to(device)
decoder = Decoder(len(tag2index), len(intent2index), 8, 24 * 2).to(device)
optimizer = torch.optim.Adam(list(encoder.parameters()) + list(decoder.parameters()), lr=1e-3)
for step, batch in enumerate(torch.randperm(len(x), device=device).split(16)):
    mask = x[batch] == 0
    output, context = encoder(x[batch], mask)
    start = torch.full((len(batch), 1), tag2index["<SOS>"], device=device)
    tag_score, intent_score = decoder(start, context, output, mask)
    loss = F.cross_entropy(tag_score.flatten(0, 1), tags[batch].view(-1), ignore_index=0)
    loss = loss + F.cross_entropy(intent_score, intents[batch])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("step", step, "loss", loss.item())
