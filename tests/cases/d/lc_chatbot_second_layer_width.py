import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

intents = {
    "hello": ["hi there", "hello bot", "good morning", "hey you"],
    "hours": ["when do you open", "opening hours please", "are you open today"],
    "pay": ["can i pay by card", "do you take cash", "which cards do you accept"],
    "bye": ["see you later", "bye bye", "thank you and goodbye"],
}
tags = sorted(intents)
all_words = sorted({w for lines in intents.values() for line in lines for w in line.split()})


def bag_of_words(sentence):
    present = set(sentence.split())
    return np.array([w in present for w in all_words], dtype=np.float32)


class ChatDataset(Dataset):
    def __init__(self):
        pairs = [(line, tags.index(tag)) for tag, lines in intents.items() for line in lines]
        self.x_data = np.stack([bag_of_words(line) for line, _ in pairs])
        self.y_data = [label for _, label in pairs]

    def __getitem__(self, index):
        return self.x_data[index], self.y_data[index]

    def __len__(self):
        return len(self.y_data)


class NeuralNet(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes):
        super(NeuralNet, self).__init__()
        self.l1 = nn.Linear(input_size, hidden_size)
        self.l2 = nn.Linear(input_size, hidden_size)
        self.l3 = nn.Linear(hidden_size, num_classes)
        self.relu = nn.ReLU()

    def forward(self, x):
        out = self.relu(self.l1(x))
        out = self.relu(self.l2(out))
        return self.l3(out)


num_epochs = 2
hidden_size = 8
input_size = len(all_words)
output_size = len(tags)

model = NeuralNet(input_size, hidden_size, output_size)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
for epoch in range(num_epochs):
    for words, labels in DataLoader(ChatDataset(), batch_size=8, shuffle=True):
        loss = criterion(model(words), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"Epoch {epoch + 1}, loss {loss.item():.4f}")
