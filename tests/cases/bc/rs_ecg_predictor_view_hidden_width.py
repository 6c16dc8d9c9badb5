import argparse

import numpy as np
import torch
from torch import nn

parser = argparse.ArgumentParser(description="next value predictor for anomaly detection in ECG recordings")
parser.add_argument("--emsize", type=int, default=64, help="size of rnn input features")
parser.add_argument("--nhid", type=int, default=32, help="number of hidden units per layer")
parser.add_argument("--nlayers", type=int, default=2)
parser.add_argument("--batch_size", type=int, default=8)
parser.add_argument("--bptt", type=int, default=50)
parser.add_argument("--dropout", type=float, default=0.2)
args = parser.parse_args()


class RNNPredictor(nn.Module):
    """Container module with an encoder, a recurrent module and a decoder."""

    def __init__(self, enc_inp_size, rnn_inp_size, rnn_hid_size, dec_out_size, nlayers, dropout=0.5):
        super().__init__()
        self.enc_input_size = enc_inp_size
        self.rnn_inp_size = rnn_inp_size
        self.rnn_hid_size = rnn_hid_size
        self.drop = nn.Dropout(dropout)
        self.encoder = nn.Linear(enc_inp_size, rnn_inp_size)
        self.rnn = nn.LSTM(rnn_inp_size, rnn_hid_size, nlayers, dropout=dropout)
        self.decoder = nn.Linear(rnn_hid_size, dec_out_size)

    def forward(self, input, hidden=None):
        emb = self.drop(self.encoder(input.contiguous().view(-1, self.enc_input_size)))
        emb = emb.view(-1, input.size(1), self.rnn_hid_size)
        output, hidden = self.rnn(emb, hidden)
        decoded = self.decoder(self.drop(output).view(-1, self.rnn_hid_size))
        return decoded.view(output.size(0), output.size(1), -1), hidden


def batchify(series, bsz):
    nbatch = len(series) // bsz
    trimmed = series[: nbatch * bsz]
    return trimmed.reshape(bsz, nbatch, -1).transpose(0, 1).contiguous()


def ecg(n=1208):
    t = np.arange(n)
    leads = np.stack([np.sin(t / 9.0), np.exp(-((t % 57) - 20.0) ** 2 / 8)], axis=1)
    return torch.from_numpy(leads.astype(np.float32))


data = batchify(ecg(), args.batch_size)
model = RNNPredictor(data.size(2), args.emsize, args.nhid, data.size(2), args.nlayers, args.dropout)
optimizer = torch.optim.Adam(model.parameters(), lr=2e-4)
criterion = nn.MSELoss()
for i in range(0, len(data) - 1 - args.bptt, args.bptt):
    inputSeq, targetSeq = data[i:i + args.bptt], data[i + 1:i + 1 + args.bptt]
    outSeq, _ = model(inputSeq)
    loss = criterion(outSeq, targetSeq)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(i, loss.item())
