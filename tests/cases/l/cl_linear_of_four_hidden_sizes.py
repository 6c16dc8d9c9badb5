import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class RNN(nn.Module):
    def __init__(self, output_size, hidden_size, vocab_size, embedding_length):
        super().__init__()
        self.hidden_size = hidden_size
        self.word_embeddings = nn.Embedding(vocab_size, embedding_length)
        self.rnn = nn.RNN(embedding_length, hidden_size, num_layers=2, bidirectional=True)
        self.label = nn.Linear(4 * hidden_size, output_size)

    def forward(self, input_sentences, batch_size=None):
        input = self.word_embeddings(input_sentences)
        input = input.permute(1, 0, 2)
        if batch_size is None:
            h_0 = torch.zeros(4, input.size(1), self.hidden_size)
        else:
            h_0 = torch.zeros(4, batch_size, self.hidden_size)
        output, h_n = self.rnn(input, h_0)
        # h_n.size() = (4, batch_size, hidden_size)
        h_n = h_n.permute(1, 0, 2)
        h_n = h_n.contiguous().view(h_n.size()[0], h_n.size()[1] * h_n.size()[2])
        return self.label(h_n)


torch.manual_seed(0)
sentences, sentiments = torch.randint(0, 80, (40, 15)), torch.randint(0, 2, (40,))
model = RNN(2, 32, 80, 24)
optim = torch.optim.Adam(model.parameters())
for text, target in DataLoader(TensorDataset(sentences, sentiments), batch_size=16):
    loss = nn.functional.cross_entropy(model(text), target)
    optim.zero_grad()
    loss.backward()
    optim.step()
    print(loss.item())
