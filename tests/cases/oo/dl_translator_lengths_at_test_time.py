import random

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

PAD_token, SOS_token, EOS_token = 0, 1, 2
MAX_LENGTH = 12

RAW_PAIRS = [
    ("vous etes grands .", "you re tall ."),
    ("je suis fatigue .", "i m tired ."),
    ("il est tres riche .", "he is very rich ."),
    ("nous sommes en retard .", "we re late ."),
    ("elle a peur des chiens .", "she is afraid of dogs ."),
    ("tu es mon meilleur ami .", "you re my best friend ."),
    ("ils sont a la maison .", "they are at home ."),
    ("je ne suis pas malade .", "i m not sick ."),
]


class Lang:
    def __init__(self, name):
        self.name = name
        self.word2index = {}
        self.index2word = {0: "PAD", 1: "SOS", 2: "EOS"}
        self.n_words = 3

    def index_words(self, sentence):
        for word in sentence.split(" "):
            if word not in self.word2index:
                self.word2index[word] = self.n_words
                self.index2word[self.n_words] = word
                self.n_words += 1


input_lang, output_lang = Lang("fra"), Lang("eng")
for a, b in RAW_PAIRS:
    input_lang.index_words(a)
    output_lang.index_words(b)


def indexes_from_sentence(lang, sentence):
    return [lang.word2index[word] for word in sentence.split(" ")] + [EOS_token]


def pad_seq(seq, max_length):
    return seq + [PAD_token] * (max_length - len(seq))


def random_batch(batch_size):
    chosen = [random.choice(RAW_PAIRS) for _ in range(batch_size)]
    seqs = [(indexes_from_sentence(input_lang, a), indexes_from_sentence(output_lang, b)) for a, b in chosen]
    seqs.sort(key=lambda p: len(p[0]), reverse=True)
    input_seqs, target_seqs = zip(*seqs)
    input_lengths = [len(s) for s in input_seqs]
    target_lengths = [len(s) for s in target_seqs]
    input_var = torch.tensor([pad_seq(s, max(input_lengths)) for s in input_seqs]).transpose(0, 1)
    target_var = torch.tensor([pad_seq(s, max(target_lengths)) for s in target_seqs]).transpose(0, 1)
    return input_var, input_lengths, target_var


class EncoderRNN(nn.Module):
    def __init__(self, input_size, hidden_size, n_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.embedding = nn.Embedding(input_size, hidden_size)
        self.gru = nn.GRU(hidden_size, hidden_size, n_layers, bidirectional=True)

    def forward(self, input_seqs, input_lengths, hidden=None):
        embedded = self.embedding(input_seqs)
        packed = pack_padded_sequence(embedded, input_lengths)
        outputs, hidden = self.gru(packed, hidden)
        outputs, output_lengths = pad_packed_sequence(outputs)
        outputs = outputs[:, :, :self.hidden_size] + outputs[:, :, self.hidden_size:]
        return outputs, hidden


class LuongAttnDecoderRNN(nn.Module):
    def __init__(self, hidden_size, output_size, n_layers=1):
        super().__init__()
        self.embedding = nn.Embedding(output_size, hidden_size)
        self.gru = nn.GRU(hidden_size, hidden_size, n_layers)
        self.concat = nn.Linear(hidden_size * 2, hidden_size)
        self.out = nn.Linear(hidden_size, output_size)

    def forward(self, input_seq, last_hidden, encoder_outputs):
        embedded = self.embedding(input_seq).unsqueeze(0)
        rnn_output, hidden = self.gru(embedded, last_hidden)
        energies = torch.bmm(rnn_output.transpose(0, 1), encoder_outputs.permute(1, 2, 0))
        context = energies.softmax(-1).bmm(encoder_outputs.transpose(0, 1))
        concat_input = torch.cat((rnn_output.squeeze(0), context.squeeze(1)), 1)
        return self.out(torch.tanh(self.concat(concat_input))), hidden, energies


hidden_size = 48
encoder = EncoderRNN(input_lang.n_words, hidden_size)
decoder = LuongAttnDecoderRNN(hidden_size, output_lang.n_words)
optimizer = torch.optim.Adam(list(encoder.parameters()) + list(decoder.parameters()), lr=5e-3)


def train(input_batches, input_lengths, target_batches):
    optimizer.zero_grad()
    encoder_outputs, encoder_hidden = encoder(input_batches, input_lengths)
    decoder_hidden = encoder_hidden[:1]
    decoder_input = torch.full((input_batches.size(1),), SOS_token)
    loss = 0
    for t in range(target_batches.size(0)):
        output, decoder_hidden, _ = decoder(decoder_input, decoder_hidden, encoder_outputs)
        loss = loss + F.cross_entropy(output, target_batches[t], ignore_index=PAD_token)
        decoder_input = target_batches[t]
    loss.backward()
    optimizer.step()
    return loss.item() / target_batches.size(0)


@torch.no_grad()
def evaluate(input_seq, max_length=MAX_LENGTH):
    input_lengths = [len(input_seq)]
    input_seqs = [indexes_from_sentence(input_lang, input_seq)]
    input_batches = torch.tensor(input_seqs).transpose(0, 1)
    encoder_outputs, encoder_hidden = encoder(input_batches, input_lengths)
    decoder_hidden, decoder_input, words = encoder_hidden[:1], torch.tensor([SOS_token]), []
    for _ in range(max_length):
        output, decoder_hidden, _ = decoder(decoder_input, decoder_hidden, encoder_outputs)
        decoder_input = output.argmax(1)
        if decoder_input.item() == EOS_token:
            break
        words.append(output_lang.index2word[decoder_input.item()])
    return " ".join(words)


random.seed(1)
torch.manual_seed(1)
for epoch in range(1, 61):
    loss = train(*random_batch(6))
    if epoch % 20 == 0:
        print(epoch, round(loss, 3))
        src, ref = random.choice(RAW_PAIRS)
        print(">", src, "=", ref, "<", evaluate(src))
