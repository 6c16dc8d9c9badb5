import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(11)
PAD, SOS, EOS = 0, 1, 2


class EncoderLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, n_layers=1, drop_prob=0):
        super(EncoderLSTM, self).__init__()
        self.hidden_size = hidden_size
        self.n_layers = n_layers
        self.embedding = nn.Embedding(input_size, hidden_size)
        self.lstm = nn.LSTM(hidden_size, hidden_size, n_layers, dropout=drop_prob, batch_first=True)

    def forward(self, inputs, hidden):
        embedded = self.embedding(inputs)
        output, hidden = self.lstm(embedded, hidden)
        return output, hidden

    def init_hidden(self, batch_size=1):
        return (torch.zeros(self.n_layers, batch_size, self.hidden_size),
                torch.zeros(self.n_layers, batch_size, self.hidden_size))


class BahdanauDecoder(nn.Module):
    def __init__(self, hidden_size, output_size, n_layers=1, drop_prob=0.1):
        super(BahdanauDecoder, self).__init__()
        self.embedding = nn.Embedding(output_size, hidden_size)
        self.fc_hidden = nn.Linear(hidden_size, hidden_size, bias=False)
        self.fc_encoder = nn.Linear(hidden_size, hidden_size, bias=False)
        self.weight = nn.Linear(hidden_size, 1, bias=False)
        self.dropout = nn.Dropout(drop_prob)
        self.lstm = nn.LSTM(hidden_size * 2, hidden_size, n_layers, batch_first=True)
        self.classifier = nn.Linear(hidden_size, output_size)

    def forward(self, inputs, hidden, encoder_outputs):
        embedded = self.dropout(self.embedding(inputs).unsqueeze(1))
        # Calculating Alignment Scores
        x = torch.tanh(self.fc_hidden(hidden[0]) + self.fc_encoder(encoder_outputs))
        alignment_scores = self.weight(x)
        # Softmaxing alignment scores to get Attention weights
        attn_weights = F.softmax(alignment_scores, dim=1)
        # Multiplying the Attention weights with encoder outputs to get the context vector
        context_vector = torch.bmm(attn_weights.transpose(1, 2), encoder_outputs)
        output = torch.cat((embedded, context_vector), 2)
        output, hidden = self.lstm(output, hidden)
        output = F.log_softmax(self.classifier(output[:, 0]), dim=1)
        return output, hidden, attn_weights


def make_pairs(n=36, src_len=9, trg_len=5):
    src = torch.randint(3, 60, (n, src_len))
    trg = src[:, :trg_len] % 40
    trg[:, -1] = EOS
    return src, trg


hidden_size, batch_size = 48, 6
encoder = EncoderLSTM(60, hidden_size)
decoder = BahdanauDecoder(hidden_size, 40)
params = list(encoder.parameters()) + list(decoder.parameters())
optimizer = torch.optim.Adam(params, lr=0.001)
src, trg = make_pairs()
for step, (sentences, target) in enumerate(zip(src.split(batch_size), trg.split(batch_size))):
    loss = 0.0
    h = encoder.init_hidden(len(sentences))
    encoder_outputs, h = encoder(sentences, h)
    decoder_input, decoder_hidden = torch.full((len(sentences),), SOS), h
    for ii in range(target.size(1)):
        decoder_output, decoder_hidden, attn = decoder(decoder_input, decoder_hidden, encoder_outputs)
        decoder_input = target[:, ii]
        loss = loss + F.nll_loss(decoder_output, target[:, ii])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item() / target.size(1))
