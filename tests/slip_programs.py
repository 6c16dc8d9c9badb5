"""Programs with one slip in a layer or a call, each with the title of the edit that undoes it; and near misses."""

from __future__ import annotations

SLIPS = {
    "two numbers of a convolution swapped": (
        """
def block(cin, cout):
    return nn.Sequential(nn.Conv2d(cout, cin, 3, padding=1), nn.ReLU())
net = nn.Sequential(block(3, 8), block(8, 16))
net(torch.rand(2, 3, 16, 16))
""",
        "swap in_channels and out_channels",
    ),
    "a neighbour scaled by what was worked out": (
        """
def zoom(x, factors):
    return F.interpolate(x[None, None], scale_factor=factors)[0, 0]
def halved(scan, mask, z, side):
    scan = zoom(scan, (z, side, side))
    mask = zoom(mask, (z, 1.0, 1.0))
    return scan, mask
scan, mask = halved(torch.rand(4, 16, 16), torch.ones(4, 16, 16), 2.0, 0.5)
scan * mask
""",
        "give zoom (z, side, side) here too, as beside",
    ),
    "an argument that the other call leaves out": (
        """
def level(a, t, rank=4):
    return a[t].reshape(len(t), *[1] * (rank - 1))
def train(a, x):
    return level(a, torch.tensor([1, 2])) * x
def restore(a, x):
    now = level(a, torch.tensor([3, 4]), rank=2)
    return now * x
a, x = torch.rand(9), torch.rand(2, 3, 8, 8)
train(a, x)
restore(a, x)
""",
        "leave rank of level out, as elsewhere",
    ),
    "the class for whole texts where the one for words fits": (
        """
class TextClassifier(nn.Module):
    def __init__(self, kinds):
        super().__init__()
        self.words, self.head = nn.Embedding(50, 12), nn.Linear(12, kinds)
    def forward(self, ids, labels):
        scores = self.head(self.words(ids).mean(1))
        return F.cross_entropy(scores.view(-1, 5), labels.view(-1))
class WordClassifier(nn.Module):
    def __init__(self, kinds):
        super().__init__()
        self.words, self.head = nn.Embedding(50, 12), nn.Linear(12, kinds)
    def forward(self, ids, labels):
        return F.cross_entropy(self.head(self.words(ids)).view(-1, 5), labels.view(-1))
model = TextClassifier(5)
model(torch.randint(0, 50, (4, 7)), torch.randint(0, 5, (4, 7)))
""",
        "use WordClassifier in place of TextClassifier",
    ),
    "height and width put back in the other order": (
        """
class Mix(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.mix = nn.Linear(width, width)
    def forward(self, x):
        b, c, h, w = x.shape
        rows = self.mix(x.flatten(2).transpose(1, 2))
        return rows.transpose(1, 2).reshape(b, c, w, h)
x = torch.rand(2, 8, 6, 4)
torch.cat([x, Mix(8)(x)], 1)
""",
        "put h and w back in the order",
    ),
    "an entry read twice": (
        """
class Code(nn.Module):
    def __init__(self, sides):
        super().__init__()
        self.sides = (sides[0] // 2, sides[1] // 2, sides[0] // 2)
        self.pool = nn.MaxPool3d(2)
        self.fit = nn.Linear(2 * self.sides[0] * self.sides[1] * self.sides[2], 4)
    def forward(self, x):
        return self.fit(self.pool(x).flatten(1))
Code((8, 8, 6))(torch.rand(3, 2, 8, 8, 6))
""",
        "read entry 2 where another is read twice",
    ),
    "kernels and strides that differ by odd numbers": (
        """
rates, kernels = [4, 5, 5], [8, 10, 10]
class Up(nn.Module):
    def __init__(self):
        super().__init__()
        self.ups = nn.ModuleList(
            nn.ConvTranspose1d(2, 2, k, u, padding=(k - u) // 2) for u, k in zip(rates, kernels))
    def forward(self, x):
        for up in self.ups:
            x = up(x)
        return x
net = Up()
made = net(torch.rand(1, 2, 8))
(made - torch.rand(1, 2, 800)).abs().mean()
""",
        "let kernels and strides differ by even numbers",
    ),
    "a part that is worked out and not joined": (
        """
class Features(nn.Module):
    def __init__(self):
        super().__init__()
        self.kinds, self.prices = nn.Embedding(5, 4), nn.Linear(1, 4)
        self.head = nn.Linear(8, 2)
    def parts(self, kind, price):
        return self.kinds(kind), self.prices(price)
    def forward(self, kind, price):
        kinds, prices = self.parts(kind, price)
        table = [kinds]
        return self.head(torch.cat(table, -1))
Features()(torch.tensor([1, 2]), torch.rand(2, 1))
""",
        "join prices, too",
    ),
    "a mode that the table of kinds has beside the default": (
        """
class Plain(nn.Module):
    def forward(self, x):
        return x
class Chunked(nn.Module):
    def forward(self, x):
        return torch.cat(torch.cat(x.chunk(2, 1), 0).chunk(2, 0), 1)
class Net(nn.Module):
    def __init__(self, mode="chunk"):
        super().__init__()
        self.attend = {"chunk": Chunked, None: Plain}[mode]()
    def forward(self, x):
        return self.attend(x)
Net()(torch.rand(3, 9, 4))
""",
        "build Net with mode=None",
    ),
    "a mode of the base class that the call leaves out": (
        """
class Change(nn.Module):
    def __init__(self, mode="each"):
        super().__init__()
        self.mode = mode
    def forward(self, x):
        if self.mode == "batch":
            return self.change(x)
        out = x.clone()
        out[:2] = self.change(x[:2])
        return out
class Stretch(Change):
    def __init__(self, rate=2.0, **rest):
        super().__init__(**rest)
        self.rate = rate
    def change(self, x):
        return F.interpolate(x, scale_factor=self.rate)
Stretch(rate=0.5)(torch.rand(4, 1, 16))
""",
        'build Stretch with mode="batch"',
    ),
    "a size told to the model that is not the pictures'": (
        """
settings = {"height": 40, "classes": 2}
def boxes(maps, height):
    stride = height // maps.size(2)
    side = height // stride
    return maps.view(maps.size(0), maps.size(1), side * side)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.near, self.far = nn.Conv2d(3, 4, 3, 4, 1), nn.Conv2d(3, 4, 3, 8, 1)
    def forward(self, x):
        return torch.cat([boxes(f(x), settings["height"]) for f in (self.near, self.far)], 2)
Net()(torch.rand(1, 3, 64, 64))
""",
        "change height to 64, the size of the pictures",
    ),
    "a factor where the model takes one size": (
        """
class Faces(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.fc = nn.Conv2d(3, 4, 3, 2, 1), nn.Linear(4 * 16 * 16, 5)
    def forward(self, x):
        return self.fc(self.conv(x).flatten(1))
faces = Faces()
def identity(img):
    small = F.interpolate(img, scale_factor=0.5)
    return faces(small)
identity(torch.rand(2, 3, 128, 128))
""",
        "scale the pictures to 32×32",
    ),
    "planes that were laid out in rows": (
        """
planes = torch.rand(6, 3, 196)
rows = (planes - planes.mean(2, keepdim=True)) / planes.std(2, keepdim=True)
conv = nn.Conv2d(3, 4, 5)
conv(rows)
""",
        "make planes of 14×14 again",
    ),
    "a condition whose other branch is meant": (
        """
class Block(nn.Module):
    def __init__(self, given, inner):
        super().__init__()
        self.rnn, self.back = nn.LSTM(given, inner, batch_first=True), nn.Linear(inner, given)
    def forward(self, x):
        return self.back(self.rnn(x)[0])
class Stack(nn.Module):
    def __init__(self, width, inner, depth):
        super().__init__()
        self.blocks = nn.ModuleList(Block(width if i == 0 else inner, inner) for i in range(depth))
        self.out = nn.Linear(width, 3)
    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.out(x)
Stack(6, 10, 2)(torch.rand(2, 5, 6))
""",
        "change the number that input_size of blocks.1.rnn comes from to 6",
    ),
    "the kind that an option leaves at its default": (
        """
import argparse, os, tempfile
class Photos:
    n_classes = 21
class Streets:
    n_classes = 19
def kind_of(name):
    return {"photos": Photos, "streets": Streets}[name]
def train(path):
    torch.save(nn.Linear(4, kind_of("streets").n_classes).state_dict(), path)
parser = argparse.ArgumentParser()
parser.add_argument("--dataset", default="photos", help="photos | streets")
args = parser.parse_args([])
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "net.pt")
    train(path)
    model = nn.Linear(4, kind_of(args.dataset).n_classes)
    model.load_state_dict(torch.load(path))
""",
        "change --dataset to 'streets'",
    ),
    "masks in colour, laid out in rows": (
        """
import os, tempfile
from PIL import Image
from torchvision.transforms import functional as TF
with tempfile.TemporaryDirectory() as folder:
    Image.new("RGB", (8, 8)).save(os.path.join(folder, "mask.png"))
    mask = TF.to_tensor(Image.open(os.path.join(folder, "mask.png")))
    scores = torch.rand(1, 1, 8, 8)
    F.binary_cross_entropy(scores.flatten(1), mask[None].flatten(1))
""",
        "read the masks in one channel",
    ),
    "a parameter that nobody reads": (
        """
class Block(nn.Sequential):
    def __init__(self, cin, cout, stride=1):
        super().__init__(nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.low, self.high, self.up = Block(3, 4, stride=2), Block(4, 4, stride=2), nn.Upsample(scale_factor=2)
        self.skip = nn.Conv2d(3, 4, 2, stride=2)
    def forward(self, x):
        return torch.cat([self.skip(x), self.up(self.high(self.low(x)))], 1)
Net()(torch.rand(2, 3, 16, 16))
""",
        "hand stride on to Conv2d",
    ),
    "a rim lost behind an exchange of axes": (
        """
class Smooth(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(8, 8, 7)
    def forward(self, x):
        return x + self.conv(x.transpose(1, 2)).transpose(1, 2)
Smooth()(torch.rand(2, 40, 8))
""",
        "give conv padding=3",
    ),
    "samples taken for time in the call before": (
        """
class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.rnn, self.out = nn.Embedding(11, 8), nn.GRU(8, 8), nn.Linear(8, 10)
    def sample(self, prompts):
        states, h = self.rnn(self.embed(prompts))
        token = self.out(states[:, -1]).argmax(-1, keepdim=True)
        return self.rnn(self.embed(token), h)
Policy().sample(torch.randint(0, 10, (12, 5)))
""",
        "build GRU with batch_first=True",
    ),
    "features that were never split into heads": (
        """
class Attend(nn.Module):
    def __init__(self, heads, width):
        super().__init__()
        self.heads, self.width = heads, width
        self.lin, self.att = nn.Linear(10, heads * width), nn.Parameter(torch.zeros(1, heads, width))
    def forward(self, x):
        h = self.lin(x)
        return (h * self.att).sum(-1)
Attend(2, 16)(torch.rand(30, 10))
""",
        "split the last axis into 2 · 16",
    ),
    "the state of all layers handed to an attention": (
        """
class Attend(nn.Module):
    def forward(self, hidden, outputs):
        h = hidden.repeat(outputs.size(0), 1, 1).transpose(0, 1)
        return torch.cat([h, outputs.transpose(0, 1)], 2)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru, self.attend = nn.GRU(4, 8, 2), Attend()
    def forward(self, x):
        outputs, hidden = self.gru(x)
        return self.attend(hidden, outputs)
Net()(torch.rand(9, 3, 4))
""",
        "take the last layer of hidden",
    ),
    "one row a clip for each of its frames": (
        """
class Cross(nn.Module):
    def __init__(self, dim, context):
        super().__init__()
        self.k = nn.Linear(context, dim)
    def forward(self, x, context):
        return torch.einsum("bid,bjd->bij", x, self.k(context))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm, self.cross = nn.LayerNorm(6), Cross(8, 6)
    def forward(self, clips, context):
        first, last = context.chunk(2, 1)
        b, t, n, d = clips.shape
        context = self.norm(context)
        return self.cross(clips.flatten(0, 1), context)
Net()(torch.rand(2, 5, 7, 8), torch.rand(2, 4, 6))
""",
        "repeat the rows of context 5 times",
    ),
    "heads put side by side where one width is meant": (
        """
class Heads(nn.Module):
    def __init__(self, cin, cout, heads=2, concat=True):
        super().__init__()
        self.heads, self.cout, self.concat = heads, cout, concat
        self.lin = nn.Linear(cin, heads * cout)
    def forward(self, x):
        out = self.lin(x).view(-1, self.heads, self.cout)
        return out.flatten(1) if self.concat else out.mean(1)
class Net(nn.Module):
    def __init__(self, widths):
        super().__init__()
        self.layers = nn.Sequential(*[Heads(a, b) for a, b in zip(widths, widths[1:])])
        self.lin = nn.Linear(widths[-1], 3)
    def forward(self, x):
        return self.lin(self.layers(x))
Net([5, 32, 32])(torch.rand(10, 5))
""",
        "build Heads with concat=False",
    ),
    "one number under two names": (
        """
class Data:
    sample_frames = 32
class Model:
    width = 8
    num_frames = 25
class Net(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.token = nn.Parameter(torch.zeros(1, 1, config.width))
        self.places = nn.Parameter(torch.zeros(config.num_frames + 1, config.width))
    def forward(self, x):
        return torch.cat([self.token.expand(len(x), -1, -1), x], 1) + self.places
Net(Model)(torch.rand(3, Data.sample_frames, 8))
""",
        "change num_frames to 32, as sample_frames",
    ),
    "slices of two lengths on one line": (
        """
scores, labels = torch.rand(4, 17), torch.rand(4, 17)
nn.functional.binary_cross_entropy(scores[..., 5:], labels[..., 4:])
""",
        "let the slice take 12",
    ),
    "an assigned slice shorter than what is put there": (
        """
import numpy as np
cloud = np.random.rand(64, 5)
torch.rand(1)
cloud[:, :1] = cloud[:, :3] - cloud[:, :3].mean(0)
""",
        "let the slice take 3",
    ),
    "two arguments of a part of the program swapped": (
        """
class Part(nn.Module):
    def __init__(self, inp, out):
        super().__init__()
        self.fc = nn.Linear(inp, 2 * inp)
        self.last = nn.Linear(2 * inp, out)
    def forward(self, x):
        return self.last(self.fc(x))
features, width = 20, 12
net = nn.Sequential(Part(width, features), nn.Linear(width, 3))
net(torch.rand(4, features))
""",
        "swap width and features in the call of Part",
    ),
    "rows and width of an embedding swapped": (
        """
words, width = 50, 12
net = nn.Sequential(nn.Embedding(width, words), nn.LSTM(width, 8, batch_first=True))
net(torch.randint(0, 9, (2, 7)))
""",
        "swap embedding_dim and num_embeddings",
    ),
    "one kernel unlike its kin": (
        """
net = nn.Sequential(
    nn.Conv2d(1, 4, 3, padding=1), nn.Conv2d(4, 4, 6, padding=1), nn.MaxPool2d(2),
    nn.Conv2d(4, 4, 3, padding=1), nn.Conv2d(4, 4, 3, padding=1), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(4 * 7 * 7, 2),
)
net(torch.rand(2, 1, 28, 28))
""",
        "give layer 1 kernel_size=3",
    ),
    "a rim that the kernel does not take away": (
        """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.ReflectionPad2d(3), nn.Conv2d(3, 4, 7))
        self.head = nn.Sequential(nn.ReflectionPad2d(4), nn.Conv2d(4, 3, 7))
    def forward(self, x):
        return self.head(self.stem(x)) + x
Net()(torch.rand(2, 3, 32, 32))
""",
        "give head.0 padding=3",
    ),
    "a width that the next layer agrees against": (
        """
net = nn.Sequential(nn.Linear(10, 129), nn.BatchNorm1d(128), nn.ReLU(), nn.Linear(128, 2))
net(torch.rand(4, 10))
""",
        "give layer 0 out_features=128",
    ),
    "one direction where two are expected": (
        """
class Tagger(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.rnn = nn.GRU(5, width, batch_first=True)
        self.out = nn.Linear(2 * width, 3)
    def forward(self, x):
        return self.out(self.rnn(x)[0])
Tagger(16)(torch.rand(2, 9, 5))
""",
        "run in both directions",
    ),
    "rows that are to be joined": (
        """
class Merge(nn.Module):
    def __init__(self, d=6):
        super().__init__()
        self.fc = nn.Linear(d * 4, 8)
    def forward(self, x):
        return self.fc(x)
Merge()(torch.rand(2, 12, 6))
""",
        "join 4 neighbouring rows",
    ),
    "features of a convolution into a linear layer": (
        """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.fc = nn.Conv1d(5, 12, 3, padding=1), nn.Linear(12, 3)
    def forward(self, x):
        x = self.conv(x)
        return self.fc(x)
Net()(torch.rand(2, 5, 40))
""",
        "swap the last two axes",
    ),
    "an axis that a permutation forgets": (
        """
x = torch.rand(2, 5, 4, 12)
x.permute(0, 2, 1, 4).flatten(2)
""",
        "name axis 3 in the place of 4",
    ),
    "an axis named twice": (
        """
x = torch.rand(2, 5, 4, 12)
x.permute(0, 2, 2, 3).flatten(2)
""",
        "name axis 1 in the place of 2",
    ),
    "values without an axis": (
        """
scores = torch.rand(4, 7, 9)
best = torch.max(scores)[0]
F.mse_loss(best, torch.rand(4, 7)) if best.dim() else None
""",
        "take the max along axis",
    ),
    "samples cut instead of features": (
        """
class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(8, 24)
    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3)
        return (q @ k.transpose(-2, -1)).softmax(-1) @ v
Attention()(torch.rand(10, 5, 8))
""",
        "cut along axis",
    ),
    "patches that stand behind their features": (
        """
class Embed(nn.Module):
    def __init__(self):
        super().__init__()
        self.proj = nn.Conv2d(3, 48, 4, 4)
        self.first = nn.Parameter(torch.zeros(1, 1, 48))
    def forward(self, x):
        x = self.proj(x).flatten(2)
        return torch.cat([self.first.expand(x.shape[0], -1, -1), x], dim=1)
Embed()(torch.rand(2, 3, 8, 8))
""",
        "swap axes 1 and 2",
    ),
    "keys that stand behind their features": (
        """
class Cross(nn.Module):
    def __init__(self):
        super().__init__()
        self.text, self.att = nn.Conv1d(9, 16, 1), nn.MultiheadAttention(16, 2, batch_first=True)
    def forward(self, query, words):
        words = self.text(words)
        return self.att(query, words, words)[0]
Cross()(torch.rand(2, 5, 16), torch.rand(2, 9, 11))
""",
        "swap axes 1 and 2",
    ),
    "a map into a term for places": (
        """
x, slots = torch.relu(torch.rand(2, 8, 5, 5)), torch.rand(3, 8)
torch.einsum("kd,bdn->bkn", slots, x).mean(-1)
""",
        "join the axes from 2 on",
    ),
    "a padding that a view misses": (
        """
net = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.Conv2d(8, 6, 3))
def step(x):
    out = net(x)
    return out.view(x.shape[0], 2, 3, x.shape[2], x.shape[3])
step(torch.rand(2, 1, 16, 16))
""",
        "give layer 1 padding=1",
    ),
    "a keyword that a factory hands on": (
        """
class Net(nn.Module):
    def __init__(self, channels=3, width=8):
        super().__init__()
        self.conv = nn.Conv2d(channels, width, 3)
def build(weights=None, **kwargs):
    net = Net(**kwargs)
    if weights is not None:
        net.load_state_dict(weights)
    return net
weights = Net(channels=4).state_dict()
build(weights, width=8, channels=6)
""",
        "channels=4, as elsewhere",
    ),
    "a share of the channels": (
        """
class Split(nn.Module):
    def __init__(self, cin, alpha=0.25):
        super().__init__()
        self.high = nn.Conv2d(cin - int(cin * alpha), 4, 1)
    def forward(self, x):
        return self.high(x)
Split(64)(torch.rand(2, 24, 8, 8))
""",
        "change the number that in_channels",
    ),
    "a width in a table, made of a name": (
        """
EXTRA = 3 if False else 0
PLAN = {"layers": [[EXTRA + 3, 8, 4], [4 + EXTRA, 6]]}
class Net(nn.Module):
    def __init__(self, plan):
        super().__init__()
        self.parts = nn.ModuleList(
            nn.Sequential(*[nn.Conv1d(a, b, 1) for a, b in zip(widths[:-1], widths[1:])]) for widths in plan["layers"]
        )
    def forward(self, x, more):
        return self.parts[1](torch.cat([self.parts[0](x), more], 1))
Net(PLAN)(torch.rand(2, 4, 5), torch.rand(2, 1, 5))
""",
        "let EXTRA + 3 come to 4",
    ),
    "a kind that a call leaves at its default": (
        """
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--kind", default="pairs")
args = parser.parse_args([])
class Corpus:
    def __init__(self, size, data="plain"):
        self.size, self.data = size, data
    def labels(self):
        both = torch.randint(0, 2, (self.size, 4, 2))
        return both.argmax(-1) if self.data == "pairs" else both
corpus = Corpus(6 if args.kind else 0)
F.cross_entropy(torch.rand(24, 2), corpus.labels().view(-1))
""",
        "hand args.kind on to Corpus as data",
    ),
    "targets filled up beyond the longest sequence": (
        """
scores, words = torch.rand(3, 5, 11), torch.randint(0, 11, (3, 9))
criterion = nn.CrossEntropyLoss()
criterion(scores, words)
""",
        "one row for each prediction",
    ),
    "fewer rows than are put together": (
        """
class Policy(nn.Module):
    def __init__(self, steps=24):
        super().__init__()
        self.steps = steps
    def forward(self, states):
        return states.view(-1, self.steps, states.shape[-1]).sum(1)
Policy()(torch.rand(16, 5))
""",
        "change the number that self.steps comes from to 16",
    ),
    "a cut that is not filled up": (
        """
import numpy as np
class Waves(torch.utils.data.Dataset):
    def __init__(self, seconds=2):
        self.window = seconds * 8
    def __len__(self):
        return 3
    def read(self, i):
        wave = np.ones([20, 16, 12][i], "float32")
        wave = wave[: self.window]
        return wave
    def __getitem__(self, i):
        return torch.from_numpy(self.read(i))
next(iter(torch.utils.data.DataLoader(Waves(), batch_size=3)))
""",
        "pad wave to the length of the cut",
    ),
    "masks that a reader of the program gives in colour": (
        """
import tempfile
import numpy as np
from PIL import Image
folder = tempfile.mkdtemp()
for name in ("0", "0_mask"):
    Image.new("RGB", (8, 6)).save(f"{folder}/{name}.png")
def read(path):
    return Image.open(path)
class Scenes(torch.utils.data.Dataset):
    def __len__(self):
        return 1
    def __getitem__(self, i):
        picture, mask = read(f"{folder}/{i}.png"), None
        mask = read(f"{folder}/{i}_mask.png")
        return torch.tensor(np.array(picture)).permute(2, 0, 1) / 255, torch.tensor(np.array(mask)).long()
for pictures, masks in torch.utils.data.DataLoader(Scenes()):
    F.cross_entropy(nn.Conv2d(3, 2, 1)(pictures), masks)
""",
        "read the masks in one channel",
    ),
    "parts longer than what they are filled up to": (
        """
n_step = 2
words = ["man", "women", "up"]
filled = [word + "P" * (n_step - len(word)) for word in words]
rows = [list(map(ord, word)) for word in filled]
torch.LongTensor(rows)
""",
        "fill up to n_step = 5",
    ),
    "a table of positions that a function makes": (
        """
src_len = 2
def sinusoids(n, width):
    return torch.rand(n, width)
table = nn.Embedding.from_pretrained(sinusoids(src_len + 1, 8))
table(torch.tensor([[1, 2, 3, 4, 0]]))
""",
        "give Embedding 5 rows",
    ),
    "parts of a long sequence, left as rows": (
        """
bsz = 4
def batchify(words, parts):
    return words[:words.numel() // parts * parts].view(parts, -1).contiguous()
def untouched(words, parts):
    words = words.view(parts, -1)
    return words.t()
batches, other = batchify(torch.rand(42), bsz), untouched(torch.rand(40), bsz)
nn.LSTM(1, 6)(batches[:3].unsqueeze(2), (torch.zeros(1, bsz, 6), torch.zeros(1, bsz, 6)))
""",
        "turn the 4 parts of the sequence into columns",
    ),
    "maps joined with half as many again": (
        """
class Up(nn.Module):
    def __init__(self, in_ch, bilinear=False):
        super().__init__()
        self.up = nn.Upsample(scale_factor=2) if bilinear else nn.ConvTranspose2d(in_ch, in_ch // 2, 2, 2)
        self.conv = nn.Conv2d(in_ch, in_ch // 2, 3, padding=1)
    def forward(self, low, skip):
        return self.conv(torch.cat([skip, self.up(low)], 1))
Up(16, bilinear=True)(torch.rand(1, 16, 4, 4), torch.rand(1, 8, 8, 8))
""",
        "in_ch + in_ch // 2",
    ),
    "a row less a column": (
        """
net = nn.Linear(3, 1)
def advantages(returns, states):
    value = net(states)
    return returns - value
ratio, advantage = torch.rand(6), advantages(torch.rand(12), torch.rand(12, 3))
(ratio * advantage[:6]).mean()
""",
        "take the axis of size 1 from value",
    ),
    "words that are not counted": (
        """
from collections import Counter
def numbered(words, min_freq=1):
    counts = Counter(words)
    return {w: i for i, w in enumerate(w for w in sorted(counts) if counts[w] >= min_freq)}
text = "to be or not to be that is the question".split()
ids = torch.tensor([numbered(text)[w] for w in text])
table = numbered(text, min_freq=2)
nn.Embedding(len(table), 4)(ids)
""",
        "leave min_freq out",
    ),
    "a list of words that nobody is given": (
        """
def prepared(words, vocab=None):
    return sorted(set(words)) if vocab is None else vocab
def again():
    known = list("abcdef")
    vocab = prepared("abca")
    model = nn.Embedding(len(vocab), 4)
    model.load_state_dict({"weight": torch.rand(6, 4)})
again()
""",
        "give prepared vocab=known",
    ),
    "parts in another order than then": (
        """
FIRST, THEN = ["rgb", "depth"], ["depth", "rgb"]
def built(names):
    model = nn.ModuleDict({name: nn.Linear({"rgb": 3, "depth": 1}[name], 2) for name in names})
    return model, torch.optim.Adam(model.parameters())
model, optimizer = built(FIRST)
sum(p.sum() for p in model.parameters()).backward()
optimizer.step()
again, other = built(THEN)
other.load_state_dict(optimizer.state_dict())
sum(p.sum() for p in again.parameters()).backward()
other.step()
""",
        "list them in the order of the other list",
    ),
    "a condition that is asked more widely elsewhere": (
        """
from types import SimpleNamespace
args = SimpleNamespace(mixup=0.0, cutmix=1.0)
def soft(scores, targets):
    return -(targets * scores).sum(1).mean()
def criterion(args):
    if args.mixup > 0.0:
        return soft
    return F.nll_loss
labels = torch.arange(4)
if args.mixup > 0 or args.cutmix > 0:
    labels = F.one_hot(labels, 4) * 1.0
criterion(args)(torch.rand(4, 4).log_softmax(1), labels)
""",
        "ask as elsewhere, args.mixup > 0 or args.cutmix > 0",
    ),
    "a length that is set too early": (
        """
class FixLength:
    def __call__(self, wave):
        return F.pad(wave[:8], (0, max(0, 8 - len(wave))))
class Faster:
    def __call__(self, wave):
        return wave[:: 1 + int(wave[0] > 4)]
STEPS = [FixLength(), Faster()]
class Waves(torch.utils.data.Dataset):
    def __len__(self):
        return 8
    def __getitem__(self, i):
        wave = torch.full((10,), float(i))
        for step in STEPS:
            wave = step(wave)
        return wave
for waves in torch.utils.data.DataLoader(Waves(), 8):
    print(waves.shape)
""",
        "let FixLength come later",
    ),
    "weights of the classes that a page has": (
        """
labels = torch.tensor([0, 1, 1, 3])
classes, counts = torch.unique(labels, return_counts=True)
F.cross_entropy(torch.rand(4, 4), labels, weight=len(labels) / (len(classes) * counts))
""",
        "count every class",
    ),
    "errors of a row less a column, kept in an array": (
        """
import numpy as np
class Learner:
    def __init__(self):
        self.online, self.kept = nn.Linear(3, 2), np.zeros(20)
    def learn(self, states, actions):
        q = self.online(states).gather(1, actions.unsqueeze(1))
        return q - self.best(states)
    def best(self, states):
        return self.online(states).max(1).values
learner = Learner()
errors = learner.learn(torch.rand(6, 3), torch.ones(6, dtype=torch.long))
learner.kept[np.arange(6)] = errors.detach().numpy()
""",
        "take the axis of size 1 from q",
    ),
    "statistics in a table": (
        """
from torchvision import transforms
STATISTICS = {"objects": ((0.4, 0.5, 0.6), (0.2, 0.2, 0.2)), "digits": ((0.5, 0.5, 0.5), (0.3, 0.3, 0.3))}
def normalized(name):
    mean, std = STATISTICS[name]
    return transforms.Normalize(mean, std)
class Digits(torch.utils.data.Dataset):
    def __init__(self, change):
        self.change = change
    def __len__(self):
        return 4
    def __getitem__(self, i):
        return self.change(torch.rand(1, 8, 8))
for digits in torch.utils.data.DataLoader(Digits(normalized("digits")), 2):
    print(digits.shape)
""",
        "give Normalize 1 mean and std value",
    ),
    "rows that another loop takes apart": (
        """
def apart(rows):
    return rows[:, :-1], rows[:, -1:]
model, loader = nn.Linear(4, 1), torch.utils.data.DataLoader(torch.rand(6, 5), 3)
def fit():
    for rows in loader:
        inputs, target = apart(rows)
        F.mse_loss(model(inputs), target).backward()
def predicted():
    found = []
    for batch in loader:
        found.append(model(batch))
    return found
fit()
predicted()
""",
        "take the batch apart by apart",
    ),
    "windows kept channels last in a set of tensors": (
        """
def loaded(count):
    return torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.rand(count, 9, 9, 3)), 4)
net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(), nn.Linear(196, 2))
for count in (8, 4):
    for (x,) in loaded(count):
        net(x)
""",
        "move the channel axis where the set is made",
    ),
    "pictures without a channel in a set of tensors": (
        """
pictures = torch.rand(8, 9, 9)
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(pictures, pictures.sum((1, 2))), 4)
net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(196, 2))
for x, y in loader:
    net(x)
""",
        "add the channel axis where the set is made",
    ),
    "a column drawn for a function that makes columns": (
        """
weights = torch.randn(3, 1)
def features(x):
    x = x.unsqueeze(1)
    return torch.cat([x, x ** 2, x ** 3], 1)
def batch(count=8):
    drawn = torch.randn(count, 1)
    found = features(drawn)
    return found, found.mm(weights)
batch()
""",
        "no column",
    ),
    "four times the width for three parts": (
        """
class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads, self.qkv, self.out = heads, nn.Linear(dim, dim * 4), nn.Linear(dim, dim)
    def forward(self, x):
        q, k, v = (t.view(*x.shape[:2], self.heads, -1).transpose(1, 2) for t in self.qkv(x).chunk(3, dim=-1))
        return self.out(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))
Attention(24, 3)(torch.rand(2, 5, 24))
""",
        "3 times the width",
    ),
    "statistics for six channels in the author's form": (
        """
import numpy as np
from torchvision import transforms as T
tf = T.Compose([T.ToTensor(), T.Normalize([0.5] * 6, [0.5] * 3)])
tf(np.zeros((4, 4, 3), np.uint8))
""",
        "give Normalize 3",
    ),
    "a weight for each sample of an object's maps": (
        """
class Pairs:
    def __init__(self):
        self.first, self.table = torch.rand(7, 1, 4, 5), {"noise": torch.rand(7, 1, 4, 5)}
        keep = torch.randint(0, 2, (7,)).float()
        self.second = keep * (0.8 * self.first + 0.2 * self.table["noise"])
Pairs()
""",
        "add the axes that are missing",
    ),
    "a transposed convolution in front of a layer that fails without memory": (
        """
nn.Sequential(nn.Conv2d(3, 8, 3), nn.ConvTranspose2d(4, 8, 2, 2), nn.ReLU(), nn.Conv2d(4, 3, 1))(torch.rand(2, 3, 9, 9))
""",
        "swap in_channels and out_channels of layer 1",
    ),
    "states of both directions for a decoder of one": (
        """
class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(8, 12, 2, bidirectional=True)
    def forward(self, x):
        seen, (h, c) = self.rnn(x)
        return seen, (h, c)
reader, writer = Reader(), nn.LSTM(8, 12, 2)
seen, state = reader(torch.rand(5, 3, 8))
for step in range(2):
    out, state = writer(torch.rand(1, 3, 8), state)
""",
        "add the two directions of the state that Reader gives",
    ),
}
"""Name -> the program, and what the title of an edit that lets it end contains."""

NO_SLIPS = {
    "a layer whose output is not what arrives": (
        """
nn.Sequential(nn.Conv2d(8, 16, 3))(torch.rand(2, 3, 16, 16))
""",
        "swap in_channels",
    ),
    "a chunk along a written axis": (
        """
class Gate(nn.Module):
    def forward(self, x):
        a, b = x.chunk(2, 1)
        return a @ b
Gate()(torch.rand(4, 6, 5))
""",
        "cut along axis",
    ),
    "a recurrent layer in front of another width": (
        """
class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn, self.out = nn.GRU(5, 16, batch_first=True), nn.Linear(24, 3)
    def forward(self, x):
        return self.out(self.rnn(x)[0])
Tagger()(torch.rand(2, 9, 5))
""",
        "both directions",
    ),
}
"""Name -> the program, and what no edit's title may contain."""
