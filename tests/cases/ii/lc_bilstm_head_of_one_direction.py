import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(4)

input_size, hidden_size, num_layers, output_size = 10, 20, 2, 5


class BidirectionalLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers, output_size):
        super(BidirectionalLSTM, self).__init__()
        self.lstm = nn.LSTM(input_size, hidden_size, num_layers, batch_first=True, bidirectional=True)
        self.norm = nn.LayerNorm(input_size)
        self.dropout = nn.Dropout(0.2)
        self.fc = nn.Linear(hidden_size, output_size)

    def forward(self, x):
        out, (hn, cn) = self.lstm(self.norm(x))
        return self.fc(self.dropout(out.mean(dim=1)))


series = torch.randn(128, 15, input_size).cumsum(dim=1)
labels = torch.randint(0, output_size, (128,))
loader = DataLoader(TensorDataset(series, labels), batch_size=32, shuffle=True)

model = BidirectionalLSTM(input_size, hidden_size, num_layers, output_size)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

for epoch in range(2):
    running = 0.0
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        running += loss.item() * len(y)
    print(f"epoch {epoch} loss {running / len(series):.4f}")
