import torch
import torch.nn as nn

torch.manual_seed(0)


class SLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers, dropout=0.0):
        super().__init__()
        self.hidden_size = hidden_size
        self.cells = nn.ModuleList(
            [nn.LSTMCell(input_size if i == 0 else hidden_size, hidden_size) for i in range(num_layers)])
        self.dropout = nn.Dropout(dropout)

    def forward(self, seq):
        states = [(seq.new_zeros(seq.size(0), self.hidden_size),) * 2 for _ in self.cells]
        outputs = []
        for t in range(seq.size(1)):
            x = seq[:, t]
            for i, cell in enumerate(self.cells):
                states[i] = cell(x, states[i])
                x = self.dropout(states[i][0])
            outputs.append(x)
        return torch.stack(outputs, dim=1)


class XLSTMBlock(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers, dropout=0.0):
        super().__init__()
        self.lstm = SLSTM(input_size, hidden_size, num_layers, dropout)
        self.norm = nn.LayerNorm(input_size)
        self.proj = nn.Linear(hidden_size, input_size)

    def forward(self, seq):
        out = torch.relu(self.proj(self.lstm(seq)))
        return self.norm(out + seq)


class XLSTM(nn.Module):
    def __init__(self, vocab_size, embedding_size, hidden_size, num_layers, num_blocks, dropout=0.0):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding_size)
        self.blocks = nn.ModuleList([
            XLSTMBlock(embedding_size if i == 0 else hidden_size, hidden_size, num_layers, dropout)
            for i in range(num_blocks)
        ])
        self.output_layer = nn.Linear(embedding_size, vocab_size)

    def forward(self, tokens):
        seq = self.embedding(tokens)
        for block in self.blocks:
            seq = block(seq)
        return self.output_layer(seq)


vocab = 5
model = XLSTM(vocab, 8, 16, num_layers=5, num_blocks=2, dropout=0.1)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
inputs = torch.randint(low=0, high=vocab, size=(12, 41))

for step in range(3):
    logits = model(inputs[:, :-1])
    loss = nn.functional.cross_entropy(logits.reshape(-1, vocab), inputs[:, 1:].reshape(-1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
