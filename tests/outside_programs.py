"""Programs in which another place tells what was meant, each with the title of the edit that says it."""

from __future__ import annotations

HEAD = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"

PROGRAMS = {
    "a check of whole shapes": (
        """
def mean_error(preds, target):
    if preds.shape != target.shape:
        raise RuntimeError(f"Predictions and targets are expected to have the same shape, got {preds.shape}")
    return (preds - target).abs().mean()
def step(model, x, y):
    return mean_error(model(x).unsqueeze(1), y)
step(nn.Linear(4, 6), torch.rand(3, 4), torch.rand(3, 6, 1))
""",
        "give it the axes of the other one",
    ),
    "a shortcut for other widths": (
        """
class Block(nn.Module):
    def __init__(self, cin, cout, wider=4):
        super().__init__()
        self.body = nn.Conv2d(cin, cout * wider, 3, padding=1)
        self.short = nn.Conv2d(cin, cout * wider, 1) if cin != cout else nn.Identity()
    def forward(self, x):
        return self.body(x) + self.short(x)
Block(8, 8)(torch.rand(2, 8, 6, 6))
""",
        "compare cin with cout * wider",
    ),
    "a filter averaged away": (
        """
colour = nn.Conv2d(3, 4, 3)
grey = nn.Conv2d(1, 4, 3)
grey.weight.data = colour.weight.data.mean(1)
nn.Sequential(grey, nn.ReLU())(torch.rand(2, 1, 8, 8))
""",
        "keep the axis of the weights",
    ),
    "a count of another table": (
        """
def kept(old, new, patches):
    extra = new.shape[1] - patches
    rest = old[:, extra:]
    return rest.reshape(1, 4, 4, 8)
kept(torch.rand(1, 17, 8), torch.rand(1, 19, 8), 16)
""",
        "count on old, not on new",
    ),
    "a class count written out": (
        """
def seg_loss(logits, labels):
    n, c, h, w = logits.shape
    hot = F.one_hot(labels, 21).permute(0, 3, 1, 2).float()
    return (logits.softmax(1) - hot).abs().mean()
seg_loss(torch.rand(2, 6, 8, 8), torch.randint(0, 6, (2, 8, 8)))
""",
        "take c in the place of 21",
    ),
    "layers under one name": (
        """
class Net(nn.Module):
    def __init__(self, widths=(4, 8, 3)):
        super().__init__()
        for i in range(2):
            setattr(self, "fc{i}", nn.Linear(widths[i], widths[i + 1]))
    def forward(self, x):
        for layer in self.children():
            x = layer(x)
        return x
Net()(torch.rand(2, 4))
""",
        "put the value into the string",
    ),
    "pictures that the network does not enlarge": (
        """
def step(net, small, large):
    out = net(small)
    return F.mse_loss(out, large)
step(nn.Conv2d(3, 3, 3, padding=1), torch.rand(2, 3, 8, 8), torch.rand(2, 3, 16, 16))
""",
        "enlarge the pictures before the network",
    ),
    "captions of their own lengths": (
        """
def joined(embeds):
    return torch.cat(embeds, dim=0)
joined([torch.rand(1, n, 4) for n in (3, 5)])
""",
        "fill up embeds to the longest",
    ),
    "frames whose sides are rounded up": (
        """
halved = nn.Conv2d(3, 8, 3, stride=2, padding=1)
def encoded(clips):
    B, T, C, H, W = clips.shape
    maps = halved(clips.flatten(0, 1))
    return maps.view(B, T, -1, H // 2, W // 2).mean(1)
encoded(torch.rand(2, 5, 3, 45, 80))
""",
        "leave the other sizes as they are",
    ),
    "boxes of a picture without any": (
        """
def scaled(rows):
    boxes = torch.tensor(rows)
    return boxes / torch.tensor([[64.0, 48.0, 64.0, 48.0]])
for rows in ([[1.0, 2.0, 3.0, 4.0]], []):
    scaled(rows)
""",
        "the axis of its rows",
    ),
    "rows counted for columns": (
        """
class Gate(nn.Module):
    def __init__(self, wide, n):
        super().__init__()
        self.fc = nn.Linear(wide, n)
    def forward(self, x):
        return self.fc(x)
def main(table):
    first = Gate(table.shape[0], 4)
    Gate(4, 2)(first(table))
main(torch.rand(30, 7))
""",
        "read the size of axis 1",
    ),
    "the label counted with the columns": (
        """
rows = torch.rand(12, 9)
wide = rows.size(1)
x, y = rows[:, :-1], rows[:, -1]
inputs = rows[:, :-1] / 2
model = nn.Sequential(nn.Linear(rows.shape[1], 4), nn.Linear(4, 1))
model(inputs)
""",
        "count inputs",
    ),
    "words counted before the last ones": (
        """
def vocabulary(text):
    words = sorted(set(text.split()))
    size = len(words)
    for mark in ("<pad>", "<unk>"):
        words.append(mark)
    return words, size
words, size = vocabulary("a rose is a rose")
nn.Embedding(size, 4)(torch.tensor([words.index("<unk>"), 0]))
""",
        "when it is complete",
    ),
    "rewards in a row, values in a column": (
        """
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 1)
    def forward(self, x):
        return self.fc(x)
def learn(critic, states, rewards, done):
    targets = torch.zeros(len(states), 1)
    value = critic(states)
    targets[:] = rewards + 0.9 * value * (1 - done)
    return targets - value
learn(Critic(), torch.rand(6, 3), torch.rand(6, 1), torch.zeros(6))
""",
        "give 1 - done the last axis",
    ),
    "heat maps at the scale of another network": (
        """
class Centres(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(3, 4, 3, 2, 1), nn.Conv2d(4, 2, 3, 1, 1))
    def forward(self, x):
        return self.net(x)
def centres(image):
    height, width = image.shape[-2:]
    return torch.zeros(2, 2, height // 4, width // 4)
image = torch.rand(2, 3, 32, 48)
F.binary_cross_entropy_with_logits(Centres()(image), centres(image))
""",
        "from 4 to 2",
    ),
    "a number of boxes for each picture": (
        """
from torch.utils.data import DataLoader
shots = [{"image": torch.rand(3, 8, 8), "boxes": [{"at": i}] * (i + 1)} for i in range(4)]
for batch in DataLoader(shots, batch_size=2):
    assert batch["image"].shape[0] == len(batch["boxes"])
""",
        "keep ['boxes'] as a list",
    ),
    "a buffer for the batch that is too short": (
        """
from torch.utils.data import DataLoader
LONGEST = 5
def join(batch):
    out = torch.zeros(len(batch), LONGEST)
    for row, sample in zip(out, batch):
        row[:len(sample)] = sample
    return out
waves = [torch.rand(n) for n in (3, 5, 6, 2, 8, 4)]
for batch in DataLoader(waves, batch_size=2, collate_fn=join):
    pass
""",
        "from 5 to 8",
    ),
    "a pooling made for smaller pictures": (
        """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, 4, 1)
        self.fc = nn.Linear(8, 2)
    def forward(self, x):
        x = F.avg_pool2d(torch.relu(self.conv(x)), 8)
        return self.fc(x.view(x.size(0), -1))
Net()(torch.rand(2, 3, 64, 64))
""",
        "pool to 1×1, whatever",
    ),
    "a height that is counted unless it is denied": (
        """
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--no_height", action="store_true")
flags = parser.parse_args([])
wide = 3 + int(not flags.no_height)
nn.Sequential(nn.Conv1d(wide, 4, 1))(torch.rand(2, 3, 9))
""",
        "switch --no_height on",
    ),
    "a classifier left on a backbone": (
        """
from torchvision.models import mobilenet_v2
class Cars(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = mobilenet_v2(width_mult=0.25)
        self.head = nn.Linear(1280, 5)
    def forward(self, x):
        return self.head(self.base(x))
Cars().eval()(torch.rand(1, 3, 32, 32))
""",
        "take the classifier off self.base",
    ),
    "padding marked for time first": (
        """
class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(9, 8)
        self.layer = nn.TransformerEncoderLayer(8, 2, 8)
    def forward(self, words):
        out = self.layer(self.table(words), src_key_padding_mask=words == 0)
        return out.mean(dim=0)
Reader()(torch.ones(7, 2, dtype=torch.long))
""",
        "time of the mask",
    ),
    "a text shorter than the widest filter": (
        """
class Filters(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(9, 4)
        self.filters = nn.ModuleList([nn.Conv1d(4, 3, wide) for wide in (2, 3, 5)])
    def forward(self, words):
        x = self.table(words).transpose(1, 2)
        return torch.cat([f(x).amax(2) for f in self.filters], 1)
model = Filters()
for words in (torch.ones(1, 8, dtype=torch.long), torch.ones(1, 2, dtype=torch.long)):
    model(words)
""",
        "pad the text to 5 words",
    ),
    "columns of what each part holds": (
        """
def columns(names):
    kinds = sorted(set(names))
    return torch.tensor([[float(k == n) for k in kinds] for n in names])
train, test = ["a", "b", "c", "a"], ["a", "c"]
model = nn.Linear(3, 2)
model(columns(train))
model(columns(test))
""",
        "encode test together with train",
    ),
    "rows of fewer classes than the model has": (
        """
class Tagger(nn.Module):
    def __init__(self, hidden, num_labels=2):
        super().__init__()
        self.num_labels = num_labels
        self.classifier = nn.Linear(hidden, 4)
    def forward(self, x, labels):
        logits = self.classifier(x)
        return F.cross_entropy(logits.view(-1, self.num_labels), labels.view(-1))
Tagger(6)(torch.rand(2, 5, 6), torch.zeros(2, 5, dtype=torch.long))
""",
        "that the rows are made for to 4",
    ),
    "frames folded into the batch": (
        """
class Clips(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv3d(3, 4, 3, padding=1)
        self.fc = nn.Linear(4, 5)
    def forward(self, x):
        x = self.conv(x)
        b, c, d, h, w = x.size()
        x = x.view(-1, c, h, w)
        return self.fc(x.mean((2, 3)))
model, clips = Clips(), torch.rand(2, 3, 2, 8, 8)
out = model(clips)
F.cross_entropy(out, torch.tensor([1, 4]))
""",
        "average over axis 2",
    ),
    "maps viewed behind moved channels": (
        """
class Player(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(4, 8, 3, 2)
        self.fc = nn.Linear(8 * 7 * 7, 3)
    def forward(self, x):
        x = self.conv(x)
        return self.fc(x.view(x.size(0), -1))
Player()(torch.rand(1, 16, 16, 4))
""",
        "move the channel axis",
    ),
    "spectra of recordings of two lengths": (
        """
from torch.utils.data import DataLoader
def spectrum(n):
    return torch.stft(torch.ones(n), 16, return_complex=True, window=torch.ones(16)).abs()[None]
sounds = [(spectrum(64 + 8 * i), i) for i in range(4)]
for x, _ in DataLoader(sounds, batch_size=2):
    pass
""",
        "pad the sequences of a batch",
    ),
    "a layer of its own built with another width": (
        """
class Mix(nn.Module):
    def __init__(self, wide, out):
        super().__init__()
        self.weight = nn.Parameter(torch.rand(wide, out))
    def forward(self, x):
        return x @ self.weight
class Net(nn.Module):
    def __init__(self, features, hidden, classes):
        super().__init__()
        self.first = Mix(features, hidden)
        self.second = Mix(features, classes)
    def forward(self, x):
        return self.second(self.first(x))
Net(9, 6, 3)(torch.rand(4, 9))
""",
        "build second with hidden",
    ),
    "height and width swapped": (
        """
size = (96, 32)
net = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.Flatten(), nn.Linear(4 * 32 * 96, 2), nn.Linear(2, 2))
class Rows(nn.Module):
    def __init__(self, height):
        super().__init__()
        self.fc = nn.Linear(height, 3)
    def forward(self, x):
        return self.fc(x.transpose(2, 3))
Rows(32)(F.interpolate(torch.rand(2, 1, 50, 50), size=(96, 32)))
""",
        "in the other order",
    ),
    "an argument of the other call": (
        """
def encode(rows, names):
    return torch.tensor([[float(r == n) for n in names] for r in rows])
train, test = ["a", "b", "c", "a"], ["a", "c"]
names = sorted(set(train))
x = encode(train, names)
y = encode(test, sorted(set(test)))
model = nn.Linear(x.shape[1], 2)
model(x)
model(y)
""",
        "as elsewhere",
    ),
    "a step left out": (
        """
def pad(x):
    return F.pad(x, (0, -x.shape[-1] % 4))
class Halves(nn.Module):
    def forward(self, x):
        return x.unflatten(-1, (4, -1)) + F.avg_pool1d(x, 4).unsqueeze(-2)
model = Halves()
first, second = torch.rand(2, 1, 8), torch.rand(2, 1, 10)
model(pad(first))
model(second)
""",
        "put it through pad",
    ),
    "parts joined along the batch": (
        """
class Copies(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 6, 3, padding=1)
    def forward(self, x):
        copies = torch.cat([x] * 6, 0)
        return self.conv(x) + copies
Copies()(torch.rand(2, 1, 8, 8))
""",
        "join along axis 1",
    ),
    "halves of an odd number": (
        """
x = torch.rand(7, 3)
n = len(x)
front, back = torch.arange(n).chunk(2)
order = torch.cat([front[torch.randperm(n // 2)], back[torch.randperm(n // 2)]])
x + x[order]
""",
        "the larger half of n",
    ),
    "the number of features in the view and in the head": (
        """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.fc = nn.Conv2d(1, 8, 3), nn.Linear(8 * 14 * 14, 10)
    def forward(self, x):
        x = F.max_pool2d(self.conv(x), 2)
        return self.fc(x.view(-1, 8 * 14 * 14))
F.cross_entropy(Net()(torch.rand(4, 1, 28, 28)), torch.tensor([0, 1, 2, 3]))
""",
        "count with 8·13·13 = 1352 features",
    ),
    "vectors joined end to end": (
        """
states = [torch.rand(4) for _ in range(6)]
states = torch.cat(states)
nn.Linear(4, 2)(states).gather(1, torch.zeros(6, 1, dtype=torch.long))
""",
        "stack the parts as rows",
    ),
    "a decoder that doubles twice": (
        """
encode = nn.Sequential(nn.Conv2d(1, 4, 3, 2, 1), nn.Conv2d(4, 8, 3, 2, 1))
decode = nn.Sequential(nn.ConvTranspose2d(8, 4, 3, 2, 1), nn.ConvTranspose2d(4, 1, 3, 2, 1))
x = torch.rand(2, 1, 28, 28)
F.mse_loss(decode(encode(x)), x)
""",
        "give layer 0 and layer 1 output_padding=1",
    ),
    "a table that ends too early": (
        """
class Positions(nn.Module):
    def __init__(self, width, most=10):
        super().__init__()
        self.register_buffer("table", torch.rand(most, 1, width))
    def forward(self, x):
        return x + self.table[:x.size(0)]
Positions(8)(torch.rand(12, 3, 8))
""",
        "build Positions with most=12",
    ),
    "a head made for maps that keep their size": (
        """
net = nn.Sequential(nn.Conv2d(1, 8, 5), nn.MaxPool2d(2), nn.Conv2d(8, 8, 5), nn.MaxPool2d(2), nn.Flatten(),
                    nn.Linear(8 * 7 * 7, 10))
net(torch.rand(4, 1, 28, 28))
""",
        "pad the convolutions",
    ),
    "a start drawn too late": (
        """
import random
from torch.utils.data import DataLoader, Dataset
class Patches(Dataset):
    def __len__(self):
        return 40
    def __getitem__(self, i):
        picture = torch.rand(3, 32, 48)
        c, height, width = picture.shape
        top, left = 0, 0
        top = random.randint(0, height - 16 // 2)
        left = random.randint(0, width - 16 // 2)
        return picture[:, top:top + 16, left:left + 16]
random.seed(0)
for batch in DataLoader(Patches(), batch_size=40):
    assert batch.shape[-2:] == (16, 16)
""",
        "draw the start so that the whole cut fits",
    ),
    "two channels among one": (
        """
from torch.utils.data import DataLoader, Dataset
class Waves(Dataset):
    def __len__(self):
        return 4
    def __getitem__(self, i):
        wave = torch.rand(100, 2) if i == 2 else torch.rand(100)
        return wave
for batch in DataLoader(Waves(), batch_size=4):
    assert batch.shape == (4, 100)
""",
        "average the 2 channels",
    ),
    "as many steps as told": (
        """
from torch.utils.data import DataLoader, Dataset
class Clips(Dataset):
    def __init__(self, seq_len):
        self.seq_len = seq_len
    def __len__(self):
        return 2
    def __getitem__(self, i):
        n = (41, 38)[i]
        frames = [torch.rand(4) for _ in range(0, n, n // self.seq_len)]
        return torch.stack(frames)
for batch in DataLoader(Clips(20), batch_size=2):
    assert batch.shape == (2, 20, 4)
""",
        "take self.seq_len steps",
    ),
    "a slice that takes too few": (
        """
anchors, boxes = torch.rand(6, 4), torch.rand(6, 7)
deltas = (boxes[:, :3] - anchors) / 2
""",
        "let the slice take 4",
    ),
    "a signal turned in its file": (
        """
import os, tempfile
import numpy as np
from torch.utils.data import DataLoader, Dataset
class Mels(Dataset):
    def __init__(self, path):
        self.path = path
    def __len__(self):
        return 2
    def __getitem__(self, i):
        mel = torch.from_numpy(np.load(self.path))
        return mel[:, :16]
conv = nn.Conv1d(20, 4, 3)
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "a.npy")
    np.save(path, np.zeros((30, 20), dtype=np.float32))
    for mel in DataLoader(Mels(path), batch_size=2):
        conv(mel)
""",
        "exchange the axes of the signal",
    ),
    "a switch that is counted": (
        """
config = dict(with_reflectance=False)
class Points(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.conv = nn.Conv1d(3 + int(cfg["with_reflectance"]), 8, 1)
    def forward(self, x):
        return self.conv(x)
Points(config)(torch.rand(2, 4, 50))
""",
        "let with_reflectance be True",
    ),
    "an input that is turned": (
        """
class Spectral(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, (3, 3), stride=(2, 1), padding=1)
        self.norm = nn.BatchNorm1d((41 + 1) // 2 * 2)
    def forward(self, x):
        return self.norm(self.conv(x).flatten(1, 2))
spec = torch.rand(60, 41)
spec = spec.view(1, 1, spec.size(0), spec.size(1))
Spectral()(spec)
""",
        "exchange the last two axes of the input",
    ),
    "two pictures of one size": (
        """
from torchvision.transforms import CenterCrop
crop = CenterCrop((40, 40))
class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(6, 4, 3, stride=16, padding=1)
        self.up = nn.Upsample(scale_factor=16)
    def forward(self, left, right):
        both = torch.cat([left, right], 1)
        return self.up(self.down(both)[:, :1]) + both
Pair()(crop(torch.rand(1, 3, 60, 60)), crop(torch.rand(1, 3, 60, 60)))
""",
        "where their size is decided",
    ),
    "planes that stand first": (
        """
import numpy as np
from torchvision.transforms import ToTensor
mask = np.zeros((5, 12, 18), dtype=np.float32)
def read(i):
    return ToTensor()(mask)
masks = torch.stack([read(0), read(1)])
logits = nn.Conv2d(3, 5, 1)(torch.rand(2, 3, 12, 18))
F.binary_cross_entropy_with_logits(logits, masks)
""",
        "take the array as it is",
    ),
    "a picture with an alpha channel": (
        """
import os, tempfile
import numpy as np
from PIL import Image
from torchvision.transforms.functional import normalize
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "a.png")
    Image.new("RGBA", (8, 6)).save(path)
    picture = torch.from_numpy(np.array(Image.open(path))).permute(2, 0, 1)[None] / 255
    normalize(picture, [0.5, 0.5, 0.5], [1.0, 1.0, 1.0])
""",
        "open the images as RGB",
    ),
    "two windows in proportion": (
        """
def basis(filter_length):
    return torch.rand(filter_length + 2, 1, filter_length)
def spectrum(n_fft):
    return torch.rand(1, n_fft + 2, 9)
weight = basis(filter_length=256)
spec = spectrum(n_fft=160)
F.conv_transpose1d(spec, weight, stride=40)
""",
        "change filter_length from 256 to 160",
    ),
    "sizes with one name": (
        """
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--side", type=int, default=9)
opt = parser.parse_args([])
class Slots(nn.Module):
    def __init__(self, channels, side):
        super().__init__()
        self.channels, self.side = channels, side
    def forward(self, x):
        return x.view(x.size(0), self.channels, self.side, self.side)
Slots(6, opt.side)(torch.rand(2, 6 * 49))
""",
        "comes from to 7",
    ),
    "an object with another argument": (
        """
BARS = 30
class Market:
    def __init__(self, bars, seed=0):
        self.shape = (5, bars)
class Trader(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.fc = nn.Linear(shape[0] * shape[1], 2)
def train():
    env = Market(BARS)
    return Trader(env.shape).state_dict()
def evaluate(state, bars=10):
    env = Market(bars, seed=1)
    net = Trader(env.shape)
    net.load_state_dict(state)
evaluate(train())
""",
        "let bars be BARS",
    ),
    "another file": (
        """
import os, tempfile
with tempfile.TemporaryDirectory() as folder:
    torch.save(nn.Embedding(4, 8).state_dict(), os.path.join(folder, "first.pth"))
    torch.save(nn.Embedding(5, 8).state_dict(), os.path.join(folder, "tuned.pth"))
    names = "abcde"
    model = nn.Embedding(len(names), 8)
    checkpoint = "first.pth"
    model.load_state_dict(torch.load(os.path.join(folder, checkpoint)))
""",
        "load tuned.pth",
    ),
    "a number for the batch": (
        """
class Mixup:
    def __init__(self, batch_size):
        self.batch_size = batch_size
    def __call__(self, a, b):
        lam = torch.rand(self.batch_size)
        weight = lam.reshape(self.batch_size, 1)
        return a * weight + b * (1 - weight)
mix = Mixup(8)
mix(torch.rand(8, 3), torch.rand(8, 3))
mix(torch.rand(6, 3), torch.rand(6, 3))
""",
        "take the number of samples of a",
    ),
    "black and white": (
        """
def dice_loss(output, target):
    target = F.one_hot(target.long()).permute(0, 3, 1, 2).float()
    return 1 - (output * target).sum()
mask = (torch.rand(2, 6, 7) > 0.5).long() * 255
dice_loss(torch.rand(2, 2, 6, 7), mask)
""",
        "make class numbers of 0 and 255",
    ),
    "frames side by side": (
        """
import numpy as np
frames = [np.zeros((1, 20, 20), dtype=np.float32) for _ in range(4)]
state = np.concatenate(frames, axis=2)
nn.Conv2d(4, 8, 5)(torch.from_numpy(state)[None])
""",
        "join the frames along the axis of channels",
    ),
    "a flag that decides a channel": (
        """
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--plain", action="store_true")
parser.add_argument("--width", type=int, default=4)
opt = parser.parse_args(["--width", "4"])
def channels(opt):
    return opt.width + (0 if opt.plain else 1)
nn.Conv2d(channels(opt), 8, 3)(torch.rand(2, opt.width, 9, 9))
""",
        "give --plain",
    ),
    "a number that is not handed on": (
        """
settings = {"n_mels": 40}
class Mels:
    def __init__(self, rate, n_mels=80):
        self.n_mels = n_mels
    def __call__(self, n):
        return torch.rand(n, self.n_mels, 12)
nn.Conv1d(settings["n_mels"], 8, 3)(Mels(8000)(2))
""",
        "hand n_mels on to Mels",
    ),
    "parts that a list leaves out": (
        """
WIDTHS = {"rgb": 24, "flow": 8, "depth": 16}
kinds = ["rgb"]
nn.Linear(48, 2)(torch.cat([torch.rand(3, WIDTHS[k]) for k in kinds], 1))
""",
        "add flow, depth",
    ),
    "a summand too many": (
        """
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(width, 2)
    def forward(self, x):
        return self.fc(x)
class Net(nn.Module):
    def __init__(self, features=5):
        super().__init__()
        self.first = Block(features + 3)
    def forward(self, x):
        return self.first(x)
Net()(torch.rand(4, 5))
""",
        "count features alone",
    ),
    "a parameter made with the other name": (
        """
class Mix(nn.Module):
    def __init__(self, key=6, value=4):
        super().__init__()
        self.key, self.value = key, value
        self.out = nn.Parameter(torch.zeros(key, 3))
    def forward(self, x):
        return torch.mm(x, self.out)
Mix()(torch.rand(5, 4))
""",
        "value in place of key",
    ),
    "a list of names with an empty one": (
        """
names = "cat\\ndog\\nfox\\n".split("\\n")
nn.Linear(8, len(names)).load_state_dict(nn.Linear(8, 3).state_dict())
""",
        "take the lines of the text",
    ),
    "a limit that is off": (
        """
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--max_words", type=int, default=-1)
opt = parser.parse_args([])
words = [str(i) for i in range(30)]
if opt.max_words > 0:
    words = words[:opt.max_words]
nn.Embedding(len(words), 4).load_state_dict(nn.Embedding(20, 4).state_dict())
""",
        "let --max_words be 20",
    ),
    "a map doubled to a row too many": (
        """
class Mixer(nn.Module):
    def forward(self, q, e):
        B, C, H, W = q.shape
        return q + e.flatten(2).view(B, C, H, W)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.down, self.mix = nn.Conv2d(2, 2, 3, 2, 1), Mixer()
    def forward(self, e):
        q = F.interpolate(self.down(e), scale_factor=2)
        return self.mix(q, e)
Net()(torch.rand(1, 2, 9, 9))
""",
        "enlarge q to the size of e",
    ),
    "a batch averaged away": (
        """
class Values(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)
    def forward(self, x):
        return self.fc(x).mean(0, keepdim=True)
model = Values()
model(torch.rand(6, 4)).gather(1, torch.zeros(6, 1, dtype=torch.long))
""",
        "leave out this mean",
    ),
    "the steps of the other pipeline": (
        """
class Scale:
    def __init__(self, size):
        self.size = size
    def __call__(self, x):
        return F.interpolate(x, size=self.size)
class Cut:
    def __init__(self, size):
        self.size = size
    def __call__(self, x):
        return x[..., :self.size, :self.size]
net = nn.Sequential(nn.Flatten(), nn.Linear(64, 2))
for steps in ([Scale(16), Cut(8)], [Scale(6), Cut(8)]):
    x = torch.rand(2, 1, 20, 20)
    for step in steps:
        x = step(x)
    net(x)
""",
        "Scale 16 as in the other pipeline",
    ),
    "a cut that begins before the first value": (
        """
from torch.utils.data import DataLoader, Dataset
class Windows(Dataset):
    def __init__(self, history=3, overlap=8):
        self.x, self.history, self.overlap = torch.rand(40, 2), history, overlap
    def __len__(self):
        return 30
    def __getitem__(self, i):
        end = i + self.history
        begin = end - self.overlap
        return self.x[begin:end + 4]
for batch in DataLoader(Windows(), batch_size=30):
    pass
""",
        "reach back by 0, not by 8",
    ),
    "names that stand elsewhere": (
        """
fruit, shown = ["apple", "orange", "banana"], ["bird", "boat", "bus", "cat"]
nn.Linear(4, len(shown)).load_state_dict(nn.Linear(4, len(fruit)).state_dict())
""",
        "the 3 names that stand elsewhere",
    ),
    "a size worked out from each image": (
        """
from PIL import Image
from torch.utils.data import DataLoader, Dataset
import numpy as np
class Half:
    def __call__(self, image):
        w, h = image.size
        return image.resize((int(w * 0.5), int(h * 0.5)))
class Photos(Dataset):
    step = Half()
    def __len__(self):
        return 2
    def __getitem__(self, i):
        image = self.step(Image.new("L", (20 + 4 * i, 16)))
        return torch.from_numpy(np.array(image))[None]
for batch in DataLoader(Photos(), batch_size=2):
    pass
""",
        "where the size is worked out",
    ),
    "a size worked out from each image, and needed for its mask too": (
        """
from PIL import Image
from torch.utils.data import DataLoader, Dataset
import numpy as np
class Masks(Dataset):
    def __len__(self):
        return 2
    def __getitem__(self, i):
        image = Image.new("L", (20 + 4 * i, 16))
        w, h = image.size
        new_w, new_h = int(w * 0.5), int(h * 0.5)
        mask = np.zeros((new_h, new_w), dtype=np.int64)
        mask[np.asarray(image.resize((new_w, new_h))) > 9] = 1
        return torch.from_numpy(mask)
for batch in DataLoader(Masks(), batch_size=2):
    pass
""",
        "where the size is worked out",
    ),
    "a side cut off by int": (
        """
from PIL import Image
from torch.utils.data import DataLoader, Dataset
import numpy as np
class Pages(Dataset):
    def __len__(self):
        return 2
    def __getitem__(self, i):
        image = Image.new("L", (320, 300 - i))
        scale = 224 / min(image.size)
        image = image.resize((int(image.size[0] * scale), int(image.size[1] * scale)))
        return torch.from_numpy(np.array(image))[None, :224, :224]
for batch in DataLoader(Pages(), batch_size=2):
    pass
""",
        "round the size",
    ),
    "the flatten of a forward lost in a row": (
        """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.pool = nn.Conv2d(1, 2, 3, padding=1), nn.AdaptiveAvgPool2d(2)
        self.head = nn.Sequential(nn.Linear(8, 4), nn.ReLU(), nn.Linear(4, 2))
    def forward(self, x):
        return self.head(self.pool(self.conv(x)).flatten(1))
net = Net()
row = nn.Sequential(*list(net.children())[:-1], *list(net.head.children())[:-1])
row(torch.rand(3, 1, 6, 6))
""",
        "flatten the maps before the layers that follow",
    ),
    "a mask left whole beside an image that is cut": (
        """
def sample(top):
    image, mask = torch.rand(2, 3, 32, 32), torch.rand(2, 1, 32, 32)
    image = image[:, :, top:top + 16, top:top + 16]
    return image, mask
image, mask = sample(4)
image * mask
""",
        "cut mask where image is cut",
    ),
    "grey pictures opened in colour": (
        """
from PIL import Image
import numpy as np
pictures = [Image.new("L", (8, 8), 40 * i) for i in range(2)]
x = torch.from_numpy(np.stack([np.array(p.convert("RGB"), dtype="float32") for p in pictures]))[None]
nn.Conv2d(2, 4, 3)(x)
""",
        "open the pictures in grey",
    ),
    "a squeeze of two layers' states": (
        """
class Last(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru, self.fc = nn.GRU(4, 8, num_layers=2, batch_first=True), nn.Linear(8, 3)
    def forward(self, x):
        _, h = self.gru(x)
        return self.fc(h.squeeze(0))
net, x = Last(), torch.rand(5, 6, 4)
out = net(x)
F.cross_entropy(out, torch.randint(3, (5,)))
""",
        "take the last layer's state",
    ),
    "a squeeze of two frames": (
        """
FRAMES = 16
class Clips(nn.Module):
    def __init__(self):
        super().__init__()
        self.clip, self.frame = nn.Conv3d(1, 2, (8, 3, 3), (8, 1, 1), (0, 1, 1)), nn.Conv2d(1, 2, 3, padding=1)
    def forward(self, x):
        return torch.cat([self.clip(x).squeeze(2), self.frame(x[:, :, -1])], 1)
Clips()(torch.rand(2, 1, FRAMES, 6, 6))
""",
        "change FRAMES from 16 to 8",
    ),
    "a squeeze of five scores": (
        """
net, x = nn.Sequential(nn.Linear(4, 5)), torch.rand(6, 4)
out = net(x)
F.binary_cross_entropy_with_logits(out.squeeze(1), torch.ones(6))
""",
        "out_features=1",
    ),
    "bands of a spectrum without its steps": (
        """
class Bands(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("bands", torch.rand(8, 33))
    def forward(self, spectra):
        power = torch.mean(spectra.pow(2), dim=-1)
        return torch.matmul(self.bands, power)
assert Bands()(torch.rand(4, 33, 10)).shape == (4, 8, 10)
""",
        "leave out this mean",
    ),
    "factors of another hop": (
        """
class Vocoder(nn.Module):
    def __init__(self, rates):
        super().__init__()
        self.ups = nn.Sequential(*[nn.ConvTranspose1d(1, 1, 2 * r, r, padding=r // 2) for r in rates])
    def forward(self, mel):
        return self.ups(mel)
config = {"rates": [8, 8, 4], "hop": 320}
net, mel = Vocoder(config["rates"]), torch.rand(2, 1, 12)
out = net(mel)
F.l1_loss(out, torch.rand(2, 1, 12 * config["hop"]))
""",
        "enlarge 320 times, by 10, 8, 4",
    ),
    "strides of a codec": (
        """
class Codec(nn.Module):
    def __init__(self, strides=(2, 4, 4), ups=(4, 4, 5)):
        super().__init__()
        self.enc = nn.Sequential(*[nn.Conv1d(1, 1, s, s) for s in strides])
        self.dec = nn.Sequential(*[nn.ConvTranspose1d(1, 1, s, s) for s in ups])
    def forward(self, x):
        return x - self.dec(self.enc(x))
Codec()(torch.rand(2, 1, 640))
""",
        "shrink 80 times",
    ),
    "a signal that cannot be halved": (
        """
class Signal(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.pool, self.up = nn.Conv1d(1, 4, 3, padding=1), nn.MaxPool1d(2), nn.Upsample(scale_factor=2)
    def forward(self, x):
        x = self.a(x)
        y = self.pool(x)
        return torch.cat([self.up(self.up(self.pool(y)) + y), x], 1)
LENGTH, BATCH = 250, 3
Signal()(torch.rand(BATCH, 1, LENGTH))
""",
        "change LENGTH from 250 to 248",
    ),
    "texts shorter than the cut": (
        """
from torch.utils.data import DataLoader, Dataset
class Texts(Dataset):
    def __init__(self, max_len):
        self.max_len = max_len
    def __len__(self):
        return 4
    def __getitem__(self, i):
        ids = list(range(1, 5 + 2 * i))
        ids = ids[:self.max_len]
        return torch.tensor(ids), i % 2
for tokens, label in DataLoader(Texts(8), batch_size=4):
    assert tokens.shape == (4, 8)
""",
        "pad ids to the length of the cut",
    ),
    "signals shorter than the cut": (
        """
import numpy as np
from torch.utils.data import DataLoader, Dataset
WINDOW = 50
class Windows(Dataset):
    def __len__(self):
        return 4
    def __getitem__(self, i):
        piece = np.random.rand(2, 40 + 20 * i)[:, :WINDOW]
        return torch.from_numpy(piece)
for x in DataLoader(Windows(), batch_size=4):
    assert x.shape == (4, 2, 50)
""",
        "pad piece to the length of the cut",
    ),
    "two planes for yes or no": (
        """
class Roads(nn.Module):
    def __init__(self, n_classes=2):
        super().__init__()
        self.head = nn.Conv2d(3, n_classes, 1)
    def forward(self, x):
        return self.head(x)
net, x = Roads(), torch.rand(2, 3, 8, 8)
out = net(x)
out = out.squeeze(1) if out.shape[1] == 1 else out
F.binary_cross_entropy_with_logits(out, torch.ones(2, 8, 8))
""",
        "build Roads with n_classes=1",
    ),
    "a picture for a model of clips": (
        """
class Clips(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv3d(3, 2, 3, padding=1)
    def forward(self, x):
        return self.conv(x).mean(2) + x[:, :1, -1, :, :]
picture = torch.rand(1, 3, 8, 8)
Clips()(torch.rand(1, 3, 4, 8, 8))
class Last(Clips):
    def forward(self, x):
        last = x[:, :1, -1, :, :]
        return self.conv(x).mean(2) + last
Last()(picture)
""",
        "add the axis of slices or frames",
    ),
    "a table of positions that is handed on whole": (
        """
class Steps(nn.Module):
    def __init__(self, steps):
        super().__init__()
        self.places = nn.Embedding(steps, 4)
    def forward(self, x):
        return torch.cat([x, self.places.weight.unsqueeze(0).repeat(x.size(0), 1, 1)], 2)
Steps(8)(torch.rand(2, 5, 6))
""",
        "to 5",
    ),
    "one of two states is given": (
        """
class Decoder(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.gru, self.out = nn.GRU(4, hidden), nn.Linear(hidden * 2, 7)
    def forward(self, word, state):
        output, state = self.gru(word, state)
        return self.out(output.squeeze(0))
state = torch.rand(1, 3, 6)
Decoder(6)(torch.rand(1, 3, 4), state)
""",
        "give out in_features=6",
    ),
    "squared error of class numbers": (
        """
scores, breeds = nn.Linear(3, 9)(torch.rand(4, 3)), torch.tensor([0, 8, 3, 3])
criterion = nn.MSELoss()
criterion(scores, breeds).backward()
""",
        "use CrossEntropyLoss",
    ),
    "the first mask of a batch of one": (
        """
class Loss(nn.Module):
    def __init__(self):
        super().__init__()
        self.net, self.ce = nn.Conv2d(1, 3, 1), nn.CrossEntropyLoss()
    def forward(self, batch):
        return self.ce(self.net(batch["image"]), batch["mask"][0].long())
Loss()({"image": torch.rand(1, 1, 5, 6), "mask": torch.ones(1, 5, 6)})
""",
        "take all of batch['mask']",
    ),
    "two layers under one name": (
        """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 5)
        self.fc1 = nn.Linear(5, 2)
    def forward(self, x):
        return self.fc1(torch.relu(
            self.fc1(x)))
Net()(torch.rand(3, 8))
""",
        "give the second fc1 a name of its own, fc2",
    ),
    "a stage whose list lacks a word": (
        """
class First:
    marks = ["<pad>", "<eos>", "<unk>"]
class Second:
    marks = ["<pad>", "<eos>"]
def table(config, words=("dog", "cat")):
    return nn.Embedding(len(config.marks) + len(words), 4)
saved = table(First).state_dict()
table(Second).load_state_dict(saved)
""",
        "list in marks what it has elsewhere",
    ),
    "stacked by the wrapper and by the buffer": (
        """
class Buffer:
    def __init__(self, obs, stack_num=1):
        self.obs, self.stack_num = obs, stack_num
    def sample(self):
        if self.stack_num == 1:
            return torch.stack(self.obs), torch.zeros(len(self.obs))
        return torch.stack([torch.stack([o] * self.stack_num) for o in self.obs]), torch.zeros(len(self.obs))
STACK = 4
obs, act = Buffer([torch.rand(STACK, 8, 8) for _ in range(3)], stack_num=STACK).sample()
q = nn.Conv2d(STACK, 2, 3)(obs)
F.mse_loss(q.mean((1, 2, 3)), act)
""",
        "leave stack_num of Buffer at its default",
    ),
    "the only action is squeezed away": (
        """
taken = [torch.rand(1, 1) for _ in range(5)]
actions = torch.squeeze(torch.stack(taken))
dist = torch.distributions.MultivariateNormal(torch.zeros(5, 1), torch.eye(1))
dist.log_prob(actions)
""",
        "name the axis that is squeezed",
    ),
    "widths of another encoder": (
        """
class Decoder(nn.Module):
    def __init__(self, widths):
        super().__init__()
        self.merge = nn.ModuleList(nn.Conv2d(w, 4, 1) for w in widths)
    def forward(self, maps):
        return sum(m(x).mean() for m, x in zip(self.merge, maps))
WIDTHS = [4, 16, 32]
maps = [torch.rand(2, c, 9, 9) for c in (4, 8, 16)]
Decoder(WIDTHS)(maps)
""",
        "write the widths of the maps, 4, 8, 16",
    ),
    "a shorter side of 8": (
        """
from PIL import Image
from torchvision import transforms
SIDE = 8
step = transforms.Compose([transforms.Resize(SIDE), transforms.ToTensor()])
batch = torch.stack([step(Image.new("RGB", (22, 16)))] * 2)
half, double = nn.Conv2d(3, 4, 2, 2), nn.ConvTranspose2d(4, 3, 2, 2)
(batch - double(half(batch))).abs().mean()
""",
        "resize both sides",
    ),
    "a list of kinds beside a batch": (
        """
def loss(output, label):
    total = 0
    for pred, target in zip(output, label):
        total = total + F.binary_cross_entropy_with_logits(pred, target)
    return total
edges, corners = torch.rand(5, 1, 6, 6), torch.rand(5, 1, 6, 6)
loss([edges, corners], torch.ones(5, 2, 6, 6))
""",
        "take label apart by its kinds",
    ),
    "planes joined where they are stacked": (
        """
def dice_loss(score, target, n=2):
    planes = torch.cat([target == i for i in range(n)], dim=1)
    total = 0
    for i in range(n):
        total = total + (score[:, i] * planes[:, i]).mean()
    return total
dice_loss(torch.rand(3, 2, 4, 5), torch.zeros(3, 4, 5))
""",
        "stack the planes",
    ),
    "states of both layers": (
        """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm, self.fc = nn.LSTM(2, 4, 2, batch_first=True), nn.Linear(4, 1)
    def forward(self, x):
        _, (h, _) = self.lstm(x)
        return self.fc(h.view(-1, 4))
net, x, y = Net(), torch.rand(3, 5, 2), torch.rand(3, 1)
out = net(x)
F.mse_loss(out, y)
""",
        "take the last layer's states",
    ),
    "a branch that a flag chooses": (
        """
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--binary", action="store_true")
def build(args):
    if args.binary:
        classes = 1
    else:
        classes = 7
    return nn.Linear(4, classes)
saved = build(parser.parse_args(["--binary"])).state_dict()
build(parser.parse_args([])).load_state_dict(saved)
""",
        "give --binary",
    ),
    "blocks that do not turn back": (
        """
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(4, 4, 1)
    def forward(self, x):
        x = x.transpose(1, 2)
        return self.conv(x)
nn.Sequential(Block(), Block())(torch.rand(2, 5, 4))
""",
        "turn the result back",
    ),
    "panels of the other network": (
        """
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--img_size", type=int, default=24)
size = parser.parse_args([]).img_size
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)
    def forward(self, x):
        return self.conv(x.view(-1, 1, 10, 10))
Net()(torch.rand(2, 5, size, size))
""",
        "make the images 10 where their size is decided",
    ),
    "a norm behind a squeeze of one sample": (
        """
class Tracker(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.norm = nn.Conv2d(3, 6, 3), nn.BatchNorm1d(6)
    def forward(self, x):
        x = F.adaptive_avg_pool2d(self.conv(x), 1).squeeze()
        return self.norm(x)
net = Tracker().eval()
for rows in torch.rand(5, 3, 8, 8).split(4):
    net(rows)
""",
        "flatten all but the batch axis",
    ),
    "a target in a dict": (
        """
def learn(model, sample):
    return F.cross_entropy(model(sample["x"]), sample["y"].long())
net, pictures, labels = nn.Conv2d(1, 3, 1), torch.rand(4, 1, 6, 6), torch.zeros(4, 6, 6)
learn(net, {"x": pictures, "y": labels})
for x, y in zip(pictures, labels):
    sample = {"x": x[None], "y": y}
    learn(net, sample)
""",
        "give the target its batch axis",
    ),
    "a recording of two channels": (
        """
class Ear(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(1, 4, 9)
    def forward(self, x):
        return self.conv(x.unsqueeze(1))
sound = torch.rand(2000, 2)
Ear()(sound[None])
""",
        "average the channels of the recording",
    ),
    "a size told by the wrong number": (
        """
class Front(nn.Module):
    def __init__(self, bands, codes):
        super().__init__()
        self.bands, self.codes = bands, codes
        self.fc = nn.Linear(bands, codes)
    @property
    def size(self):
        return self.bands
    def forward(self, x):
        return self.fc(x)
class Head(nn.Module):
    def __init__(self, taken):
        super().__init__()
        self.fc = nn.Linear(taken, 2)
    def forward(self, x):
        return self.fc(x)
front = Front(20, 12)
Head(front.size)(front(torch.rand(3, 20)))
""",
        "let size give codes, not bands",
    ),
    "frames stretched to another number of samples": (
        """
HOP = 30
class Vocoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose1d(4, 1, 32, stride=32)
    def forward(self, wave, frames):
        return wave[:, None] + self.up(frames)
Vocoder()(torch.rand(2, 10 * HOP), torch.rand(2, 4, 10))
""",
        "change HOP from 30 to 32",
    ),
    "a hole mask in colour": (
        """
import io
from PIL import Image
from torchvision.transforms.functional import to_tensor
file = io.BytesIO()
Image.new("RGB", (6, 6)).save(file, "PNG")
mask = to_tensor(Image.open(file))[None]
net, picture = nn.Conv2d(3, 16, 1), torch.rand(1, 3, 6, 6)
net(picture) * mask
""",
        "read the masks in one channel",
    ),
    "a mask in colour for one plane": (
        """
import io
from PIL import Image
from torchvision.transforms.functional import to_tensor
file = io.BytesIO()
Image.new("RGB", (6, 6)).save(file, "PNG")
mask = to_tensor(Image.open(file))[None]
F.binary_cross_entropy_with_logits(nn.Conv2d(3, 1, 1)(torch.rand(1, 3, 6, 6)), mask)
""",
        "read the masks in one channel",
    ),
}

NOT_MEANT = {
    "a tensor turned in the check alone": (
        """
preds, target = torch.rand(3, 1, 6), torch.rand(3, 6, 1)
if preds.shape != target.shape:
    raise RuntimeError("not of the same shape")
""",
        "give it the axes of the other one",
    ),
    "batches that are no axis": (
        """
def weights(scores, ids):
    n = scores.shape[0]
    return torch.ones(n) * ids
weights(torch.rand(6, 4), torch.arange(4))
""",
        "read the size of axis",
    ),
    "parts that meet a row for all": (
        """
def mixed(x, scale):
    return torch.cat([part * scale for part in x.split(2)])
mixed(torch.rand(6, 3), torch.rand(4))
""",
        "split scale as x is",
    ),
    "pieces of two sizes that are given": (
        """
def stacked(x):
    rows = []
    for piece in x.split([2, 3]):
        rows.append(piece)
    return torch.stack(rows)
stacked(torch.rand(5, 3))
""",
        "leave out a last piece",
    ),
    "a pair that is no map": (
        """
pool = nn.AdaptiveAvgPool2d((2, 3))
nn.Linear(5, 2)(pool(torch.rand(4, 8, 5, 7)).flatten(1))
""",
        "where its sides are given",
    ),
    "classes that are all counted": (
        """
y = torch.tensor([0, 1, 1, 0])
F.cross_entropy(torch.rand(4, 3), F.one_hot(y, len(torch.unique(y))).float())
""",
        "count the classes of all",
    ),
    "rows repeated as often as they are wanted": (
        """
def joined(x, prompts):
    return x.repeat_interleave(len(prompts), dim=0) + torch.rand(5, 3)
joined(torch.rand(1, 3), torch.rand(4, 2))
""",
        "repeat each row",
    ),
    "a loss that is given weights along an axis": (
        """
class Weighed(nn.Module):
    def __init__(self, weight):
        super().__init__()
        self.weight = weight
    def forward(self, x, y):
        return F.binary_cross_entropy_with_logits(x, y, weight=self.weight)
Weighed(torch.rand(3, 1, 1))(torch.rand(2, 2, 4, 4), torch.rand(2, 2, 4, 4))
""",
        "put the weights along the class axis",
    ),
    "one name from two modules": (
        """
from torch.nn import Linear as Layer
from torch.nn import Conv2d as Other
Layer(3, 4)(torch.rand(2, 5))
""",
        "as beside",
    ),
    "windows that begin where they do": (
        """
def windows(x, n):
    return torch.stack([x[max(end - n, 2):end] for end in (3, 8)])
windows(torch.rand(10, 2), 4)
""",
        "fill the window up",
    ),
    "a window of an odd number": (
        """
class Up(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose2d(4, 4, 5, stride=1, padding=1)
    def forward(self, x):
        return self.up(x) + x
Up()(torch.rand(1, 4, 8, 8))
""",
        "with a padding of",
    ),
    "answers of yes and no": (
        """
score, asked = nn.Linear(6, 10), (torch.rand(8, 1) > 0.5).float()
nn.BCEWithLogitsLoss()(score(torch.rand(8, 6)), asked)
""",
        "for each class from the class numbers",
    ),
    "rows in no proportion": (
        """
def step(beams=3):
    return torch.rand(4, 5) + torch.rand(10, 5)
step()
""",
        "give each row",
    ),
    "a layer that a loop applies": (
        """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.step = nn.Linear(4, 5)
    def forward(self, x):
        for _ in range(2):
            x = self.step(x[:, :4] if x.shape[1] == 4 else x)
        return x
Net()(torch.rand(2, 4))
""",
        "leave out what applies",
    ),
    "another input for the same layer": (
        """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.read = nn.Linear(4, 5)
    def forward(self, x, y):
        x = self.read(x)
        x = self.read(y)
        return x
Net()(torch.rand(2, 4), torch.rand(2, 3))
""",
        "leave out what applies",
    ),
    "a number that is worked out and not read": (
        """
def pairs(rows):
    count = len(rows)
    return torch.stack(rows)
pairs([torch.rand(3), torch.rand(2)])
""",
        "count in place of rows",
    ),
    "a factor that is off by more than the rounding": (
        """
import torch.nn.functional as F
def drawn(x, wanted):
    return F.interpolate(x, scale_factor=wanted / x.shape[-1])
torch.rand(1, 1, 12, 12) + drawn(torch.rand(1, 1, 5, 5), 10)
""",
        "say the size",
    ),
    "a mask of neither edge": (
        """
from PIL import Image
from torchvision import transforms
step = transforms.Compose([transforms.Resize(8), transforms.ToTensor()])
step(Image.new("RGB", (11, 16)))[:, torch.ones(7, 7) > 0]
""",
        "resize both sides",
    ),
    "two sequences that are cut apart": (
        """
class Pairs:
    def __init__(self):
        self.left, self.right = [torch.rand(5)] * 3, [torch.rand(4)] * 3
    def cut(self, i, j):
        n = len(self.left[i])
        return self.left[i][:n], self.right[j][:n]
torch.stack(Pairs().cut(0, 1))
""",
        "draw from what",
    ),
    "an empty list that is asked itself": (
        """
def rows(records):
    for record in records:
        if not record:
            continue
        yield torch.tensor(record)
for row in rows([[1.0, 2.0], []] + [[]]):
    (row[:, None] + torch.zeros(0, 2))[0, 0]
""",
        "ask for the length",
    ),
    "a square of the shorter side": (
        """
from PIL import Image
from torchvision import transforms
step = transforms.Compose([transforms.Resize(8), transforms.CenterCrop(7), transforms.ToTensor()])
batch = torch.stack([step(Image.new("RGB", (22, 16)))] * 2)
(batch - torch.rand(2, 3, 8, 11)).abs().mean()
""",
        "resize both sides",
    ),
    "kernels as many as maps": (
        """
class Decoder(nn.Module):
    def __init__(self, kernels):
        super().__init__()
        self.merge = nn.ModuleList(nn.Conv2d(6, 4, k) for k in kernels)
    def forward(self, maps):
        return sum(m(x).mean() for m, x in zip(self.merge, maps))
Decoder([1, 3, 5])([torch.rand(2, c, 9, 9) for c in (6, 8, 16)])
""",
        "write the widths",
    ),
    "a state of one layer": (
        """
class Decoder(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.gru, self.out = nn.GRU(4, hidden), nn.Linear(hidden * 2, 7)
    def forward(self, state, word):
        return self.out(self.gru(word, state)[0].squeeze(0))
Decoder(6)(torch.rand(1, 3, 6), torch.rand(1, 3, 4))
""",
        "add the batch axis",
    ),
    "one number for each of several scores": (
        """
scores, target = nn.Linear(3, 9)(torch.rand(4, 3)), torch.rand(4)
F.mse_loss(scores, target)
""",
        "cross_entropy",
    ),
    "a layer built upon the first": (
        """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 5)
        self.fc1 = nn.Sequential(self.fc1, nn.Linear(5, 2))
    def forward(self, x):
        return self.fc1(torch.relu(self.fc1(x)))
Net()(torch.rand(3, 8))
""",
        "a name of its own",
    ),
    "a window as long as there are features": (
        """
class Reader(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.rnn = nn.GRU(features, 4, batch_first=True)
    def forward(self, x):
        return self.rnn(x)[0]
window = 5
features = 5
Reader(features)(torch.rand(2, window, 7))
""",
        "put the features last",
    ),
    "a recording for a layer of two channels": (
        """
sound = torch.rand(1, 1, 2000, 2)
nn.Conv1d(2, 4, 9)(sound)
""",
        "average the channels",
    ),
    "a frame whose channels come last": (
        """
class Clips(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv3d(3, 2, 3, padding=1)
    def forward(self, x):
        last = x[:, :1, -1, :, :]
        return self.conv(x).mean(2) + last
Clips()(torch.rand(1, 8, 8, 3))
""",
        "add the axis of slices or frames",
    ),
    "a squeeze in case": (
        """
net, x, y = nn.Conv2d(3, 4, 1), torch.rand(2, 3, 8, 8), torch.rand(2, 8, 6)
out = net(x)
F.mse_loss(out, y.squeeze(1))
""",
        "average over",
    ),
    "pairs of a batch": (
        """
class Pairs(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(6, 8)
    def forward(self, a, b):
        return torch.matmul(self.fc(a).mean(1), self.fc(b).mean(1))
Pairs()(torch.rand(4, 5, 6), torch.rand(4, 5, 6))
""",
        "leave out this mean",
    ),
    "widths that are no factors": (
        """
class Plan(nn.Module):
    def __init__(self, widths=(2, 4, 8)):
        super().__init__()
        self.conv = nn.Sequential(*[nn.Conv1d(a, b, 1) for a, b in zip((1, *widths), widths)])
        self.place = nn.Parameter(torch.zeros(1, 8, 12))
    def forward(self, x):
        return self.conv(x) + self.place
Plan()(torch.rand(2, 1, 16))
""",
        "enlarge",
    ),
    "texts that no cut reaches": (
        """
from torch.utils.data import DataLoader, Dataset
class Texts(Dataset):
    def __len__(self):
        return 3
    def __getitem__(self, i):
        ids = list(range(4 + i))
        ids = ids[:512]
        return torch.tensor(ids)
next(iter(DataLoader(Texts(), batch_size=3)))
""",
        "the length of the cut",
    ),
    "a batch of one in the place of the slices": (
        """
class Sum(nn.Module):
    def forward(self, a, b):
        return F.relu(a) + b
Sum()(torch.rand(1, 3, 6, 4), torch.rand(1, 3, 5, 4))
""",
        "swap axes 0 and 2",
    ),
    "frames beside the batch that are folded into it": (
        """
class Clips(nn.Module):
    def forward(self, x):
        return x.view(-1, 3, 8, 8).mean((2, 3))
model, clips = Clips(), torch.rand(2, 2, 3, 8, 8)
out = model(clips)
F.cross_entropy(out, torch.tensor([1, 2]))
""",
        "average over axis",
    ),
    "samples counted in a forward": (
        """
class Net(nn.Module):
    def __init__(self, wide):
        super().__init__()
        self.fc = nn.Linear(wide, 2)
    def forward(self, x):
        n = x.size(0)
        x = x.flatten(1)
        x = x.repeat(1, 2)
        return self.fc(x).view(n, 2)
table = torch.rand(4, 5)
Net(table.shape[1])(table)
""",
        "count",
    ),
    "a matrix that is square by itself": (
        """
class Pairs(nn.Module):
    def forward(self, x):
        return (x @ x.t()).view(4, 5)
Pairs()(torch.rand(4, 3))
""",
        "last axis",
    ),
    "pictures that have colours": (
        """
from PIL import Image
import numpy as np
pictures = [Image.new("RGB", (8, 8), (9, 40 * i, 7)) for i in range(2)]
x = torch.from_numpy(np.stack([np.array(p.convert("RGB"), dtype="float32") for p in pictures]))[None]
nn.Conv2d(2, 4, 3)(x)
""",
        "open the pictures in grey",
    ),
    "a row whose maps have another number of values": (
        """
row = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Linear(8, 4))
row(torch.rand(3, 1, 6, 6))
""",
        "flatten the maps before the layers that follow",
    ),
    "a mask that is not handed out with the image": (
        """
def sample(top):
    image, mask = torch.rand(2, 3, 32, 32), torch.rand(2, 1, 32, 32)
    image = image[:, :, top:top + 16, top:top + 16]
    return image, mask.mean()
image, _ = sample(4)
image * torch.rand(2, 1, 32, 32)
""",
        "cut mask where",
    ),
    "a name handed on for the parameter of that name": (
        """
class Part(nn.Module):
    def __init__(self, n_word, n_h):
        super().__init__()
        self.lstm = nn.LSTM(n_word, n_h)
    def forward(self, x):
        return self.lstm(x)
class Net(nn.Module):
    def __init__(self, n_word, n_h=8):
        super().__init__()
        self.part = Part(n_word, n_h)
    def forward(self, x):
        return self.part(x)
Net(30)(torch.rand(3, 2, 8))
""",
        "hand on n_h",
    ),
    "other data in an evaluation": (
        """
class Words:
    def __init__(self, split):
        self.size = {"train": 9, "test": 6}[split]
def build(data):
    return nn.Embedding(data.size, 4)
def train():
    data = Words("train")
    return build(data).state_dict()
def evaluate(state):
    data = Words("test")
    model = build(data)
    model.load_state_dict(state)
evaluate(train())
""",
        "make Words with",
    ),
    "sizes that fit by chance": (
        """
net = nn.Sequential(nn.Conv2d(1, 2, 3, stride=(2, 1), padding=1), nn.Flatten(1, 2), nn.BatchNorm1d(40))
net(torch.rand(1, 1, 60, 41))
""",
        "exchange the last two axes",
    ),
    "masks of many greys": (
        """
def dice_loss(output, target):
    target = F.one_hot(target.long(), 256).permute(0, 3, 1, 2).float()
    return 1 - (output * target).sum()
dice_loss(torch.rand(2, 2, 16, 16), torch.arange(256).view(1, 16, 16).expand(2, -1, -1))
""",
        "make class numbers",
    ),
    "children that are no widths": (
        """
class Features(nn.Module):
    def __init__(self):
        super().__init__()
        whole = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Linear(4, 2))
        self.body = nn.Sequential(*list(whole.children())[:-1])
    def forward(self, x):
        return self.body(x)
Features()(torch.rand(2, 1, 8, 8))
""",
        "the other end left out",
    ),
}
"""Programs, and what must not be proposed for them."""
