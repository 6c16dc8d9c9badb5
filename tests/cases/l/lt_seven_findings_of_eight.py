import csv
import os
import tempfile

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

N_CLASSES = 8
DISEASES = "Atelectasis Cardiomegaly Effusion Infiltration Mass Nodule Pneumonia".split()


def write_label_file(path, n=24):
    g = torch.Generator().manual_seed(11)
    with open(path, "w", newline="") as f:
        table = csv.writer(f)
        table.writerow(["Image Index"] + DISEASES)
        for i in range(n):
            marks = (torch.rand(len(DISEASES), generator=g) > 0.8).int().tolist()
            table.writerow([f"{i:08d}_000.png"] + marks)


class ChestXrayDataSet(Dataset):
    def __init__(self, label_file):
        with open(label_file, newline="") as f:
            self.rows = list(csv.DictReader(f))

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        row = self.rows[i]
        picture = torch.rand(1, 64, 64, generator=torch.Generator().manual_seed(i))
        label = torch.tensor([float(row[d]) for d in DISEASES])
        return picture.expand(3, -1, -1), label


class DenseNet121(nn.Module):
    def __init__(self, out_size):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 16, 7, 2, 3), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(3, 2, 1),
            nn.Conv2d(16, 32, 3, 2, 1), nn.BatchNorm2d(32), nn.ReLU(),
        )
        self.classifier = nn.Sequential(nn.Linear(32, out_size), nn.Sigmoid())

    def forward(self, x):
        return self.classifier(self.features(x).mean((2, 3)))


def train(train_loader, n_epochs=1):
    model = DenseNet121(N_CLASSES)
    criterion = nn.BCELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-4)
    for epoch in range(n_epochs):
        running = 0.0
        for inputs_sub, labels_sub in train_loader:
            optimizer.zero_grad()
            outputs = model(inputs_sub)
            loss = criterion(outputs, labels_sub)
            loss.backward()
            optimizer.step()
            running += loss.item()
        print(epoch, running / len(train_loader))


with tempfile.TemporaryDirectory() as folder:
    labels = os.path.join(folder, "train_label.csv")
    write_label_file(labels)
    train(DataLoader(ChestXrayDataSet(labels), batch_size=8))
