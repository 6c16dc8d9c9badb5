import torch
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(3)

# pclass, sex, age, siblings, parents, fare -> survived
n = 128
x_data = torch.stack([
    torch.randint(1, 4, (n,)), torch.randint(0, 2, (n,)), torch.randint(1, 75, (n,)),
    torch.randint(0, 4, (n,)), torch.randint(0, 3, (n,)), torch.randint(5, 90, (n,)),
], dim=1).float()
y_data = (torch.rand(n) < 0.25 + 0.5 * x_data[:, 1]).float().unsqueeze(1)


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1 = torch.nn.Linear(6, 36)
        self.layer2 = torch.nn.Linear(36, 1)
        self.sigmoid = torch.nn.Sigmoid()

    def forward(self, x):
        out1 = self.sigmoid(self.layer1(x))
        y_pred = self.sigmoid(self.layer2(out1))
        return y_pred


train_loader = DataLoader(dataset=TensorDataset(x_data, y_data), batch_size=32, shuffle=True)
model = Model()
criterion = torch.nn.BCELoss(reduction="mean")
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for epoch in range(2):
    for inputs, labels in train_loader:
        y_pred = model(inputs)
        loss = criterion(y_pred, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())

# would this passenger have survived?
passenger = torch.Tensor([[3.0], [1.0], [22.0], [1.0], [0.0], [7.25]])
with torch.no_grad():
    print(model(passenger))
