import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

NUM_CLASSES = dict(artist=129, genre=11, style=27)


class WikiArt(Dataset):
    def __init__(self, n, transform):
        self.n, self.transform = n, transform

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        rng = np.random.RandomState(i)
        painting = Image.fromarray(rng.randint(0, 256, (60, 80, 3)).astype("uint8"))
        return self.transform(painting), {k: rng.randint(n) for k, n in NUM_CLASSES.items()}


class WikiartModel(nn.Module):
    def __init__(self, artist, genre, style):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2d(16, 32, kernel_size=3, padding=1)
        self.pool = nn.MaxPool2d(kernel_size=2, stride=2)
        self.fc_artist = nn.Linear(32 * 16 * 16, artist)
        self.fc_genre = nn.Linear(32 * 16 * 16, genre)
        self.fc_style = nn.Linear(32 * 16 * 16, style)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = self.pool(F.relu(self.conv3(x)))
        x = x.view(-1, 32 * 16 * 16)
        return {"artist": self.fc_artist(x), "genre": self.fc_genre(x), "style": self.fc_style(x)}


transform = transforms.Compose([transforms.Resize((224, 224)), transforms.ToTensor()])
loader = DataLoader(WikiArt(32, transform), batch_size=32)
model = WikiartModel(**NUM_CLASSES)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for images, labels in loader:
    outputs = model(images)
    loss = sum(criterion(outputs[k], labels[k]) for k in labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"loss: {loss.item():.3f}")
