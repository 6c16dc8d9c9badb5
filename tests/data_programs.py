"""Programs whose samples, splits or counts are wrong, each with the title of the edit that mends it."""

from __future__ import annotations

DATA = {
    "windows of one phase not turned as those of the other": (
        """
def train_windows(stream, batch, steps):
    data = stream.view(batch, -1).t().contiguous()
    for i in range(0, len(data) - steps, steps):
        yield data[i:i + steps]
def eval_windows(stream, batch, steps):
    data = stream.view(batch, -1)
    for i in range(0, data.size(1) - steps, steps):
        yield data[:, i:i + steps]
def run(windows, batch):
    rnn, state = nn.RNN(1, 4), torch.zeros(1, batch, 4)
    for part in windows:
        rnn(part[..., None].float(), state)
def main():
    run(train_windows(torch.arange(60), 4, 5), 4)
    run(eval_windows(torch.arange(24), 2, 5), 2)
main()
""",
        "do in eval_windows what train_windows does",
    ),
    "filled up to a length and never cut to it": (
        """
from torch.utils.data import DataLoader, Dataset
class Texts(Dataset):
    def __init__(self, most):
        self.ids, self.most = [[1] * n for n in (3, 9, 5, 4)], most
    def __len__(self):
        return len(self.ids)
    def __getitem__(self, i):
        ids = self.ids[i]
        return ids + [0] * (self.most - len(ids))
def join(batch):
    return torch.stack([torch.tensor(ids) for ids in batch])
places = nn.Embedding(6, 4)
for ids in DataLoader(Texts(6), batch_size=4, collate_fn=join):
    places(torch.arange(ids.size(1)))
""",
        "cut ids to self.most",
    ),
    "two lists where a model scores pairs": (
        """
class Scores(nn.Module):
    def __init__(self, users, films):
        super().__init__()
        self.users, self.films = nn.Embedding(users, 4), nn.Embedding(films, 4)
    def forward(self, user, film):
        return (self.users(user) * self.films(film)).sum(1)
users, films = 5, 7
model = Scores(users, films)
user, film = torch.arange(users), torch.arange(films)
table = model(user, film).view(users, films)
""",
        "give it every pair of user and film",
    ),
    "lengths counted on the texts, not on their codes": (
        """
from torch.nn.utils.rnn import pad_sequence
CODES = {c: i + 1 for i, c in enumerate("ABC")}
def encode(texts):
    codes = [torch.tensor([CODES[c] for c in text if c in CODES]) for text in texts]
    length = torch.tensor([len(text) for text in texts])
    return pad_sequence(codes, batch_first=True), length
targets, lengths = encode(["AB.jpg", "CBA.jpg"])
scores = torch.rand(12, 2, 4).log_softmax(2)
F.ctc_loss(scores, targets, torch.tensor([12, 12]), lengths)
""",
        "count the lengths on codes, which is padded",
    ),
    "a step that gives pictures of twice the size": (
        """
from torch.utils.data import DataLoader, Dataset
SIDE = 16
class Fit:
    def __init__(self, size):
        self.size = size
    def __call__(self, img):
        return img[:self.size[0], :self.size[1]]
class Mosaic:
    def __init__(self, size):
        self.size = size
    def __call__(self, img):
        h, w = self.size
        whole = torch.zeros(2 * h, 2 * w, 3)
        whole[:h, :w] = img[:h, :w]
        return whole
class Photos(Dataset):
    def __init__(self, steps):
        self.steps = steps
    def __len__(self):
        return 4
    def __getitem__(self, i):
        img = torch.rand(SIDE, SIDE, 3)
        for step in self.steps[:1] if i == 0 else self.steps:
            img = step(img)
        return img
photos = Photos([Fit((SIDE, SIDE)), Mosaic((SIDE, SIDE))])
for batch in DataLoader(photos, batch_size=4):
    batch.permute(0, 3, 1, 2)
""",
        "build Mosaic for 1/2 of the size",
    ),
    "mixed labels compared with class numbers": (
        """
torch.manual_seed(0)
labels = torch.softmax(torch.rand(8, 5), 1)
_, predicted = torch.max(torch.rand(8, 5), 1)
correct = predicted.eq(labels).sum().item()
""",
        "class numbers from the one-hot targets",
    ),
    "a cut that shortens once more": (
        """
from torch.utils.data import DataLoader, Dataset
class Sounds(Dataset):
    def __init__(self, most, multiple):
        self.most, self.multiple = most, multiple
    def __len__(self):
        return 4
    def __getitem__(self, i):
        data = torch.rand(30 + 9 * i)
        data = data[:self.most]
        data = data[:len(data) // self.multiple * self.multiple]
        return data
for wave in DataLoader(Sounds(40, 8), batch_size=4):
    wave.mean()
""",
        "pad data to the length of the cut",
    ),
    "a model built for the pictures of another call": (
        """
import os, tempfile
class Net(nn.Module):
    def __init__(self, side=32):
        super().__init__()
        self.windows = nn.Parameter(torch.zeros(min(side // 4, 8), 3))
    def forward(self, x):
        return x.mean() + self.windows.sum()
def train(path, side=16):
    model = Net(side=side)
    torch.save(model.state_dict(), path)
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "net.pt")
    train(path)
    model = Net()
    model.load_state_dict(torch.load(path))
""",
        "build Net with side=16",
    ),
    "tables as long as the limit that is named": (
        """
class Options:
    max_len = 24
class Places(nn.Module):
    def __init__(self, width, most=10):
        super().__init__()
        self.register_buffer("rows", torch.zeros(1, most, width))
    def forward(self, x):
        return x + self.rows[:, :x.size(1)]
places = Places(4)
for n in (8, 14, 20):
    places(torch.rand(2, n, 4))
""",
        "24",
    ),
    "a vocabulary built anew where a checkpoint is read": (
        """
import os, tempfile
def words_of(texts):
    words = {"<pad>": 0}
    for word in " ".join(texts).split():
        words.setdefault(word, len(words))
    return words
def train(path):
    vocab = words_of(["a b c d", "e f"])
    net = nn.Embedding(len(vocab), 4)
    torch.save({"state_dict": net.state_dict(), "dim": 4}, path)
def infer(path, texts):
    checkpoint = torch.load(path)
    vocab = words_of(texts)
    net = nn.Embedding(len(vocab), checkpoint["dim"])
    net.load_state_dict(checkpoint["state_dict"])
with tempfile.TemporaryDirectory() as folder:
    train(os.path.join(folder, "net.pt"))
    infer(os.path.join(folder, "net.pt"), ["b a"])
""",
        "keep vocab in the checkpoint, and read it from there",
    ),
    "a loop that ends with a part of a window": (
        """
class Chunks(torch.utils.data.Dataset):
    def __init__(self, ids, n, stride):
        self.parts = []
        for i in range(0, len(ids) - 1, stride):
            self.parts.append((ids[i:i + n], ids[i + 1:i + n + 1]))
    def __len__(self):
        return len(self.parts)
    def __getitem__(self, i):
        return self.parts[i]
for x, y in torch.utils.data.DataLoader(Chunks(torch.arange(44), 16, 16), batch_size=4):
    assert x.shape == y.shape
""",
        "end the loop with the last whole window",
    ),
    "one stereo recording, read long before": (
        """
import numpy as np
def read(i):
    return np.zeros((20, 2) if i == 3 else 20, dtype=np.float32), 16000
class Takes(torch.utils.data.Dataset):
    def __init__(self):
        self.data = []
        for i in range(4):
            audio, rate = read(i)
            self.data.append(dict(audio=torch.from_numpy(audio), rate=rate))
    def __len__(self):
        return 4
    def __getitem__(self, i):
        return dict(audio=self.data[i]["audio"][:16], rate=self.data[i]["rate"])
for batch in torch.utils.data.DataLoader(Takes(), batch_size=4):
    assert batch["audio"].shape == (4, 16)
""",
        "average the 2 channels of the odd samples",
    ),
    "a step that looks for its tensors under another name": (
        """
class Crop:
    def __init__(self, size, data_key="data", label_key="seg"):
        self.size, self.data_key, self.label_key = size, data_key, label_key
    def __call__(self, **batch):
        for key in (self.data_key, self.label_key):
            if key in batch:
                batch[key] = batch[key][..., :self.size]
        return batch
batch = Crop(6)(**{"data": torch.rand(2, 3, 9), "label": torch.zeros(2, 9).long()})
nn.functional.cross_entropy(batch["data"], batch["label"])
""",
        "give Crop label_key='label'",
    ),
    "a step that takes some of the keys only": (
        """
class Crop:
    def __init__(self, size, keys=("data",)):
        self.size, self.keys = size, keys
    def __call__(self, batch):
        for key in self.keys:
            batch[key] = batch[key][..., :self.size]
        return batch
batch = Crop(6)({"data": torch.rand(2, 3, 9), "seg": torch.zeros(2, 9).long()})
nn.functional.cross_entropy(batch["data"], batch["seg"])
""",
        'give Crop keys=("data", "seg")',
    ),
    "two channels of a recording taken for more samples": (
        """
import numpy as np
def read(channels):
    data = np.zeros(80 * channels, dtype=np.float32)
    if channels > 1:
        data = data.reshape(-1, channels)
    return torch.from_numpy(data)
for channels in (1, 2):
    wave = read(channels).unsqueeze(0)
    count = wave.size(1)
    wave.reshape(1, 1, count)
""",
        "take the mean of the channels of a recording",
    ),
    "one number of the data in several options": (
        """
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--enc_in", type=int, default=7)
parser.add_argument("--c_out", type=int, default=7)
parser.add_argument("--batch_size", type=int, default=7)
args = parser.parse_args([])
net = nn.Sequential(nn.Conv1d(args.enc_in, 8, 3, padding=1), nn.Conv1d(8, args.c_out, 1))
x = torch.rand(args.batch_size, 21, 12)
nn.functional.mse_loss(net(x), x)
""",
        "change --enc_in and --c_out from 7 to 21",
    ),
    "a mask that was not cut like what it picks from": (
        """
class Impute:
    def select(self, outputs, x):
        start = -1
        return outputs[:, :, start:], x[:, :, start:]
    def loss(self, outputs, x, mask):
        outputs, x = self.select(outputs, x)
        return (outputs[mask == 0] - x[mask == 0]).abs().mean()
Impute().loss(torch.rand(2, 8, 7), torch.rand(2, 8, 7), torch.randint(0, 2, (2, 8, 7)))
""",
        "cut mask to its last 1 of 7",
    ),
    "samples put together before they have one length": (
        """
class Waves(torch.utils.data.Dataset):
    def __len__(self):
        return 4
    def __getitem__(self, i):
        return torch.ones(1, 20 + 7 * i)
class Fixed(torch.utils.data.Dataset):
    def __init__(self, data, n):
        self.data, self.n = data, n
    def __len__(self):
        return len(self.data)
    def __getitem__(self, i):
        return F.pad(self.data[i], (0, 50))[:, :self.n]
class Mixed(torch.utils.data.Dataset):
    def __init__(self, data):
        self.data = data
    def __len__(self):
        return len(self.data)
    def __getitem__(self, i):
        x, y = self.data[i], self.data[i - 1]
        return x * 0.7 + y * 0.3
data = Waves()
data = Mixed(data)
data = Fixed(data, 30)
next(iter(torch.utils.data.DataLoader(data, batch_size=2)))
""",
        "put Fixed before Mixed",
    ),
    "two samples of which one is shorter": (
        """
class Mixed(torch.utils.data.Dataset):
    def __len__(self):
        return 2
    def __getitem__(self, i):
        x, y = torch.ones(1, 20 + 7 * i), torch.ones(1, 27)
        z = x * 0.7 + y * 0.3
        return z
next(iter(torch.utils.data.DataLoader(Mixed(), batch_size=2)))
""",
        "pad the shorter one",
    ),
    "a factor too many in a size": (
        """
AGENTS = 6
class World:
    features = ("x", "y", "speed")
    def __init__(self):
        self.n_state = len(self.features) * AGENTS
world = World()
nets = [nn.Linear(world.n_state, 2) for _ in range(AGENTS)]
states = torch.rand(AGENTS, len(world.features))
for net, state in zip(nets, states):
    net(state[None])
""",
        "count len(self.features) alone",
    ),
    "a vocabulary of another folder than its checkpoint": (
        """
import os
import tempfile
def words(path):
    with open(path) as file:
        return file.read().split()
def main():
    own_dir, model_dir = tempfile.mkdtemp(), tempfile.mkdtemp()
    for folder, text in ((own_dir, "a b c"), (model_dir, "a b c d e")):
        with open(os.path.join(folder, "vocab.txt"), "w") as file:
            file.write(text)
    torch.save(nn.Embedding(5, 4).state_dict(), os.path.join(model_dir, "model.pt"))
    table = nn.Embedding(len(words(os.path.join(own_dir, "vocab.txt"))), 4)
    table.load_state_dict(torch.load(os.path.join(model_dir, "model.pt")))
main()
""",
        "read vocab.txt from model_dir",
    ),
    "a part that gives twice what it is built with": (
        """
class Fourier(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(size))
    def forward(self, x):
        angle = x[:, None] * self.weight
        return torch.cat([angle.sin(), angle.cos()], -1)
class Net(nn.Module):
    def __init__(self, widths=(32, 64)):
        super().__init__()
        self.waves, self.out = Fourier(size=8), nn.Linear(2 * widths[0], widths[1])
    def forward(self, x):
        return self.out(self.waves(x))
Net()(torch.rand(4))
""",
        "build waves with size=32",
    ),
    "a class that is not counted": (
        """
class Predictor:
    def __init__(self, points, nc=1):
        self.points, self.nc = points, nc
    def __call__(self, rows):
        return rows[:, 4 + self.nc:].view(-1, self.points, 3)
Predictor(5)(torch.rand(7, 21))
""",
        "build Predictor with nc=2",
    ),
    "a view of maps of another size": (
        """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.flat = 8 * 3 * 4
        self.conv, self.out = nn.Conv2d(1, 8, 3, 2, 1), nn.Linear(self.flat, 5)
    def forward(self, x):
        return self.out(self.conv(x).view(-1, self.flat))
Net()(torch.rand(2, 1, 10, 10))
""",
        "change the number that self.flat comes from to 200",
    ),
    "a width next to a round one": (
        """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn, self.out = nn.GRU(6, 127, batch_first=True, bidirectional=True), nn.Linear(2 * 128, 3)
    def forward(self, x):
        return self.out(self.rnn(x)[0])
Net()(torch.rand(2, 4, 6))
""",
        "from 127 to 128",
    ),
    "arguments with nearly each other's names": (
        """
class Words(nn.Module):
    def __init__(self, ntoken, size):
        super().__init__()
        self.table, self.out = nn.Embedding(ntoken, size), nn.Linear(8, 2)
    def forward(self, x):
        return self.out(self.table(x))
size, ntokens = 8, 40
Words(size, ntokens)(torch.arange(20))
""",
        "swap size and ntoken in the call of Words",
    ),
}
"""Name -> the program, and what the title of an edit that lets it end contains."""
