"""Programs as people show them when they ask, each with what the title of the first edit that works contains."""

from __future__ import annotations

ASKED = {
    "sizes of a call's result in too few names": (
        """
class Gate(nn.Module):
    def __init__(self):
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)
    def forward(self, x):
        b, c = self.pool(x).size()
        return x * self.pool(x).view(b, c, 1, 1)
Gate()(torch.rand(2, 4, 8, 8))
""",
        "read the first two sizes only",
    ),
    "one tensor taken for two": (
        """
class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.proj, self.out = nn.Linear(8, 16), nn.Linear(16, 4)
    def forward(self, x):
        h, _ = self.proj(x)
        return self.out(h)
Head()(torch.rand(5, 7, 8))
""",
        "take the one tensor that comes",
    ),
    "sequences padded with time first, packed with the batch first": (
        """
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
def batch(parts):
    return pad_sequence(parts), torch.tensor([len(p) for p in parts])
class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb, self.lstm = nn.Embedding(20, 4), nn.LSTM(4, 6, batch_first=True)
    def forward(self, x, n):
        packed = pack_padded_sequence(self.emb(x), n, batch_first=True, enforce_sorted=False)
        return self.lstm(packed)[0]
Tagger()(*batch([torch.randint(0, 20, (n,)) for n in (5, 3, 8, 6)]))
""",
        "pad with batch_first=True",
    ),
    "a discriminator made for smaller images than the generator's": (
        """
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(nn.Conv2d(3, 8, 4, 2, 1), nn.Conv2d(8, 16, 4, 2, 1), nn.Conv2d(16, 1, 4), nn.Sigmoid())
    def forward(self, x):
        return self.main(x).view(-1)
images = torch.rand(6, 3, 32, 32)
net = Discriminator()
scores = net(images)
F.binary_cross_entropy(scores, torch.ones(images.size(0)))
""",
        "kernel_size=8",
    ),
    "windows and targets made by loops of unlike length": (
        """
from torch.utils.data import TensorDataset
def windows(s, width, ahead):
    xs = [s[i : i + width] for i in range(len(s) - width)]
    ys = [s[i + width : i + width + ahead] for i in range(len(s) - width - ahead)]
    return torch.stack(xs), torch.stack(ys)
x, y = windows(torch.rand(50), 8, 3)
TensorDataset(x, y)
""",
        "range(len(s) - width - ahead), too",
    ),
    "the labels of the other split": (
        """
from torch.utils.data import TensorDataset
X, Y = torch.rand(30, 4), torch.zeros(30)
x_train, x_val, y_train, y_val = X[:20], X[20:], Y[:20], Y[20:]
TensorDataset(x_train, y_train)
TensorDataset(x_val, y_train)
""",
        "take y_val",
    ),
    "a table of positions with the time first": (
        """
class Positions(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.register_buffer("pe", torch.rand(50, 1, width))
    def forward(self, x):
        return x + self.pe[: x.size(1)]
class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb, self.pos = nn.Embedding(9, 8), Positions(8)
        self.enc = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
    def forward(self, x):
        return self.enc(self.pos(self.emb(x)))
Encoder()(torch.randint(0, 9, (4, 11)))
""",
        "give self.pe the batch first",
    ),
    "scale and shift of maps, cut from one layer": (
        """
class Style(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc, self.conv = nn.Linear(6, 16), nn.Conv2d(3, 8, 3, padding=1)
    def forward(self, x, s):
        gamma, beta = self.fc(s).chunk(2, dim=1)
        return (1 + gamma) * self.conv(x) + beta
Style()(torch.rand(4, 3, 8, 8), torch.rand(4, 6))
""",
        "to all the parts",
    ),
    "one number a sample for maps, twice in a line": (
        """
alphas = torch.linspace(0.9, 0.1, 50)
def noised(x, t, noise):
    return alphas[t].sqrt() * x + (1 - alphas[t]).sqrt() * noise
x = torch.rand(4, 3, 8, 8)
noised(x, torch.randint(0, 50, (4,)), torch.randn_like(x))
""",
        "to alphas[t], each time",
    ),
    "one-hot targets of whole numbers": (
        """
labels = F.one_hot(torch.tensor([[1, 0, 2, 1]]), 3).transpose(1, 2)
F.cross_entropy(torch.rand(1, 3, 4), labels)
""",
        "class numbers from the one-hot targets",
    ),
    "one index for two rows of values": (
        """
values, actions = torch.rand(2, 5, 3), torch.zeros(5, dtype=torch.long)
chosen = values.gather(-1, actions.unsqueeze(-1))
""",
        "repeat the index along axis 0",
    ),
    "one index for a whole row": (
        """
hidden, picked = torch.rand(4, 5, 3), torch.zeros(4, 2, dtype=torch.long)
torch.gather(hidden, 1, picked)
""",
        "repeat the index along the last axis",
    ),
    "a row of a buffer filled with fewer steps": (
        """
parts = [torch.rand(n, 4) for n in (5, 3, 7)]
rows = torch.zeros(len(parts), max(map(len, parts)), 4)
for i, part in enumerate(parts):
    rows[i] = part
""",
        "fill only as many",
    ),
    "a number of capsules counted for smaller pictures": (
        """
ROUTES = 32 * 6 * 6
def capsules(u):
    return u.view(u.size(0), ROUTES, -1)
capsules(torch.rand(2, 4, 32, 8, 8))
""",
        "comes from to 2048",
    ),
    "as many rays as a picture has": (
        """
RAYS, SIDE = 32 * 32, 60
colours = torch.rand(RAYS, 3)
picture = colours.view(SIDE, SIDE, -1)
""",
        "make it 60 * 60",
    ),
    "one field for a whole batch": (
        """
def warp(images, flow):
    batch, height, width = images.shape
    return flow.reshape(batch, height, width, 2)
def warped(images):
    return warp(images, torch.zeros(1, images.shape[1], images.shape[2], 2))
warped(torch.rand(4, 6, 5))
""",
        "make as many of them as images.shape[0] says",
    ),
    "users and films in each other's place": (
        """
class Ratings(nn.Module):
    def __init__(self):
        super().__init__()
        self.users, self.films = nn.Embedding(6, 4), nn.Embedding(90, 4)
    def forward(self, users, films):
        return (self.users(users) * self.films(films)).sum(1)
rows = torch.tensor([[80, 2], [41, 5], [70, 0]])
Ratings()(rows[:, 0], rows[:, 1])
""",
        "give rows[:, 1] before rows[:, 0]",
    ),
    "a mask that the training loop cuts": (
        """
class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
    def forward(self, x, pad):
        return self.layer(x, src_key_padding_mask=pad)
def train(model, x, pad):
    return model(x[:, :-1], pad[:, :-1])
def validate(model, x, pad):
    return model(x[:, :-1], pad)
model, x, pad = Decoder(), torch.rand(3, 6, 8), torch.zeros(3, 6, dtype=torch.bool)
train(model, x, pad)
validate(model, x, pad)
""",
        "as in the other call of model",
    ),
    "frames of a clip into a recurrent layer": (
        """
class Clips(nn.Module):
    def __init__(self):
        super().__init__()
        self.cnn = nn.Sequential(nn.Conv2d(3, 4, 3), nn.AdaptiveAvgPool2d(2), nn.Flatten())
        self.lstm, self.fc = nn.LSTM(16, 32, batch_first=True), nn.Linear(32, 4)
    def forward(self, clip):
        b, t, c, h, w = clip.shape
        out, _ = self.lstm(self.cnn(clip.view(b * t, c, h, w)))
        return self.fc(out[:, -1])
F.cross_entropy(Clips()(torch.rand(2, 8, 3, 9, 9)), torch.tensor([0, 2]))
""",
        "take batch and time apart again",
    ),
    "the length of a window for its features": (
        """
SEQ, FEATURES = 10, 3
class Prices(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(input_size=SEQ, hidden_size=8, batch_first=True)
    def forward(self, x):
        return self.lstm(x)[0]
Prices()(torch.rand(4, SEQ, FEATURES))
""",
        "input_size=FEATURES",
    ),
    "batches stacked, of which the last is smaller": (
        """
a, b = [torch.rand(4), torch.rand(4), torch.rand(2)], [torch.rand(4), torch.rand(4), torch.rand(2)]
predictions, labels = torch.stack(a), torch.stack(b)
(predictions == labels).sum()
""",
        "join them along the axis",
    ),
    "a width that the loop does not carry on": (
        """
class Layer(nn.Module):
    def __init__(self, width, growth):
        super().__init__()
        self.net = nn.Sequential(nn.BatchNorm2d(width), nn.Conv2d(width, growth, 3, padding=1))
    def forward(self, x):
        return torch.cat([x, self.net(x)], 1)
class Dense(nn.Module):
    def __init__(self, growth=12, layers=3):
        super().__init__()
        width = 16
        self.block = nn.Sequential(*[])
        for i in range(layers):
            self.block.append(Layer(width, growth))
    def forward(self, x):
        return self.block(x)
Dense()(torch.rand(2, 16, 5, 7))
""",
        "let width grow by growth",
    ),
    "a term that the features do not have": (
        """
class Field(nn.Module):
    def __init__(self, L=6):
        super().__init__()
        self.L, self.net = L, nn.Sequential(nn.Linear(3 + 3 * 2 * L, 8), nn.ReLU(), nn.Linear(8, 4))
    def forward(self, x):
        waves = [f(2**i * x) for i in range(self.L) for f in (torch.sin, torch.cos)]
        return self.net(torch.cat(waves, -1))
Field()(torch.rand(5, 3))
""",
        "leave 3 out",
    ),
    "a table of fewer classes than are counted": (
        """
CLASSES = 4
confusion = torch.zeros(CLASSES, CLASSES)
for truth, guess in zip(torch.tensor([0, 3, 4]), torch.tensor([1, 4, 2])):
    confusion[truth, guess] += 1
""",
        "change CLASSES from 4 to 5",
    ),
    "queries and keys without values": (
        """
class Attention(nn.Module):
    def __init__(self, dim=12, heads=3):
        super().__init__()
        self.heads, self.qkv = heads, nn.Linear(dim, dim * 2)
    def forward(self, x):
        b, n, c = x.shape
        q, k, v = self.qkv(x).reshape(b, n, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        return (q @ k.transpose(-2, -1)).softmax(-1) @ v
Attention()(torch.rand(2, 7, 12))
""",
        "out_features=36",
    ),
    "both halves joined in a loop over widths": (
        """
class Decoder(nn.Module):
    def __init__(self, widths=(16, 8)):
        super().__init__()
        self.ups, self.convs = nn.ModuleList(), nn.ModuleList()
        for w in widths:
            self.ups.append(nn.ConvTranspose2d(w * 2, w, 2, 2))
            self.convs.append(nn.Conv2d(w, w, 3, padding=1))
    def forward(self, x, skips):
        for up, conv, skip in zip(self.ups, self.convs, skips):
            x = conv(torch.cat([skip, up(x)], 1))
        return x
Decoder()(torch.rand(1, 32, 4, 4), [torch.rand(1, 16, 8, 8), torch.rand(1, 8, 16, 16)])
""",
        "w * 2",
    ),
    "skips taken in the order in which they were kept": (
        """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = nn.Conv2d(3, 8, 1), nn.Conv2d(8, 16, 1), nn.Conv2d(16, 32, 1)
        self.up1, self.d1 = nn.ConvTranspose2d(32, 16, 2, 2), nn.Conv2d(32, 16, 1)
        self.up2, self.d2 = nn.ConvTranspose2d(16, 8, 2, 2), nn.Conv2d(16, 8, 1)
    def forward(self, x):
        a = self.a(x)
        b = self.b(F.max_pool2d(a, 2))
        skips = [a, b]
        y = self.up1(self.c(F.max_pool2d(b, 2)))
        y = self.up2(self.d1(torch.cat([y, skips[0]], 1)))
        return self.d2(torch.cat([y, skips[1]], 1))
Net()(torch.rand(2, 3, 16, 16))
""",
        "the other way round",
    ),
    "a branch whose window takes a rim off": (
        """
class Branches(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.Conv2d(3, 4, 1)
        self.three = nn.Conv2d(3, 4, 3, padding=1)
        self.five = nn.Conv2d(3, 4, 5, padding=1)
    def forward(self, x):
        return torch.cat([self.one(x), self.three(x), self.five(x)], 1)
Branches()(torch.rand(2, 3, 8, 8))
""",
        "padding=2",
    ),
    "the states of all layers for one label": (
        """
class Last(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm, self.fc = nn.LSTM(6, 20, 2, batch_first=True), nn.Linear(20, 3)
    def forward(self, x):
        _, (h, c) = self.lstm(x)
        return self.fc(h)
model, x = Last(), torch.rand(12, 5, 6)
scores = model(x)
F.cross_entropy(scores, torch.zeros(12, dtype=torch.long))
""",
        "take the state of the last layer",
    ),
    "pictures compared with rows": (
        "torch.cdist(torch.rand(20, 6, 6), torch.rand(50, 36))",
        "flatten all but the batch axis",
    ),
    "statistics of each row for each column": (
        """
import numpy as np
table = np.random.rand(60, 8)
mean, std = table.mean(axis=1), table.std(axis=1)
torch.from_numpy((table[3] - mean) / std)
""",
        "along axis 0",
    ),
    "five crops of each picture": (
        """
import torchvision
from torch.utils.data import DataLoader
from torchvision import transforms as T
steps = [T.FiveCrop(8), T.Lambda(lambda crops: torch.stack([T.ToTensor()(c) for c in crops]))]
data = torchvision.datasets.FakeData(4, (3, 12, 12), 3, T.Compose(steps))
net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 3))
for x, y in DataLoader(data, batch_size=2):
    F.cross_entropy(net(x), y)
""",
        "the mean over the crops",
    ),
    "gray pictures made without their channel": (
        """
from torch.utils.data import DataLoader, TensorDataset
X = torch.rand(20, 64).reshape(-1, 8, 8)
net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.Flatten(), nn.Linear(144, 3))
for x, y in DataLoader(TensorDataset(X, torch.zeros(20).long()), batch_size=10):
    F.cross_entropy(net(x), y)
""",
        "where they are made",
    ),
    "a batch axis for each sample": (
        """
from torch.utils.data import DataLoader, Dataset
class Pictures(Dataset):
    def __len__(self):
        return 8
    def __getitem__(self, i):
        return torch.rand(1, 9, 9).unsqueeze(0), i % 3
net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.Flatten(), nn.Linear(196, 3))
for x, y in DataLoader(Pictures(), batch_size=4):
    F.cross_entropy(net(x), y)
""",
        "leave out the batch axis",
    ),
    "labels of unlike number that the loop takes apart": (
        """
from torch.utils.data import DataLoader, Dataset
class Tagged(Dataset):
    def __len__(self):
        return 6
    def __getitem__(self, i):
        return torch.rand(4), torch.arange(i % 3 + 1)
for x, tags in DataLoader(Tagged(), batch_size=3):
    target = torch.zeros(len(tags), 5)
    for row, own in enumerate(tags):
        target[row, own] = 1
""",
        "keep [1] as a list",
    ),
    "anchors counted in the expression that makes a grid": (
        """
def grid(h, w):
    places = torch.stack(torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij"), 2)
    return places.repeat(1, 1, 3).reshape(h, w, 3, 2)
offsets = torch.rand(4, 5, 4, 2)
places = grid(4, 5)
boxes = offsets + places
""",
        "change 3 to 4 where it is made",
    ),
    "photos that come back smaller": (
        """
import torchvision
from torch.utils.data import DataLoader
from torchvision import transforms as T
data = torchvision.datasets.FakeData(4, (3, 58, 46), 3, T.Compose([T.RandomHorizontalFlip(), T.ToTensor()]))
net = nn.Sequential(nn.Conv2d(3, 4, 4, 2, 1), nn.Conv2d(4, 4, 4, 2, 1), nn.Upsample(scale_factor=4), nn.Conv2d(4, 1, 1))
for x, _ in DataLoader(data, batch_size=2):
    mask = net(x).sigmoid()
    blend = mask * x + (1 - mask) * x.flip(3)
""",
        "cut the images to 56×44",
    ),
    "maps for a row of places": (
        """
class Caption(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(9, 16)
    def forward(self, features, words):
        return torch.cat([features.mean(1, keepdim=True), self.emb(words)], 1)
stored = torch.rand(4, 16, 3, 3)
Caption()(stored, torch.randint(0, 9, (4, 5)))
""",
        "a row of places",
    ),
    "the checkpoint of another list of names": (
        """
NAMES = ["cat", "dog", "cow"]
def make(classes):
    net = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, classes))
    return net
saved = make(5).state_dict()
model = make(len(NAMES))
model.load_state_dict(saved)
""",
        "=5",
    ),
    "the summed log-probability of the old policy": (
        """
from torch.distributions import Normal
class Actor(nn.Module):
    def __init__(self):
        super().__init__()
        self.mu, self.scale = nn.Linear(8, 3), nn.Parameter(torch.zeros(3))
    def forward(self, s):
        return Normal(self.mu(s), self.scale.exp())
actor, s = Actor(), torch.rand(20, 8)
a = actor(s).sample()
old = actor(s).log_prob(a).sum(-1)
ratio = (actor(s).log_prob(a) - old).exp()
""",
        ".sum(-1), as elsewhere",
    ),
    "masks without the axis of the prediction": (
        """
class Dice(nn.Module):
    def forward(self, p, target):
        both = (p * target).sum(dim=(1, 2, 3))
        return 1 - 2 * both / (p.sum(dim=(1, 2, 3)) + target.sum(dim=(1, 2, 3)))
loss, p, masks = Dice(), torch.rand(6, 1, 8, 8), torch.ones(6, 8, 8)
loss(p, masks).mean()
""",
        "add the axis 1 that the other tensor has",
    ),
    "states without the axis of the layers": (
        """
class Caption(nn.Module):
    def __init__(self):
        super().__init__()
        self.start, self.lstm = nn.Linear(12, 8), nn.LSTM(4, 8, batch_first=True)
    def forward(self, f, words):
        h = self.start(f)
        return self.lstm(words, (h, torch.zeros_like(h)))[0]
Caption()(torch.rand(3, 12), torch.rand(3, 7, 4))
""",
        "give both states",
    ),
    "positions for one side of the patches": (
        """
class Patches(nn.Module):
    def __init__(self, image=32, patch=4, width=12):
        super().__init__()
        self.patch = nn.Conv2d(3, width, patch, patch)
        n = image // patch
        self.pos = nn.Parameter(torch.zeros(1, n, width))
    def forward(self, x):
        return self.patch(x).flatten(2).transpose(1, 2) + self.pos
Patches()(torch.rand(2, 3, 32, 32))
""",
        "count the patches of both sides",
    ),
    "levels of odd sizes": (
        """
class Pyramid(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv2d(3, 8, 3, 2, 1), nn.Conv2d(8, 8, 3, 2, 1)
        self.side = nn.Conv2d(8, 8, 1)
    def forward(self, x):
        a = self.a(x)
        b = self.b(a)
        return self.side(a) + F.interpolate(b, scale_factor=2)
Pyramid()(torch.rand(1, 3, 50, 50))
""",
        "upsample to the size",
    ),
    "six numbers for a matrix": (
        "F.affine_grid(torch.rand(4, 6), (4, 1, 8, 8), align_corners=False)",
        "make each row a matrix",
    ),
    "as many slopes as before the shuffle": (
        """
net = nn.Sequential(nn.Conv2d(3, 12, 3), nn.PixelShuffle(2), nn.PReLU(12))
net(torch.rand(2, 3, 8, 8))
""",
        "num_parameters=3",
    ),
    "one box as a row": (
        """
import torchvision
model = torchvision.models.detection.fasterrcnn_mobilenet_v3_large_320_fpn(
    weights=None, weights_backbone=None, num_classes=2
)
targets = [{"boxes": torch.tensor([1.0, 1.0, 9.0, 9.0]), "labels": torch.tensor([1])}]
model([torch.rand(3, 32, 32)], targets)
""",
        "rows of four numbers",
    ),
    "a loss of a function": (
        """
def reconstruction(output, target):
    return F.mse_loss(output, target, reduction="none").mean(dim=1)
def divergence(mu, logvar):
    return -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp(), dim=0)
x, mu, logvar = torch.rand(16, 64), torch.rand(16, 8), torch.rand(16, 8)
loss = reconstruction(x * 2, x) + divergence(mu, logvar)
""",
        "reduce axis 1",
    ),
    "values of an agent": (
        """
class Agent:
    def __init__(self):
        self.target, self.gamma = nn.Linear(6, 4), 0.9
    def value(self, states):
        with torch.no_grad():
            return self.target(states).max(dim=0).values
    def expected(self, rewards, states):
        return rewards + self.gamma * self.value(states)
Agent().expected(torch.rand(32), torch.rand(32, 6))
""",
        "reduce axis 1",
    ),
    "prototypes of the shots": (
        """
def prototypes(z, ways, shots):
    return z.view(ways, shots, -1).mean(0)
encoder = nn.Linear(6, 8)
support, query = torch.rand(15, 6), torch.rand(20, 6)
labels = torch.arange(5).repeat_interleave(4)
protos = prototypes(encoder(support), 5, 3)
distances = torch.cdist(encoder(query), protos)
F.cross_entropy(-distances, labels)
""",
        "reduce axis 1",
    ),
    "a mask for one of two views": (
        """
class Contrast(nn.Module):
    def __init__(self, batch):
        super().__init__()
        self.register_buffer("mask", torch.eye(batch).bool())
        self.batch = batch
    def forward(self, one, two):
        z = torch.cat([one, two])
        sim = (z @ z.t()).masked_fill(self.mask, -9.0)
        at = torch.arange(self.batch)
        return F.cross_entropy(sim, torch.cat([at + self.batch, at]))
Contrast(16)(torch.rand(16, 8), torch.rand(16, 8))
""",
        "2 times as large",
    ),
    "returns with one more": (
        """
def returns(rewards):
    found, total = [0.0], 0.0
    for reward in reversed(rewards):
        total = reward + 0.9 * total
        found.insert(0, total)
    return torch.tensor(found)
logs = [torch.rand(()) for _ in range(12)]
loss = -(torch.stack(logs) * returns([1.0] * 12)).sum()
""",
        "begin found as an empty list",
    ),
    "frequencies for one half": (
        """
def rotation(steps, dim):
    inverse = 1.0 / 10000 ** (torch.arange(0, dim, 2).float() / dim)
    angles = torch.outer(torch.arange(steps).float(), inverse)
    return angles.cos(), angles.sin()
def turned(x, cos, sin):
    a, b = x.chunk(2, dim=-1)
    return x * cos + torch.cat((-b, a), dim=-1) * sin
cos, sin = rotation(10, 16)
turned(torch.rand(2, 4, 10, 16), cos, sin)
""",
        "once for each half",
    ),
    "a mixer without its turn": (
        """
class Mixer(nn.Module):
    def __init__(self, tokens, width):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.tokens = nn.Sequential(nn.Linear(tokens, 32), nn.GELU(), nn.Linear(32, tokens))
    def forward(self, x):
        return x + self.tokens(self.norm(x))
Mixer(16, 48)(torch.rand(4, 16, 48))
""",
        "around this part",
    ),
    "places and times as rows": (
        """
net = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 1))
x, t = torch.rand(64), torch.rand(64)
net(torch.stack([x, t], dim=0))
""",
        "stack along the last axis",
    ),
    "states of both directions below each other": (
        """
class Reviews(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(5, 8, batch_first=True, bidirectional=True)
        self.drop, self.fc = nn.Dropout(0.2), nn.Linear(16, 2)
    def forward(self, x):
        _, (hidden, _) = self.rnn(x)
        hidden = self.drop(torch.cat((hidden[-2], hidden[-1])))
        return self.fc(hidden)
Reviews()(torch.rand(6, 7, 5))
""",
        "join along axis -1",
    ),
    "columns counted, not their widths": (
        """
class Tabular(nn.Module):
    def __init__(self, sizes, more, hidden=(64, 32)):
        super().__init__()
        self.tables = nn.ModuleList(nn.Embedding(n, d) for n, d in sizes)
        width = len(sizes) + more
        layers = []
        for size in hidden:
            layers += [nn.Linear(width, size), nn.ReLU()]
            width = size
        self.layers = nn.Sequential(*layers)
    def forward(self, columns, numbers):
        parts = [table(columns[:, i]) for i, table in enumerate(self.tables)]
        return self.layers(torch.cat([*parts, numbers], dim=1))
Tabular([(4, 2), (9, 5), (12, 7)], 5)(torch.randint(0, 4, (8, 3)), torch.rand(8, 5))
""",
        "add the widths up",
    ),
    "parts listed in another order": (
        """
from itertools import chain
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body, self.head = nn.Linear(6, 8), nn.Linear(8, 3)
    def forward(self, x):
        return self.head(self.body(x))
def step(net, optimizer):
    optimizer.zero_grad()
    net(torch.rand(4, 6)).sum().backward()
    optimizer.step()
first = Net()
optimizer = torch.optim.Adam(first.parameters())
step(first, optimizer)
again = Net()
resumed = torch.optim.Adam(chain(again.head.parameters(), again.body.parameters()))
resumed.load_state_dict(optimizer.state_dict())
step(again, resumed)
""",
        "in the model's own order",
    ),
    "tables of graphs": (
        """
from torch.utils.data import DataLoader
from torch.nn.utils.rnn import pad_sequence
def joined(samples):
    nodes = pad_sequence([x for x, _ in samples], batch_first=True)
    return nodes, torch.stack([edges for _, edges in samples])
graphs = [(torch.rand(n, 3), torch.eye(n)) for n in (7, 6, 9, 5)]
for nodes, edges in DataLoader(graphs, batch_size=4, collate_fn=joined):
    edges @ nodes
""",
        "fill the tables up",
    ),
    "a wavelet block for the width": (
        """
class Bands(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.register_buffer("bank", torch.rand(4 * channels, 1, 2, 2))
    def forward(self, x):
        return F.conv2d(x, self.bank, stride=2, groups=x.shape[1])[:, ::4]
class Net(nn.Module):
    def __init__(self, width=32):
        super().__init__()
        self.bands = Bands(width)
        self.stem = nn.Conv2d(3, width, 3)
    def forward(self, x):
        return self.stem(self.bands(x))
Net()(torch.rand(2, 3, 16, 16))
""",
        "build Bands with 3",
    ),
}
"""Name -> the program, and what the title of the first edit that lets it end contains."""
