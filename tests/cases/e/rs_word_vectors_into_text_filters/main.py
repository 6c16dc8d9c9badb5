import torch
from corpus import WORDS, reviews
from textcnn import TextCNN
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
x, y = reviews(80)
loader = DataLoader(TensorDataset(x, y), batch_size=16, shuffle=True)
model = TextCNN(len(WORDS))
optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3)
for epoch in range(2):
    for tokens, labels in loader:
        loss = nn.functional.binary_cross_entropy(model(tokens), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
