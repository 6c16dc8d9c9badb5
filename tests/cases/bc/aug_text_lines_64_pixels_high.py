import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

alphabet = "0123456789abcdefghijklmnopqrstuvwxyz"

to_input = transforms.Compose([
    transforms.Grayscale(),
    transforms.Resize((64, 128)),
    transforms.ToTensor(),
    transforms.Normalize((0.5,), (0.5,)),
])


class WordPictures(Dataset):
    words = ["hello", "crnn", "2017", "synth90k", "lexicon", "slant", "text", "ocr"]

    def __len__(self):
        return len(self.words)

    def __getitem__(self, i):
        rng = np.random.RandomState(i)
        picture = Image.fromarray(rng.randint(0, 256, (31, 90 + 4 * i, 3)).astype("uint8"))
        return to_input(picture), self.words[i]


def encode(words):
    codes = [alphabet.index(ch) + 1 for w in words for ch in w]
    return torch.tensor(codes), torch.tensor([len(w) for w in words])


def conv_relu(cin, cout, k=3, p=1):
    return [nn.Conv2d(cin, cout, k, 1, p), nn.ReLU(True)]


class CRNN(nn.Module):
    def __init__(self, nc, nclass, nh):
        super().__init__()
        self.cnn = nn.Sequential(
            *conv_relu(nc, 16), nn.MaxPool2d(2, 2),
            *conv_relu(16, 32), nn.MaxPool2d(2, 2),
            *conv_relu(32, 48), nn.MaxPool2d((2, 2), (2, 1), (0, 1)),
            *conv_relu(48, 64), nn.MaxPool2d((2, 2), (2, 1), (0, 1)),
            *conv_relu(64, 64, 2, 0),
        )
        self.rnn = nn.LSTM(64, nh, bidirectional=True)
        self.embedding = nn.Linear(2 * nh, nclass)

    def forward(self, image):
        conv = self.cnn(image)
        conv = conv.squeeze(2)
        conv = conv.permute(2, 0, 1)  # [w, b, c]
        recurrent, _ = self.rnn(conv)
        return self.embedding(recurrent)


crnn = CRNN(nc=1, nclass=len(alphabet) + 1, nh=32)
criterion = nn.CTCLoss()
optimizer = torch.optim.RMSprop(crnn.parameters(), lr=1e-3)
for images, words in DataLoader(WordPictures(), batch_size=4):
    text, length = encode(words)
    preds = crnn(images).log_softmax(2)
    preds_size = torch.full((images.size(0),), preds.size(0))
    cost = criterion(preds, text, preds_size, length)
    optimizer.zero_grad()
    cost.backward()
    optimizer.step()
    print("ctc", cost.item())
