import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
N_CLIPS, N_FRAMES, N_MELS = 48, 50, 70

# log-mel frames of short spoken commands
clips = torch.randn(N_CLIPS, N_FRAMES, N_MELS)
commands = torch.randint(0, 4, (N_CLIPS,))
loader = DataLoader(TensorDataset(clips, commands), batch_size=8, shuffle=True)


class CommandNet(nn.Module):
    def __init__(self, n_mels, n_commands):
        super().__init__()
        self.fc11 = nn.Linear(n_mels, 20)
        self.bn11 = nn.BatchNorm1d(20)
        self.fc12 = nn.Linear(20, 20)
        self.drop = nn.Dropout(0.2)
        self.out = nn.Linear(20, n_commands)

    def forward(self, inputs):
        out = self.fc11(inputs)
        out = torch.relu(self.bn11(out))
        out = torch.relu(self.fc12(out))
        out = self.drop(out.mean(dim=1))
        return self.out(out)


model = CommandNet(N_MELS, 4)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

for epoch in range(2):
    total = 0.0
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item()
    print(f"epoch {epoch}: {total / len(loader):.4f}")
