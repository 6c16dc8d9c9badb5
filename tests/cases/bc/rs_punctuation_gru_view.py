import torch
import torch.nn as nn

chars = "abcdefghijklmnopqrstuvwxyz ,.?'"
marks = ["", ",", ".", "?"]
text = "well, the model reads letters. does it know where a sentence ends? it should, i think. " * 12


def strip_marks(sample):
    """Letters without punctuation, and for each letter the mark that follows it."""
    letters, targets = [], []
    for ch in sample:
        if ch in marks and letters:
            targets[-1] = marks.index(ch)
        else:
            letters.append(chars.index(ch))
            targets.append(0)
    return letters, targets


class GruRNN(nn.Module):
    def __init__(self, input_size, hidden_size, output_size, layers=1, bi=False):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = layers
        self.bi_mul = 2 if bi else 1
        self.encoder = nn.Linear(input_size, hidden_size)
        self.gru = nn.GRU(input_size, hidden_size, layers, batch_first=True, bidirectional=bi)
        self.decoder = nn.Linear(hidden_size * self.bi_mul, output_size)

    def forward(self, x, hidden):
        embeded = x
        gru_output, hidden = self.gru(embeded, hidden.view(self.layers * self.bi_mul, -1, self.hidden_size))
        output = self.decoder(gru_output.view(-1, self.hidden_size * self.bi_mul))
        return output.view(x.size(0), -1, output.size(-1)), hidden

    def init_hidden(self, random=False):
        make = torch.randn if random else torch.zeros
        return make(self.layers * self.bi_mul, self.hidden_size)


letters, targets = strip_marks(text)
batch_size, seq_len = 6, 100
n = batch_size * seq_len
x = nn.functional.one_hot(torch.tensor(letters[:n]), len(chars)).float().view(batch_size, seq_len, -1)
y = torch.tensor(targets[:n]).view(batch_size, seq_len)

model = GruRNN(len(chars), 40, len(marks), layers=2, bi=True)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(2):
    hidden = model.init_hidden().unsqueeze(1).repeat(1, batch_size, 1)
    output, hidden = model(x, hidden)
    loss = nn.functional.cross_entropy(output.transpose(1, 2), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
