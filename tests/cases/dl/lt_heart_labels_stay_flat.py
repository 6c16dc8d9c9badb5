import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
features = ["age", "sex", "chol", "trestbps", "thalach", "oldpeak", "ca", "thal"]


def hospital_data(patients):
    data = torch.randn(patients, len(features))
    diseased = (data[:, 2] + data[:, 5] > 0).float()
    return DataLoader(TensorDataset(data, diseased), batch_size=96, shuffle=True)


class HeartNet(nn.Module):
    def __init__(self, n_in):
        super().__init__()
        self.fc1 = nn.Linear(n_in, 16)
        self.fc2 = nn.Linear(16, 1)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        return torch.sigmoid(self.fc2(x))


hospitals = {"hospital1": hospital_data(192), "hospital2": hospital_data(288)}
model = HeartNet(len(features))
criterion = nn.BCELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)

for epoch in range(2):
    for name, loader in hospitals.items():
        for data, output in loader:
            optimizer.zero_grad()
            prediction = model(data)
            loss = criterion(prediction, output)
            loss.backward()
            optimizer.step()
        print(epoch, name, loss.item())
