"""Programs with one slip where several edits let them end, each with the title of the one that is the likeliest."""

from __future__ import annotations

LIKELY = {
    "the axes of the other side in another order": (
        """
class Mix(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv, self.norm = nn.Conv1d(width, width, 1), nn.LayerNorm(width)
    def forward(self, x):
        out = self.conv(x.transpose(1, 2))
        return self.norm(out + x)
width = 12
Mix(width)(torch.rand(3, 5, width))
""",
        "swap axes 1 and 2",
    ),
    "a step that two siblings have": (
        """
class Heads(nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.k, self.v = (nn.Linear(6, 6) for _ in range(3))
    def forward(self, x):
        q = self.q(x).view(len(x), -1, 3, 2).transpose(1, 2)
        k = self.k(x).view(len(x), -1, 3, 2).transpose(1, 2)
        v = self.v(x).view(len(x), -1, 3, 2)
        return (q @ k.transpose(-1, -2)) @ v
Heads()(torch.rand(4, 5, 6))
""",
        "treat v as its neighbours are treated",
    ),
    "axes that two siblings have otherwise": (
        """
class Heads(nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.k, self.v = (nn.Linear(6, 6) for _ in range(3))
    def forward(self, x):
        q, k, v = self.q(x).view(4, 5, 3, 2), self.k(x).view(4, 3, 5, 2), self.v(x).view(4, 5, 3, 2)
        return q * k * v
Heads()(torch.rand(4, 5, 6))
""",
        "treat k as its neighbours are treated",
    ),
    "a mean that only one of two scores has": (
        """
net = nn.Linear(6, 5)
good = net(torch.rand(4, 6)).pow(2).mean(1)
bad = net(torch.rand(4, 6)).pow(2)
torch.cat([-good, bad]).exp().mean()
""",
        "treat bad as its neighbours are treated",
    ),
    "a mask repeated without the axis of its heads": (
        """
class Heads(nn.Module):
    def forward(self, x, mask):
        mask = mask.repeat(1, 3, 1, 1)
        return x * mask
Heads()(torch.rand(2, 3, 5, 5), torch.ones(2, 5, 5))
""",
        "make the axis at 1 that is repeated",
    ),
    "a table with its numbers in the wrong order, in a class that is called like torch's": (
        """
class Embedding(nn.Module):
    def __init__(self, words, width):
        super().__init__()
        self.table, self.places = nn.Embedding(width, words), nn.Embedding(5, width)
    def forward(self, x):
        return self.table(x) + self.places(torch.arange(5))
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding, self.head = Embedding(9, 12), nn.Linear(12, 2)
    def forward(self, x):
        return self.head(self.embedding(x))
Model()(torch.randint(0, 9, (3, 5)))
""",
        "swap embedding_dim and num_embeddings",
    ),
    "a layer that gives more than the view of its rows takes": (
        """
class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.side = 8 // 4
        self.fc, self.conv = nn.Linear(5, 16 * self.side ** 2), nn.Conv2d(8, 4, 1)
    def forward(self, x):
        out = self.fc(x)
        return self.conv(out.view(out.shape[0], 8, self.side, self.side))
Decoder()(torch.rand(3, 5))
""",
        "give fc out_features=32",
    ),
    "a squeeze of the wrong axis": (
        """
class Scores(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(6, 3)
    def forward(self, x):
        return self.fc(x.unsqueeze(1)).squeeze(0)
net, x = Scores(), torch.rand(4, 6)
out = net(x)
F.cross_entropy(out, torch.tensor([0, 1, 2, 1]))
""",
        "squeeze axis 1, which is 1",
    ),
    "a number of what a call gave": (
        "print(1.0 - nn.Linear(6, 3)(torch.rand(4, 6)).argmax(1).eq(torch.zeros(4)).float().item())",
        "take the mean",
    ),
    "a reshape that only one of two loops has": (
        """
net = nn.Linear(36, 3)
x, y = torch.rand(4, 1, 6, 6), torch.tensor([0, 1, 2, 1])
for images, labels in [(x, y)]:
    images = images.reshape(-1, 6 * 6).float()
    F.cross_entropy(net(images), labels)
for images, labels in [(x, y)]:
    images = images.float()
    F.cross_entropy(net(images), labels)
""",
        "as the other loop does",
    ),
    "arguments in the order of each other's names": (
        """
class Reader(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.lstm, self.fc = nn.LSTM(input_size, hidden_size), nn.Linear(hidden_size, 2)
    def forward(self, x):
        return self.fc(self.lstm(x)[0])
input_size, hidden_size = 5, 7
Reader(hidden_size, input_size)(torch.rand(3, 2, 5))
""",
        "swap hidden_size and input_size in the call of Reader",
    ),
    "rows of a view half as long as a sample": (
        """
input_size = 2 * 9
net = nn.Linear(input_size, 3)
x, y = torch.rand(4, 1, 6, 6), torch.tensor([0, 1, 2, 1])
x = x.reshape(-1, input_size)
loss = F.cross_entropy(net(x), y)
""",
        "change the number that input_size comes from to 4",
    ),
    "a state for the two directions of a layer with one": (
        """
class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm, self.fc = nn.LSTM(5, 6), nn.Linear(6 * 2, 3)
    def forward(self, x):
        h = torch.zeros(1 * 2, x.size(1), 6)
        out, _ = self.lstm(x, (h, h))
        return self.fc(out)
Reader()(torch.rand(7, 4, 5))
""",
        "run in both directions",
    ),
    "a name that stands where a step was left out": (
        """
class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm, self.fc = nn.LSTM(5, 6), nn.Linear(6, 3)
    def forward(self, x):
        steps = x
        h = torch.zeros(1, len(x), 6)
        out, _ = self.lstm(steps, (h, h))
        return self.fc(out[-1])
F.cross_entropy(Reader()(torch.rand(4, 7, 5)), torch.tensor([0, 1, 2, 1]))
""",
        "put time first",
    ),
    "a side of the maps, not their channels": (
        """
side = 16 // 2 ** 2
net = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.MaxPool2d(8), nn.Flatten(), nn.Linear(8 * side ** 2, 3))
net(torch.rand(2, 3, 16, 16))
""",
        "change the number that in_features",
    ),
    "one label for a whole sequence": (
        """
class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm, self.fc = nn.LSTM(5, 6, batch_first=True), nn.Linear(6, 3)
    def forward(self, x):
        out, _ = self.lstm(x)
        out = self.fc(out)
        return out
net = Tagger()
x, labels = torch.rand(4, 7, 5), torch.tensor([0, 1, 2, 1])
loss = F.cross_entropy(net(x), labels)
""",
        "take the last step",
    ),
    "an image of one plane that is no row": (
        "F.cross_entropy(nn.Linear(36, 3)(torch.rand(4, 1, 6, 6)), torch.tensor([0, 1, 2, 1]))",
        "flatten all but the batch axis",
    ),
    "a kernel that its padding does not go with": (
        """
net = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.Conv2d(8, 12, 6, padding=1), nn.PixelShuffle(2))
F.l1_loss(net(torch.rand(2, 3, 12, 12)), torch.rand(2, 3, 24, 24))
""",
        "kernel_size=3",
    ),
    "a patch one larger than its stride": (
        """
class Tokens(nn.Module):
    def __init__(self):
        super().__init__()
        self.patch = nn.Conv2d(3, 8, 9, stride=8)
        self.place = nn.Parameter(torch.zeros(1, 16, 8))
    def forward(self, x):
        return self.patch(x).flatten(2).transpose(1, 2) + self.place
Tokens()(torch.rand(2, 3, 32, 32))
""",
        "give patch kernel_size=8",
    ),
    "a branch without the padding of its dilation": (
        """
class Branches(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = nn.ModuleList([nn.Conv2d(4, 4, 3, dilation=r) for r in (1, 2)])
    def forward(self, x):
        return sum(part(x) for part in self.parts)
Branches()(torch.rand(1, 4, 16, 16))
""",
        "padding=r",
    ),
    "a stride that all the others have": (
        """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Sequential(nn.Conv2d(1, 8, 3, stride=2, padding=1), nn.Conv2d(8, 16, 3, padding=1))
        self.dec = nn.Sequential(nn.ConvTranspose2d(16, 8, 2, stride=2), nn.ConvTranspose2d(8, 1, 2, stride=2))
    def forward(self, x):
        return self.dec(self.enc(x))
net, x = Net(), torch.rand(2, 1, 16, 16)
F.mse_loss(net(x), x)
""",
        "give enc.1 stride=2",
    ),
    "a width that is not round": (
        "nn.Sequential(nn.Conv2d(3, 33, 3), nn.Conv2d(32, 8, 3))(torch.rand(2, 3, 9, 9))",
        "give layer 0 out_channels=32",
    ),
    "widths out of step": (
        """
net = nn.Sequential(nn.Linear(4, 16), nn.Linear(16, 32), nn.Linear(32, 32), nn.Linear(64, 128))
net(torch.rand(2, 4))
""",
        "give layer 2 out_features=64",
    ),
    "widths that tell nothing": (
        "nn.Sequential(nn.Conv2d(3, 24, 3), nn.Conv2d(32, 8, 3))(torch.rand(2, 3, 9, 9))",
        "give layer 1 in_channels=24",
    ),
    "a product written twice": (
        """
class Net(nn.Module):
    def __init__(self, filters=18):
        super().__init__()
        self.conv = nn.Conv1d(4, filters, 3)
        self.fc = nn.Linear(20 * 7, 2)
    def forward(self, x):
        return self.fc(self.conv(x).view(-1, 20 * 7))
Net()(torch.rand(2, 4, 9))
""",
        "change filters to 20",
    ),
    "one sum of four": (
        """
n = 3
head = nn.Conv2d(8, 2 * (4 + n), 1)
def decode(p):
    return p.view(len(p), 2, 5 + n, -1).transpose(2, 3).reshape(-1, 5 + n)
out = decode(head(torch.rand(1, 8, 2, 2)))
F.mse_loss(out, torch.zeros(8, 5 + n))
""",
        "change 4 to 5, as in 3 other places",
    ),
    "a list unlike its twin": (
        """
SMALL, LARGE = dict(scales=[1, 2, 2]), dict(scales=[1, 2, 4])
def maps(spec, x):
    return torch.cat([F.avg_pool1d(x, k).flatten() for k in spec["scales"]])
x = torch.rand(1, 1, 16)
F.mse_loss(maps(SMALL, x), maps(LARGE, x))
""",
        "change 2 in scales to 4",
    ),
    "segments that make one batch": (
        """
class Segments(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(1, 8, 3)
    def forward(self, x):
        b, s, n = x.shape
        return self.conv(x).mean(-1).view(b, s, -1)
Segments()(torch.rand(2, 5, 20))
""",
        "put the first two axes into one batch",
    ),
    "heads that are counted and never split": (
        """
class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads, self.qkv = heads, nn.Linear(dim, dim)
    def split(self, t):
        b, n, _ = t.shape
        return t.transpose(1, 2)
    def forward(self, x):
        q = self.split(self.qkv(x))
        return torch.einsum("bhnd,bhmd->bhnm", q, q)
Attention(16, 4)(torch.rand(2, 5, 16))
""",
        "split the last axis into the heads",
    ),
    "an encoder outside that was to run both ways": (
        """
class Decoder(nn.Module):
    def __init__(self, wide):
        super().__init__()
        self.bridge = nn.Linear(2 * wide, 5)
    def forward(self, x):
        return self.bridge(x)
encoder, decoder = nn.GRU(4, 6, batch_first=True), Decoder(6)
decoder(encoder(torch.rand(2, 7, 4))[0])
""",
        "run in both directions",
    ),
    "the part of a sum that the other part tells of": (
        """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.down, self.up = nn.Conv2d(3, 16, 3, padding=1), nn.Conv2d(16, 8, 3, padding=1)
        self.last = nn.Conv2d(32, 2, 1)
    def forward(self, x):
        low = self.down(x)
        return self.last(torch.cat([self.up(low), low], 1))
Net()(torch.rand(2, 3, 8, 8))
""",
        "give up out_channels=16",
    ),
    "a norm in front of its convolution": (
        "nn.Sequential(nn.BatchNorm2d(12), nn.Conv2d(3, 12, 3), nn.ReLU())(torch.rand(2, 3, 8, 8))",
        "put layer 0 behind layer 1",
    ),
    "slopes in front of their convolution": (
        "nn.Sequential(nn.PReLU(12), nn.Conv2d(4, 12, 3))(torch.rand(2, 4, 8, 8))",
        "put layer 0 behind layer 1",
    ),
    "places and frequencies": (
        """
places, frequencies = torch.arange(20).float(), torch.exp(-torch.arange(6) / 3.0)
table = torch.zeros(20, 6)
table[:] = places * frequencies
""",
        "make it a column",
    ),
    "heads side by side before a linear layer": (
        "nn.Linear(24, 3)(torch.rand(2, 4, 7, 6).transpose(1, 2))",
        "join the last 2 axes",
    ),
    "the last column": ("rows = torch.rand(4, 5)\nrows[:, 5] - rows[:, :4].sum(1)", "take the last place, 4"),
    "a column that the model returns": (
        """
class Forecast(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(6, 1)
    def forward(self, x):
        return self.out(x)
net = Forecast()
F.mse_loss(net(torch.rand(3, 12, 6)), torch.rand(3, 12))
""",
        "drop axis 2 of size 1",
    ),
    "a number of classes that is not the default": (
        """
class Net(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.fc = nn.Linear(8, classes)
def released(classes=100):
    net = Net(classes)
    net.load_state_dict(Net(100).state_dict())
    return net
released(classes=99)
""",
        "build released with classes=100, its default",
    ),
    "a stride that makes a transposed convolution enlarge": (
        """
class Codec(nn.Module):
    def __init__(self, step=8):
        super().__init__()
        self.down, self.up = nn.Conv1d(1, 4, step, stride=step), nn.ConvTranspose1d(4, 1, step)
    def forward(self, x):
        return self.up(self.down(x))
net, x = Codec(), torch.rand(2, 1, 64)
F.mse_loss(net(x), x)
""",
        "give up stride=",
    ),
    "a size next to a round one": (
        """
SIDE = 95
class Windows(nn.Module):
    def __init__(self):
        super().__init__()
        self.patch, self.place = nn.Conv2d(1, 4, 4, 4), nn.Parameter(torch.zeros(4, SIDE // 4, SIDE // 4))
    def forward(self, x):
        x = self.patch(x) + self.place
        n, c, h, w = x.shape
        return x.view(n, c, h // 8, 8, w // 8, 8)
Windows()(torch.rand(2, 1, SIDE, SIDE))
""",
        "change SIDE from 95 to 96",
    ),
    "rows that are no samples": (
        """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.fc = nn.Conv2d(1, 4, 3), nn.Linear(4 * 5 * 5, 3)
    def forward(self, x):
        return self.fc(self.conv(x).view(-1, 4 * 5 * 2))
Net()(torch.rand(2, 1, 7, 7))
""",
        "give each sample a row",
    ),
    "states joined along the batch": (
        """
class Attend(nn.Module):
    def __init__(self, wide):
        super().__init__()
        self.out = nn.Linear(2 * wide, 3)
    def forward(self, a, b):
        return self.out(torch.cat([a, b]))
Attend(6)(torch.rand(4, 6), torch.rand(4, 6))
""",
        "join along axis -1",
    ),
    "boxes of eight numbers": (
        """
boxes = nn.Conv2d(3, 2 * 4, 1)(torch.rand(2, 3, 5, 5)).permute(0, 2, 3, 1).reshape(2, -1, 8)
boxes[torch.rand(2, 50) > 0.5]
""",
        "make 4 of 8 in the reshape",
    ),
    "a check of the channels": (
        """
class Block(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dim, self.norm = dim, nn.BatchNorm2d(dim)
    def forward(self, x):
        b, c, h, w = x.shape
        assert c == self.dim and b > 0, "channels"
        return self.norm(x)
nn.Sequential(nn.Conv2d(3, 33, 1), Block(32))(torch.rand(2, 3, 8, 8))
""",
        "give layer 0 out_channels=32",
    ),
    "a check of the picture": (
        """
class Patches(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size, self.proj = (size, size), nn.Conv2d(3, 8, 8, 8)
        self.place = nn.Parameter(torch.zeros(1, 8, size // 8, size // 8))
    def forward(self, x):
        if tuple(x.shape[-2:]) != self.size:
            raise ValueError(f"images of {self.size} are expected")
        return self.proj(x) + self.place
img_size = 64
Patches(img_size)(torch.rand(2, 3, 48, 48))
""",
        "make the images 64",
    ),
    "positions along the batch of a model that has it first": (
        """
class Positions(nn.Module):
    def __init__(self, max_len=6):
        super().__init__()
        self.register_buffer("pe", torch.rand(max_len, 1, 8))
    def forward(self, x):
        return x + self.pe[:x.size(0)]
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.pos, self.layer = Positions(), nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
    def forward(self, x):
        return self.layer(self.pos(x))
Model()(torch.rand(9, 5, 8))
""",
        "for each step, not for each sample",
    ),
    "a state with the batch first": (
        """
class Chars(nn.Module):
    def __init__(self, layers=2):
        super().__init__()
        self.layers, self.rnn = layers, nn.LSTM(5, 7, layers, batch_first=True)
    def start(self, n):
        weight = next(self.parameters()).data
        return weight.new(n, self.layers, 7).zero_(), weight.new(n, self.layers, 7).zero_()
    def forward(self, x, state):
        return self.rnn(x, state)
net = Chars()
state = net.start(4)
for step in range(2):
    state = tuple([each.data for each in state])
    out, state = net(torch.rand(4, 9, 5), state)
""",
        "its layers first",
    ),
    "a shortcut without the stride of the main path": (
        """
class Block(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(cin, cout, 3, stride, 1), nn.Conv2d(cout, cout, 3, 1, 1)
        self.shortcut = nn.Sequential()
        if cin != cout:
            self.shortcut = nn.Conv2d(cin, cout, 1)
    def forward(self, x):
        return self.conv2(self.conv1(x)) + self.shortcut(x)
net = nn.Sequential(Block(3, 8), Block(8, 16, 2), Block(16, 32, 2), nn.AvgPool2d(4), nn.Flatten(), nn.Linear(32, 2))
net(torch.rand(2, 3, 16, 16))
""",
        "stride=stride",
    ),
    "positions without a row for the class token": (
        """
class Patches(nn.Module):
    def __init__(self, size, patch, dim):
        super().__init__()
        self.count, self.proj = (size // patch) ** 2, nn.Conv2d(3, dim, patch, patch)
        self.token = nn.Parameter(torch.zeros(1, 1, dim))
        self.place = nn.Parameter(torch.zeros(1, self.count, dim))
    def forward(self, x):
        x = self.proj(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(len(x), -1, -1), x], dim=1)
        return x + self.place
Patches(32, 8, 6)(torch.rand(2, 3, 32, 32))
""",
        "for what is joined to the sequence",
    ),
    "all graphs of a batch in one vector": (
        """
class Graphs(nn.Module):
    def __init__(self, nodes):
        super().__init__()
        self.first, self.head = nn.Linear(3, 4), nn.Linear(nodes * 4, 2)
    def forward(self, x):
        return self.head(F.relu(self.first(x)).view(-1))
Graphs(6)(torch.rand(12, 3))
""",
        "one for each sample",
    ),
    "a shortcut that rounds down": (
        """
class Tree(nn.Module):
    def __init__(self, cin, cout, stride=2):
        super().__init__()
        self.conv, self.project = nn.Conv2d(cin, cout, 3, stride, 1), nn.Conv2d(cin, cout, 1)
        self.down = nn.MaxPool2d(stride, stride=stride)
    def forward(self, x):
        return self.conv(x) + self.project(self.down(x))
for size in (16, 15, 21):
    Tree(3, 8)(torch.rand(2, 3, size, size))
""",
        "ceil_mode=True",
    ),
    "a state that meets outputs": (
        """
class Scores(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn, self.a, self.b = nn.GRU(4, 6, batch_first=True), nn.Linear(6, 5), nn.Linear(6, 5)
    def forward(self, x):
        outputs, state = self.rnn(x)
        return torch.tanh(self.a(state) + self.b(outputs)).sum(2).softmax(1)
Scores()(torch.rand(3, 7, 4))
""",
        "batch of the state first",
    ),
    "a mask over the keys of square scores": (
        """
scores, mask = torch.rand(3, 4, 9, 9), torch.arange(27).view(3, 1, 9) % 4 == 0
def masked(scores, mask):
    found = scores.masked_fill(mask, -1e9).softmax(-1)
    assert (found[(mask.unsqueeze(2)).expand_as(found)] < 1e-6).all()
masked(scores, mask)
""",
        "axes that are missing",
    ),
    "a picture with alpha that meets statistics of three colours": (
        """
import numpy as np
from PIL import Image
def opened():
    return torch.from_numpy(np.array(Image.open("a.png"))).permute(2, 0, 1).float() / 255
Image.fromarray(np.zeros((6, 5, 4), np.uint8)).save("a.png")
mean = torch.tensor([0.4, 0.5, 0.6]).view(-1, 1, 1)
x = opened()
x - mean
""",
        "open the images as RGB",
    ),
    "a wrapper that does not stack": (
        """
class Env:
    def reset(self):
        return torch.rand(1, 1, 20, 20)
class Stacked(Env):
    def reset(self):
        return torch.cat([super().reset()] * 4, 1)
def wrapped(env, frame_stack=False):
    return Stacked() if frame_stack else env
class Net(nn.Module):
    def __init__(self, channels=4):
        super().__init__()
        self.conv = nn.Conv2d(channels, 8, 5)
    def forward(self, x):
        return self.conv(x)
Net()(wrapped(Env()).reset())
""",
        "stack its frames",
    ),
    "the first layer's states for a decoder of two layers": (
        """
class Encoder(nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.rnn = nn.LSTM(4, 6, layers, bidirectional=True)
        self.h, self.c = nn.Linear(12, 6), nn.Linear(12, 6)
    def forward(self, x):
        states, (hidden, cell) = self.rnn(x)
        hidden = self.h(torch.cat((hidden[0:1], hidden[1:2]), dim=2))
        return states, hidden, self.c(torch.cat((cell[0:1], cell[1:2]), dim=2))
encoder = Encoder(2)
states, h, c = encoder(torch.rand(5, 3, 4))
nn.LSTM(4, 6, 2)(torch.rand(1, 3, 4), (h, c))
""",
        "directions of every layer",
    ),
    "clips for a network of pictures in front of a recurrent layer": (
        """
class Clips(nn.Module):
    def __init__(self):
        super().__init__()
        self.cnn = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1))
        self.rnn, self.out = nn.LSTM(4, 6, batch_first=True), nn.Linear(6, 2)
    def forward(self, clips):
        features = self.cnn(clips)
        return self.out(self.rnn(features)[0][:, -1])
F.cross_entropy(Clips()(torch.rand(2, 5, 3, 9, 9)), torch.tensor([0, 1]))
""",
        "frames of a clip together again",
    ),
    "actions that pick from rows, and meet returns": (
        """
def loss(scores, actions, returns):
    picked = scores.log_softmax(1).gather(1, actions)
    found = picked * returns
    return -found.sum(-1)
assert loss(torch.rand(6, 3), torch.randint(0, 3, (6,)), torch.rand(6)).dim() == 0
""",
        "take it from the result",
    ),
    "weights for 4 samples beside a smaller last batch": (
        """
def mixed(real, fake):
    alpha = torch.rand(4, 1, 1, 1)
    return alpha * real + (1 - alpha) * fake
for real in torch.utils.data.DataLoader(torch.rand(10, 1, 6, 6), batch_size=4):
    mixed(real, torch.rand_like(real))
""",
        "number of samples of real",
    ),
    "pictures flattened in one of two loops": (
        """
net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(72, 3))
pictures = torch.rand(6, 1, 8, 8)
for x in pictures.split(3):
    net(x)
for x in pictures.split(3):
    x = x.view(-1, 64)
    net(x)
""",
        "leave out this view",
    ),
    "one cell of another width than all that is around it": (
        """
class Sequence(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second, self.out = nn.LSTMCell(1, 64), nn.LSTMCell(51, 51), nn.Linear(51, 1)
    def forward(self, x):
        h, c = torch.zeros(len(x), 51), torch.zeros(len(x), 51)
        for part in x.split(1, dim=1):
            h, c = self.first(part, (h, c))
        return self.out(self.second(h)[0])
Sequence()(torch.rand(4, 5))
""",
        "hidden_size=51",
    ),
}
"""Name -> the program, and what the title of the first edit that lets it end contains."""

UNLIKELY = {
    "an odd window and other channels": (
        "nn.Sequential(nn.Conv2d(3, 8, 6, padding=1), nn.Conv2d(4, 8, 3, padding=1))(torch.rand(2, 3, 9, 9))",
        "kernel_size",
    ),
    "two sums against two": (
        """
n = 3
nn.Linear(4 + n, 2)(nn.Linear(2, 5 + n)(torch.rand(1, 2)))
torch.zeros(4 + n, 5 + n)
""",
        "other places",
    ),
    "sizes that are all read": (
        """
class Segments(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(1, 8, 3)
    def forward(self, x):
        b, s, n = x.shape
        return self.conv(x).view(b, s, n)
Segments()(torch.rand(2, 5, 20))
""",
        "into one batch",
    ),
    "a norm of other channels than its neighbour gives": (
        "nn.Sequential(nn.BatchNorm2d(16), nn.Conv2d(3, 12, 3), nn.ReLU())(torch.rand(2, 3, 8, 8))",
        "behind",
    ),
    "two batches of one column": ("torch.rand(4, 1, 6) + torch.rand(4, 1, 5)", "make it a column"),
}
"""Name -> the program, and what no edit's title may contain."""
