import torch
import torch.nn as nn
import torch.nn.functional as F

SRC_VOCAB, TRG_VOCAB = 40, 50
EMB, ENC_HID, DEC_HID = 16, 24, 32
N_LAYERS = 2


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(SRC_VOCAB, EMB)
        self.rnn = nn.GRU(EMB, ENC_HID, bidirectional=True)
        self.fc = nn.Linear(ENC_HID * 2, DEC_HID)

    def forward(self, src):
        outputs, hidden = self.rnn(self.embedding(src))
        hidden = torch.tanh(self.fc(torch.cat((hidden[-2], hidden[-1]), dim=1)))
        return outputs, hidden


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.attn = nn.Linear(ENC_HID * 2 + DEC_HID, DEC_HID)
        self.v = nn.Linear(DEC_HID, 1, bias=False)

    def forward(self, hidden, encoder_outputs):
        src_len = encoder_outputs.shape[0]
        hidden = hidden.unsqueeze(1).repeat(1, src_len, 1)
        encoder_outputs = encoder_outputs.permute(1, 0, 2)
        energy = torch.tanh(self.attn(torch.cat((hidden, encoder_outputs), dim=2)))
        return F.softmax(self.v(energy).squeeze(2), dim=1)


class Decoder(nn.Module):
    def __init__(self, n_layers):
        super().__init__()
        self.n_layers = n_layers
        self.attention = Attention()
        self.embedding = nn.Embedding(TRG_VOCAB, EMB)
        self.rnn = nn.GRU(ENC_HID * 2 + EMB, DEC_HID, num_layers=n_layers)
        self.fc_out = nn.Linear(ENC_HID * 2 + DEC_HID + EMB, TRG_VOCAB)

    def forward(self, token, hidden, encoder_outputs):
        embedded = self.embedding(token.unsqueeze(0))
        a = self.attention(hidden, encoder_outputs).unsqueeze(1)
        weighted = torch.bmm(a, encoder_outputs.permute(1, 0, 2)).permute(1, 0, 2)
        rnn_input = torch.cat((embedded, weighted), dim=2)
        output, hidden = self.rnn(rnn_input, hidden.unsqueeze(0).repeat(self.n_layers, 1, 1))
        prediction = self.fc_out(torch.cat((output, weighted, embedded), dim=2).squeeze(0))
        return prediction, hidden.squeeze(0)


class Seq2Seq(nn.Module):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def forward(self, src, trg):
        encoder_outputs, hidden = self.encoder(src)
        outputs = []
        for t in range(len(trg) - 1):
            output, hidden = self.decoder(trg[t], hidden, encoder_outputs)
            outputs.append(output)
        return torch.stack(outputs)


model = Seq2Seq(Encoder(), Decoder(N_LAYERS))
optimizer = torch.optim.Adam(model.parameters())
for step in range(2):
    src, trg = torch.randint(1, SRC_VOCAB, (9, 6)), torch.randint(1, TRG_VOCAB, (7, 6))
    output = model(src, trg)
    loss = F.cross_entropy(output.flatten(0, 1), trg[1:].flatten())
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1)
    optimizer.step()
    print(step, loss.item())
