"""Programs as they are told of in threads, and what the title of the first edit that lets them end contains."""

TOLD = {
    "parts that are all rounded down": (
        """
from torch.utils.data import DataLoader, TensorDataset, random_split
data = TensorDataset(torch.rand(103, 4))
train_size = int(0.8 * len(data))
val_size = int(0.1 * len(data))
test_size = int(0.1 * len(data))
train, val, test = random_split(data, [train_size, val_size, test_size])
print(len(test))
""",
        "let the last part be what is left",
    ),
    "parts joined without an axis": (
        """
def decode(anchors, raw):
    centers = (anchors[..., :2] + anchors[..., 2:]) / 2
    sizes = (anchors[..., 2:] - anchors[..., :2]) * torch.exp(raw[..., 2:])
    middle = raw[..., :2] * sizes + centers
    return torch.cat([middle - sizes / 2, middle + sizes / 2])
boxes = decode(torch.rand(7, 4), torch.rand(7, 4))
overlap = torch.max(boxes[0, :2], boxes[:, :2]) - torch.min(boxes[0, 2:], boxes[:, 2:])
print(overlap.shape)
""",
        "join along axis",
    ),
    "parts that a loop joins below each other": (
        """
class Dense(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(8, 8, 3, padding=1), nn.Conv2d(16, 4, 3, padding=1)
        self.out = nn.Linear(20, 3)
    def forward(self, x):
        for layer in (self.first, self.second):
            x = torch.cat([x, torch.relu(layer(x))])
        return self.out(x.mean((2, 3)))
print(Dense()(torch.rand(2, 8, 6, 6)).shape)
""",
        "join along axis 1",
    ),
    "a stride that one of the layers lacks": (
        """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 5)
        self.conv2 = nn.Conv2d(8, 16, 5, stride=2)
        self.fc = nn.Linear(16 * 13 * 13, 4)
    def forward(self, x):
        x = torch.relu(self.conv2(torch.relu(self.conv1(x))))
        return self.fc(x.flatten(1))
print(Net()(torch.rand(2, 3, 64, 64)).shape)
""",
        "give Conv2d stride=2",
    ),
    "tokens that are permuted as a map": (
        """
class Head(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.mix, self.out = nn.Linear(dim, dim), nn.Conv2d(dim, 2, 3, padding=1)
    def forward(self, x):
        b, c, h, w = x.shape
        tokens = self.mix(x.flatten(2).transpose(1, 2))
        return self.out(tokens.permute(0, 3, 1, 2))
assert Head(8)(torch.rand(2, 8, 5, 6)).shape == (2, 2, 5, 6)
""",
        "split axis 1 into h · w",
    ),
    "axes exchanged for a pooling alone": (
        """
class Scales(nn.Module):
    def __init__(self):
        super().__init__()
        self.pool, self.mix = nn.AvgPool1d(2), nn.Linear(10, 4)
    def forward(self, x):
        found = []
        for _ in range(2):
            found.append(self.mix(x).mean(1))
            x = self.pool(x.transpose(1, 2))
        return torch.stack(found).sum(0)
print(Scales()(torch.rand(8, 16, 10)).shape)
""",
        "exchange the axes back behind the layer",
    ),
    "axes exchanged behind a pooling alone": (
        """
class Scales(nn.Module):
    def __init__(self):
        super().__init__()
        self.pool, self.mix = nn.AvgPool1d(2), nn.Linear(10, 4)
    def forward(self, x):
        x = self.pool(x).permute(0, 2, 1)
        return self.mix(x).mean(1)
print(Scales()(torch.rand(8, 16, 10)).shape)
""",
        "exchange the axes in front of the layer",
    ),
    "a stride that each layer of a loop lacks": (
        """
class Slots(nn.Module):
    def __init__(self, channel=32, feature_size=7):
        super().__init__()
        self.channel, self.feature_size = channel, feature_size
        layers, c = [], 3
        for width in (8, 16, channel):
            layers += [nn.Conv2d(c, width, 3, padding=1, bias=False), nn.ReLU()]
            c = width
        self.backbone = nn.Sequential(*layers, nn.Flatten())
        self.head = nn.Conv2d(channel, 4, 1)
    def forward(self, x):
        x = self.backbone(x)
        return self.head(x.view(x.size(0), self.channel, self.feature_size, self.feature_size))
print(Slots()(torch.rand(2, 3, 56, 56)).shape)
""",
        "give each Conv2d of the loop stride=2",
    ),
    "a padding that each layer of a loop lacks": (
        """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        blocks, prev = [], 3
        for c in (8, 16, 32):
            blocks += [nn.Conv2d(prev, c, 3, stride=2), nn.ReLU()]
            prev = c
        self.cells = nn.Sequential(*blocks)
    def forward(self, x):
        maps = self.cells(x)
        return torch.einsum("nchw,ncyx->nhwyx", maps, maps).reshape(len(x), -1, 64)
print(Net()(torch.rand(2, 3, 64, 64)).shape)
""",
        "give each Conv2d of the loop padding=1",
    ),
    "an encoder that reads time first": (
        """
class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(6, 12)
    def forward(self, x):
        return self.rnn(x)[1]
class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn, self.out = nn.GRU(6, 12, batch_first=True), nn.Linear(12, 3)
    def forward(self, y, h):
        return self.out(self.rnn(y, h)[0])
encoder, decoder = Encoder(), Decoder()
x, y = torch.rand(8, 7, 6), torch.rand(8, 5, 6)
print(decoder(y, encoder(x)).shape)
""",
        "build nn.GRU with batch_first=True",
    ),
    "a vocabulary of one's own": (
        """
import os, tempfile
class Speaker(nn.Module):
    def __init__(self, vocab_size):
        super().__init__()
        self.embed, self.out = nn.Embedding(vocab_size, 6), nn.Linear(6, 2)
    def forward(self, x):
        return self.out(self.embed(x).mean(1))
texts = ["namaste", "hello", "danke"]
letters = {c: i + 1 for i, c in enumerate(sorted(set("".join(texts))))}
path = os.path.join(tempfile.mkdtemp(), "released.pt")
torch.save(Speaker(360).state_dict(), path)
model = Speaker(len(letters) + 1)
model.load_state_dict(torch.load(path))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for text in texts:
    loss = model(torch.tensor([[letters[c] for c in text]])).sum()
    loss.backward()
    optimizer.step()
""",
        "load all but the entries",
    ),
    "two maps of each sample": (
        """
class Generator(nn.Module):
    def __init__(self, width=64, start=4):
        super().__init__()
        self.start = start
        self.project = nn.Linear(20, 128 * start ** 2)
        self.blocks = nn.Sequential(nn.BatchNorm2d(64), nn.Upsample(scale_factor=2), nn.Conv2d(64, 1, 3, padding=1))
    def forward(self, z):
        return self.blocks(self.project(z).view(-1, 64, self.start, self.start))
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(1, 8, 3, 2, 1), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 4 * 4, 1))
    def forward(self, x):
        return self.layers(x)
G, D = Generator(), Discriminator()
ones = torch.ones(8, 1)
for step in range(2):
    fake = G(torch.randn(8, 20))
    loss = nn.functional.binary_cross_entropy_with_logits(D(fake), ones)
    loss.backward()
""",
        "out_features=1024",
    ),
    "the numbers of a part in each other's place": (
        """
n_state, n_action = 398, 2
class Actor(nn.Module):
    def __init__(self, state_size, action_size):
        super().__init__()
        self.first = nn.Linear(state_size, 64)
        self.second = nn.Linear(64, action_size)
    def forward(self, x):
        return torch.tanh(self.second(torch.relu(self.first(x))))
actor = Actor(n_action, n_state)
action = actor(torch.rand(16, n_state))
assert action.shape[1] == n_action
""",
        "swap n_action and n_state in the call of Actor",
    ),
    "labels in the place of the samples": (
        """
from torch.utils.data import DataLoader, TensorDataset
def customers(n):
    data = torch.randn(n, 12)
    cancelled = (data[:, 0] > 0.5).float()
    return TensorDataset(cancelled, data)
net = nn.Sequential(nn.Linear(12, 8), nn.ReLU(), nn.Linear(8, 1))
for data, target in DataLoader(customers(40), batch_size=10):
    loss = nn.functional.binary_cross_entropy_with_logits(net(data).squeeze(1), target)
    loss.backward()
""",
        "give the samples before the labels",
    ),
    "labels named before the samples": (
        """
from torch.utils.data import DataLoader, Dataset
class Digits(Dataset):
    def __len__(self):
        return 16
    def __getitem__(self, i):
        return torch.rand(1, 8, 8), i % 4
net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.Flatten(), nn.Linear(144, 4))
for step, (labels, images) in enumerate(DataLoader(Digits(), batch_size=4)):
    outputs = net(images)
    loss = nn.functional.cross_entropy(outputs, labels)
    loss.backward()
""",
        "give the samples before the labels",
    ),
    "columns put together as rows": (
        """
n = 64
x_data = torch.stack([torch.randint(1, 4, (n,)), torch.randint(0, 2, (n,)), torch.randint(1, 75, (n,))]).float()
y_data = (torch.rand(n) < 0.25 + 0.5 * x_data[:, 1]).float()
model = nn.Linear(3, 1)
loss = nn.functional.binary_cross_entropy_with_logits(model(x_data).squeeze(1), y_data)
loss.backward()
""",
        "make a column of each",
    ),
    "columns of an array put together as rows": (
        """
import numpy as np
from torch.utils.data import DataLoader, TensorDataset
area, rooms = np.linspace(30, 200, 90), np.arange(90) % 5
features = np.array([area, rooms])
price = torch.tensor(1000 * area + 5000 * rooms, dtype=torch.float32).unsqueeze(1)
x = torch.tensor(features / features.max(axis=0), dtype=torch.float32)
model = nn.Linear(2, 1)
for a, b in DataLoader(TensorDataset(x, price), batch_size=16):
    nn.functional.mse_loss(model(a), b).backward()
""",
        "make a column of each",
    ),
    "a factor that is doubled, not squared": (
        """
import torch.nn.functional as F
class SuperResolution(nn.Module):
    def __init__(self, upscale_factor):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 64, 5, padding=2)
        self.conv2 = nn.Conv2d(64, upscale_factor * 2, 3, padding=1)
        self.shuffle = nn.PixelShuffle(upscale_factor)
    def forward(self, x):
        return self.shuffle(self.conv2(F.relu(self.conv1(x))))
model = SuperResolution(upscale_factor=3)
loss = F.mse_loss(model(torch.rand(4, 1, 16, 16)), torch.rand(4, 1, 48, 48))
loss.backward()
""",
        "square the factor",
    ),
    "steps that a convolution takes": (
        """
import torch.nn.functional as F
class LSTNet(nn.Module):
    def __init__(self, window=96, n_vars=8, hid_c=16, hid_r=20, skip=24, kernel=6, hid_s=5):
        super().__init__()
        self.skip = skip
        self.pt = window // skip
        self.hid_c = hid_c
        self.conv1 = nn.Conv2d(1, hid_c, kernel_size=(kernel, n_vars))
        self.gru1 = nn.GRU(hid_c, hid_r)
        self.gru_skip = nn.GRU(hid_c, hid_s)
        self.linear = nn.Linear(hid_r + skip * hid_s, n_vars)
    def forward(self, x):
        b = x.size(0)
        c = F.relu(self.conv1(x.unsqueeze(1))).squeeze(3)
        _, r = self.gru1(c.permute(2, 0, 1))
        s = c[:, :, -self.pt * self.skip:].contiguous()
        s = s.view(b, self.hid_c, self.pt, self.skip)
        s = s.permute(2, 0, 3, 1).reshape(self.pt, b * self.skip, self.hid_c)
        _, s = self.gru_skip(s)
        s = s.view(b, -1)
        return self.linear(torch.cat([r.squeeze(0), s], 1))
model = LSTNet()
opt = torch.optim.Adam(model.parameters())
series = torch.randn(300, 8)
for epoch in range(2):
    for i in range(0, 64, 16):
        x = torch.stack([series[j:j + 96] for j in range(i, i + 16)])
        y = series[i + 96:i + 112]
        loss = F.l1_loss(model(x), y)
        opt.zero_grad(); loss.backward(); opt.step()
    print(epoch, loss.item())
""",
        "count from the 91 steps",
    ),
    "a token in front of the patches": (
        """
import math
import torch.nn.functional as F
class Tiny(nn.Module):
    def __init__(self, img=64, patch=16, dim=32, classes=5):
        super().__init__()
        self.patch = nn.Conv2d(3, dim, patch, patch)
        self.num = (img // patch) ** 2
        self.cls = nn.Parameter(torch.zeros(1, 1, dim))
        self.pos = nn.Parameter(torch.zeros(1, self.num + 1, dim))
        self.head = nn.Linear(dim, classes)
    def forward(self, x):
        x = self.patch(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.expand(len(x), -1, -1), x], 1)
        return self.head((x + self.pos)[:, 0])
def resize_pos(state, model):
    pos = state["pos"]
    dim = pos.shape[-1]
    old = int(math.sqrt(pos.shape[1]))
    new = int(math.sqrt(model.num))
    tokens = pos.reshape(-1, old, old, dim).permute(0, 3, 1, 2)
    tokens = F.interpolate(tokens, size=(new, new), mode="bicubic")
    state["pos"] = torch.cat([pos[:, :1], tokens.permute(0, 2, 3, 1).flatten(1, 2)], 1)
    return state
small = Tiny(64)
torch.save(small.state_dict(), "small.pt")
big = Tiny(96)
big.load_state_dict(resize_pos(torch.load("small.pt"), big))
print(big(torch.randn(2, 3, 96, 96)).shape)
""",
        "leave out the row of the token",
    ),
    "sides worked out from the picture": (
        """
import math
class Attend(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.q = nn.Linear(dim, dim)
        self.k = nn.Linear(dim, dim)
    def forward(self, x, H, W):
        B, N, C = x.shape
        q, k = self.q(x), self.k(x)
        a = (q @ k.transpose(1, 2) / C ** 0.5).softmax(-1)
        return (a @ x).transpose(1, 2).view(B, C, H, W)
class Net(nn.Module):
    def __init__(self, dim=24):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(3, dim, 4, 4), nn.ReLU(), nn.Conv2d(dim, dim, 4, 4))
        self.attend = Attend(dim)
        self.out = nn.Conv2d(dim, 1, 1)
    def forward(self, img):
        f = self.down(img)
        H, W = math.ceil(img.shape[2] / 16), math.ceil(img.shape[3] / 16)
        y = self.attend(f.flatten(2).transpose(1, 2), H, W)
        return self.out(y)
net = Net()
images = torch.rand(12, 3, 92, 128)
depth = torch.rand(12, 1, 5, 8)
for i in range(0, 12, 4):
    pred = net(images[i:i + 4])
    print((pred - depth[i:i + 4]).abs().mean().item())
""",
        "take the height and width of f",
    ),
    "two sizes of one number": (
        """
class Collator:
    def __init__(self, max_len):
        self.max_len = max_len
    def __call__(self, feats):
        ids = torch.zeros(len(feats), self.max_len, dtype=torch.long)
        lab = torch.zeros(len(feats), self.max_len + 6, self.max_len + 6)
        for i, (seq, pairs) in enumerate(feats):
            ids[i, :len(seq)] = torch.tensor(seq)
            for a, b in pairs:
                lab[i, a, b] = 1
        rel = torch.arange(100, 110).repeat(len(feats), 1)
        return torch.cat([ids, rel], 1), lab
class Pair(nn.Module):
    def __init__(self, vocab=120, dim=16):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim)
        self.q, self.k = nn.Linear(dim, dim), nn.Linear(dim, dim)
    def forward(self, ids):
        x = self.emb(ids)
        return torch.sigmoid(self.q(x) @ self.k(x).transpose(1, 2))
feats = [([5, 6, 7, 8], [(0, 2)]), ([9, 3, 2], [(1, 1)]), ([1, 2, 3, 4, 5], [(2, 4)]), ([7, 7], [(0, 1)])]
collate = Collator(20)
model = Pair()
bce = nn.BCELoss()
for i in range(0, 4, 2):
    ids, lab = collate(feats[i:i + 2])
    loss = bce(model(ids), lab)
    loss.backward()
    print(loss.item())
""",
        "change 6 to 10 in all",
    ),
    "statistics of every column": (
        """
import numpy as np
class StandardScaler:
    def fit(self, x):
        self.mean = torch.tensor(x.mean(0), dtype=torch.float32)
        self.std = torch.tensor(x.std(0), dtype=torch.float32)
        return self
    def transform(self, x):
        return (torch.as_tensor(x, dtype=torch.float32) - self.mean) / self.std
    def inverse(self, y):
        return y * self.std + self.mean
rng = np.random.default_rng(0)
table = rng.normal(size=(400, 7))
scaler = StandardScaler().fit(table)
data = scaler.transform(table)
class Forecaster(nn.Module):
    def __init__(self, n_feat, horizon):
        super().__init__()
        self.lstm = nn.LSTM(n_feat, 32, batch_first=True)
        self.out = nn.Linear(32, horizon)
    def forward(self, x):
        h, _ = self.lstm(x)
        return self.out(h[:, -1])
window, horizon = 24, 6
model = Forecaster(7, horizon)
opt = torch.optim.Adam(model.parameters())
for i in range(0, 200, 40):
    x = torch.stack([data[j:j + window] for j in range(i, i + 16)])
    y = torch.stack([data[j + window:j + window + horizon, 0] for j in range(i, i + 16)])
    loss = nn.functional.mse_loss(model(x), y)
    opt.zero_grad(); loss.backward(); opt.step()
with torch.no_grad():
    pred = model(data[-window:].unsqueeze(0))
    print(scaler.inverse(pred))
""",
        "take the statistics of column 0",
    ),
    "heads of a layer before": (
        """
import torch.nn.functional as F
class GATLayer(nn.Module):
    def __init__(self, d_in, d_out, heads, concat=True):
        super().__init__()
        self.w = nn.Linear(d_in, heads * d_out, bias=False)
        self.a = nn.Parameter(torch.randn(heads, 2 * d_out))
        self.heads, self.d_out, self.concat = heads, d_out, concat
    def forward(self, x, adj):
        n = x.size(0)
        h = self.w(x).view(n, self.heads, self.d_out)
        src = (h * self.a[:, :self.d_out]).sum(-1)
        dst = (h * self.a[:, self.d_out:]).sum(-1)
        e = F.leaky_relu(src.unsqueeze(1) + dst.unsqueeze(0))
        e = e.masked_fill(adj.unsqueeze(-1) == 0, -1e9).softmax(1)
        out = torch.einsum("ijh,jhd->ihd", e, h)
        return out.reshape(n, -1) if self.concat else out.mean(1)
class GAT(nn.Module):
    def __init__(self, n_feat, hidden, n_class, heads=4):
        super().__init__()
        self.l1 = GATLayer(n_feat, hidden, heads)
        self.l2 = GATLayer(hidden, n_class, 1, concat=False)
    def forward(self, x, adj):
        return self.l2(F.elu(self.l1(x, adj)), adj)
torch.manual_seed(0)
x, adj, y = torch.randn(30, 12), (torch.rand(30, 30) > 0.8).long(), torch.randint(0, 3, (30,))
model = GAT(12, 8, 3)
opt = torch.optim.Adam(model.parameters())
for epoch in range(3):
    loss = F.cross_entropy(model(x, adj), y)
    opt.zero_grad(); loss.backward(); opt.step()
    print(epoch, loss.item())
""",
        "take heads times hidden",
    ),
    "a square in a larger one": (
        """
from torch.utils.data import Dataset, DataLoader
class Graphs(Dataset):
    def __init__(self, n=24):
        g = torch.Generator().manual_seed(0)
        self.items = []
        for _ in range(n):
            k = int(torch.randint(5, 9, (1,), generator=g))
            self.items.append((torch.randn(k, 6, generator=g), (torch.rand(k, k, generator=g) > 0.5).float(), k % 2))
    def __len__(self):
        return len(self.items)
    def __getitem__(self, i):
        return self.items[i]
class GCN(nn.Module):
    def __init__(self):
        super().__init__()
        self.w1, self.w2, self.out = nn.Linear(6, 16), nn.Linear(16, 16), nn.Linear(16, 2)
    def forward(self, x, a):
        x = torch.relu(self.w1(a @ x))
        x = torch.relu(self.w2(a @ x))
        return self.out(x.mean(1))
def collate(batch):
    n = max(x.shape[0] for x, _, _ in batch)
    xs = torch.zeros(len(batch), n, 6)
    adjs = torch.zeros(len(batch), n, n)
    for i, (x, a, _) in enumerate(batch):
        xs[i, :len(x)] = x
        adjs[i, :len(a)] = a
    return xs, adjs, torch.tensor([y for _, _, y in batch])
model = GCN()
for x, a, y in DataLoader(Graphs(), batch_size=8, collate_fn=collate):
    print(nn.functional.cross_entropy(model(x, a), y).item())
""",
        "fill as many of the other axis",
    ),
    "sequences that were packed": (
        """
from torch.nn.utils.rnn import pad_sequence, pack_padded_sequence, pad_packed_sequence
class Tagger(nn.Module):
    def __init__(self, vocab=50, tags=4):
        super().__init__()
        self.emb = nn.Embedding(vocab, 16, padding_idx=0)
        self.lstm = nn.LSTM(16, 16, batch_first=True, bidirectional=True)
        self.out = nn.Linear(32, tags)
    def forward(self, x, lengths):
        p = pack_padded_sequence(self.emb(x), lengths, batch_first=True, enforce_sorted=False)
        h, _ = pad_packed_sequence(self.lstm(p)[0], batch_first=True)
        return self.out(h)
torch.manual_seed(0)
sents = [torch.randint(1, 50, (n,)) for n in (7, 5, 9, 4, 6, 3, 8, 5)]
tags = [torch.randint(0, 4, (len(s),)) for s in sents]
MAX_LEN = 12
x = torch.zeros(8, MAX_LEN, dtype=torch.long)
y = torch.full((8, MAX_LEN), -1)
for i, (s, t) in enumerate(zip(sents, tags)):
    x[i, :len(s)] = s
    y[i, :len(t)] = t
model = Tagger()
crit = nn.CrossEntropyLoss(ignore_index=-1)
for i in range(0, 8, 4):
    lengths = torch.tensor([len(s) for s in sents[i:i + 4]])
    logits = model(x[i:i + 4], lengths)
    loss = crit(logits.reshape(-1, 4), y[i:i + 4].reshape(-1))
    loss.backward()
    print(loss.item())
""",
        "unpack to the length",
    ),
    "outputs in another order": (
        """
from torch.utils.data import DataLoader, TensorDataset
class MultiTask(nn.Module):
    def __init__(self, n_in=20, n_age=5):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(n_in, 32), nn.ReLU())
        self.age = nn.Linear(32, n_age)
        self.sex = nn.Linear(32, 2)
    def forward(self, x):
        h = self.trunk(x)
        return self.sex(h), self.age(h)
ds = TensorDataset(torch.randn(96, 20), torch.randint(0, 5, (96,)), torch.randint(0, 2, (96,)))
model = MultiTask()
ce, bce = nn.CrossEntropyLoss(), nn.BCEWithLogitsLoss()
opt = torch.optim.Adam(model.parameters())
for x, age, sex in DataLoader(ds, 32):
    out_age, out_sex = model(x)
    loss = ce(out_age, age) + ce(out_sex, sex)
    opt.zero_grad(); loss.backward(); opt.step()
    print(loss.item())
""",
        "take out_sex before out_age",
    ),
    "classes in a dice loss": (
        """
import torch.nn.functional as F
def dice_loss(logits, target, eps=1e-6):
    p = F.softmax(logits, dim=1)
    inter = (p * target).sum((2, 3))
    union = p.sum((2, 3)) + target.sum((2, 3))
    return 1 - (2 * inter / (union + eps)).mean()
class Seg(nn.Module):
    def __init__(self, n_class=4):
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, n_class, 1))
    def forward(self, x):
        return self.net(x)
model = Seg()
opt = torch.optim.Adam(model.parameters())
images, masks = torch.rand(12, 3, 32, 32), torch.randint(0, 4, (12, 32, 32))
for i in range(0, 12, 4):
    out = model(images[i:i + 4])
    loss = F.cross_entropy(out, masks[i:i + 4]) + dice_loss(out, masks[i:i + 4])
    opt.zero_grad(); loss.backward(); opt.step()
    print(loss.item())
""",
        "one plane for each class",
    ),
    "a table for another width": (
        """
def rope_cache(seq, dim):
    inv = 1.0 / (10000 ** (torch.arange(0, dim, 2).float() / dim))
    ang = torch.outer(torch.arange(seq).float(), inv)
    return ang.cos(), ang.sin()
def apply_rope(x, cos, sin):
    x1, x2 = x[..., ::2], x[..., 1::2]
    return torch.cat([x1 * cos - x2 * sin, x1 * sin + x2 * cos], -1)
class Attn(nn.Module):
    def __init__(self, dim=32, heads=4, max_len=64):
        super().__init__()
        self.qkv = nn.Linear(dim, 3 * dim)
        self.heads, self.hd = heads, dim // heads
        cos, sin = rope_cache(max_len, dim)
        self.register_buffer("cos", cos)
        self.register_buffer("sin", sin)
        self.out = nn.Linear(dim, dim)
    def forward(self, x):
        b, t, d = x.shape
        q, k, v = (y.view(b, t, self.heads, self.hd).transpose(1, 2) for y in self.qkv(x).chunk(3, -1))
        q, k = apply_rope(q, self.cos[:t], self.sin[:t]), apply_rope(k, self.cos[:t], self.sin[:t])
        a = (q @ k.transpose(-1, -2) / self.hd ** 0.5).softmax(-1)
        return self.out((a @ v).transpose(1, 2).reshape(b, t, d))
model = Attn()
for t in (10, 20):
    print(model(torch.randn(2, t, 32)).shape)
""",
        "make cos for self.hd",
    ),
    "kernels of dense layers": (
        """
import numpy as np
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.fc = nn.Conv2d(3, 8, 3), nn.Linear(8, 2)
    def forward(self, x):
        return self.fc(self.conv(x).mean((2, 3)))
saved = {"conv": np.zeros((3, 3, 3, 8), np.float32), "fc": np.zeros((8, 2), np.float32)}
def convert(weights):
    state = {}
    for name, kernel in weights.items():
        if kernel.ndim == 4:
            kernel = kernel.transpose(3, 2, 0, 1)
        state[name + ".weight"] = torch.from_numpy(np.ascontiguousarray(kernel))
    return state
net = Net()
net.load_state_dict(convert(saved), strict=False)
print(net(torch.rand(2, 3, 8, 8)).shape)
""",
        "turn the kernels of dense layers",
    ),
    "a number that is set": (
        """
import torchvision.models as models
def build(n):
    net = models.resnet18(weights=None)
    net.fc.out_features = n
    return net
net = build(4)
x, y = torch.rand(4, 3, 64, 64), torch.eye(4)[torch.randint(0, 4, (4,))]
loss = nn.functional.binary_cross_entropy_with_logits(net(x), y)
loss.backward()
print(loss.item())
""",
        "build the layer anew",
    ),
    "a weight for a linear layer": (
        """
import torch.nn.functional as F
class ArcFace(nn.Module):
    def __init__(self, feat, classes, s=30.0, m=0.5):
        super().__init__()
        self.w = nn.Parameter(torch.randn(feat, classes))
        self.s, self.m = s, m
    def forward(self, x, y):
        cos = F.linear(F.normalize(x), F.normalize(self.w))
        theta = cos.clamp(-1 + 1e-6, 1 - 1e-6).acos()
        hot = F.one_hot(y, cos.size(1))
        return self.s * (theta + self.m * hot).cos()
body = nn.Sequential(nn.Flatten(), nn.Linear(3 * 16 * 16, 32))
head = ArcFace(32, 8)
opt = torch.optim.SGD([*body.parameters(), *head.parameters()], 0.01)
for step in range(2):
    x, y = torch.rand(16, 3, 16, 16), torch.randint(0, 8, (16,))
    loss = F.cross_entropy(head(body(x), y), y)
    opt.zero_grad(); loss.backward(); opt.step()
    print(loss.item())
""",
        "make w with its sizes in the other order",
    ),
    "the bins of a spectrum": (
        """
class SpeechNet(nn.Module):
    def __init__(self, n_fft=400, hop=160, classes=6):
        super().__init__()
        self.n_fft, self.hop = n_fft, hop
        self.register_buffer("window", torch.hann_window(n_fft))
        self.rnn = nn.GRU(n_fft // 2, 32, batch_first=True)
        self.fc = nn.Linear(32, classes)
    def forward(self, wav):
        s = torch.stft(wav, self.n_fft, self.hop, window=self.window, return_complex=True).abs()
        _, h = self.rnn(s.transpose(1, 2))
        return self.fc(h[-1])
net = SpeechNet()
opt = torch.optim.Adam(net.parameters())
for step in range(2):
    loss = nn.functional.cross_entropy(net(torch.randn(4, 16000)), torch.randint(0, 6, (4,)))
    opt.zero_grad(); loss.backward(); opt.step()
    print(loss.item())
""",
        "n_fft // 2 + 1",
    ),
    "lists of one name": (
        """
class SSDHead(nn.Module):
    def __init__(self, channels=(32, 64), anchors=(4, 6), classes=3):
        super().__init__()
        self.classes = classes
        self.cls = nn.ModuleList(nn.Conv2d(c, a * classes, 3, padding=1) for c, a in zip(channels, anchors))
        self.reg = nn.ModuleList(nn.Conv2d(c, a * 4, 3, padding=1) for c, a in zip(channels, anchors))
    def forward(self, feats):
        cls, reg = [], []
        for f, c, r in zip(feats, self.cls, self.reg):
            cls.append(c(f).permute(0, 2, 3, 1).reshape(f.size(0), -1, self.classes))
            reg.append(r(f).permute(0, 2, 3, 1).reshape(f.size(0), -1, 4))
        return torch.cat(cls, 1), torch.cat(reg, 1)
def make_priors(sizes=((8, 8), (4, 4)), anchors=(4, 4)):
    out = []
    for (h, w), a in zip(sizes, anchors):
        for i in range(h):
            for j in range(w):
                out += [[(j + 0.5) / w, (i + 0.5) / h, 0.2 * k + 0.1, 0.2 * k + 0.1] for k in range(a)]
    return torch.tensor(out)
head = SSDHead()
priors = make_priors()
feats = [torch.rand(2, 32, 8, 8), torch.rand(2, 64, 4, 4)]
cls, reg = head(feats)
boxes = torch.cat([priors[:, :2] + reg[..., :2] * priors[:, 2:], priors[:, 2:] * reg[..., 2:].exp()], -1)
print(boxes.shape)
""",
        "let anchors of make_priors be",
    ),
    "a vector for a batch of matrices": (
        """
import torch.nn.functional as F
class SkipGram(nn.Module):
    def __init__(self, vocab, dim):
        super().__init__()
        self.inp, self.out = nn.Embedding(vocab, dim), nn.Embedding(vocab, dim)
    def forward(self, center, context, negatives):
        v, u = self.inp(center), self.out(context)
        n = self.out(negatives)
        pos = F.logsigmoid((v * u).sum(1))
        neg = F.logsigmoid(-torch.bmm(n, v)).sum(1)
        return -(pos + neg).mean()
model = SkipGram(200, 16)
opt = torch.optim.Adam(model.parameters())
for step in range(3):
    c, o = torch.randint(0, 200, (32,)), torch.randint(0, 200, (32,))
    neg = torch.randint(0, 200, (32, 5))
    loss = model(c, o, neg)
    opt.zero_grad(); loss.backward(); opt.step()
    print(loss.item())
""",
        "add an axis of size 1 at 2",
    ),
    "queries of a decoder": (
        """
class Head(nn.Module):
    def __init__(self, dim=32, queries=10, classes=5):
        super().__init__()
        self.q = nn.Embedding(queries, dim)
        layer = nn.TransformerDecoderLayer(dim, 4, 64)
        self.dec = nn.TransformerDecoder(layer, 2)
        self.backbone = nn.Conv2d(3, dim, 8, 8)
        self.cls, self.box = nn.Linear(dim, classes + 1), nn.Linear(dim, 4)
    def forward(self, x):
        m = self.backbone(x).flatten(2).permute(2, 0, 1)
        q = self.q.weight.unsqueeze(0).repeat(x.size(0), 1, 1)
        h = self.dec(q, m)
        return self.cls(h), self.box(h).sigmoid()
model = Head()
for step in range(2):
    c, b = model(torch.rand(3, 3, 64, 64))
    print(c.shape, b.shape)
""",
        "exchange batch and time",
    ),
    "a column of labels among the features": (
        """
import numpy as np
from torch.utils.data import Dataset, DataLoader
with open("wine.csv", "w") as f:
    f.write("a,b,c,d,e,f,label\\n")
    rng = np.random.default_rng(0)
    for _ in range(60):
        f.write(",".join(f"{v:.3f}" for v in rng.normal(size=6)) + f",{rng.integers(3)}\\n")
class Wine(Dataset):
    def __init__(self, path):
        xy = np.loadtxt(path, delimiter=",", dtype=np.float32, skiprows=1)
        self.x = torch.from_numpy(xy)
        self.y = torch.from_numpy(xy[:, -1]).long()
    def __len__(self):
        return len(self.x)
    def __getitem__(self, i):
        return self.x[i], self.y[i]
model = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 3))
opt = torch.optim.Adam(model.parameters())
for x, y in DataLoader(Wine("wine.csv"), batch_size=20, shuffle=True):
    loss = nn.functional.cross_entropy(model(x), y)
    opt.zero_grad(); loss.backward(); opt.step()
    print(loss.item())
""",
        "leave the column of the labels out",
    ),
    "a line for the test data": (
        """
import numpy as np
rng = np.random.default_rng(0)
X, y = rng.normal(size=(120, 8)).astype(np.float32), rng.normal(size=120).astype(np.float32)
keep = X.std(0) > 0.95
X_train, X_test = X[:90], X[90:]
y_train, y_test = y[:90], y[90:]
mean, std = X_train.mean(0), X_train.std(0)
X_train = (X_train[:, keep] - mean[keep]) / std[keep]
X_test = (X_test - mean) / std
model = nn.Sequential(nn.Linear(X_train.shape[1], 16), nn.ReLU(), nn.Linear(16, 1))
opt = torch.optim.Adam(model.parameters())
xt, yt = torch.tensor(X_train), torch.tensor(y_train).unsqueeze(1)
for epoch in range(3):
    loss = nn.functional.mse_loss(model(xt), yt)
    opt.zero_grad(); loss.backward(); opt.step()
with torch.no_grad():
    print(nn.functional.mse_loss(model(torch.tensor(X_test)), torch.tensor(y_test).unsqueeze(1)).item())
""",
        "make X_test as X_train is made",
    ),
    "two scales": (
        """
import os
import numpy as np
from PIL import Image
from torch.utils.data import Dataset, DataLoader
from torchvision import transforms
os.makedirs("hr", exist_ok=True)
rng = np.random.default_rng(0)
for i in range(8):
    Image.fromarray(rng.integers(0, 255, (96, 96, 3), dtype=np.uint8)).save(f"hr/{i}.png")
class SRData(Dataset):
    def __init__(self, root, scale=4, crop=64):
        self.files = sorted(os.path.join(root, f) for f in os.listdir(root))
        self.hr = transforms.Compose([transforms.RandomCrop(crop), transforms.ToTensor()])
        self.lr = transforms.Compose([transforms.ToPILImage(), transforms.Resize(crop // scale), transforms.ToTensor()])
    def __len__(self):
        return len(self.files)
    def __getitem__(self, i):
        hr = self.hr(Image.open(self.files[i]))
        return self.lr(hr), hr
class SRNet(nn.Module):
    def __init__(self, scale=2):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, 3 * scale ** 2, 3, padding=1))
        self.up = nn.PixelShuffle(scale)
    def forward(self, x):
        return self.up(self.body(x))
net = SRNet()
opt = torch.optim.Adam(net.parameters())
for lr, hr in DataLoader(SRData("hr"), batch_size=4):
    loss = nn.functional.l1_loss(net(lr), hr)
    opt.zero_grad(); loss.backward(); opt.step()
    print(loss.item())
""",
        "change scale from 4 to 2, as elsewhere",
    ),
    "a number beside the weights": (
        """
class Net(nn.Module):
    def __init__(self, hidden=64, layers=2):
        super().__init__()
        self.emb = nn.Embedding(100, 32)
        self.lstm = nn.LSTM(32, hidden, layers, batch_first=True)
        self.fc = nn.Linear(hidden, 5)
    def forward(self, x):
        h, _ = self.lstm(self.emb(x))
        return self.fc(h[:, -1])
def train(path):
    model = Net(hidden=128)
    opt = torch.optim.Adam(model.parameters())
    loss = nn.functional.cross_entropy(model(torch.randint(0, 100, (8, 12))), torch.randint(0, 5, (8,)))
    loss.backward(); opt.step()
    torch.save({"model": model.state_dict(), "hidden": 128, "layers": 2}, path)
def predict(path):
    ckpt = torch.load(path)
    model = Net(layers=ckpt["layers"])
    model.load_state_dict(ckpt["model"])
    model.eval()
    print(model(torch.randint(0, 100, (2, 12))).argmax(1))
train("lstm.pt")
predict("lstm.pt")
""",
        "hidden=ckpt",
    ),
    "words beside the weights": (
        """
class LM(nn.Module):
    def __init__(self, vocab, dim=16):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim)
        self.rnn = nn.GRU(dim, dim, batch_first=True)
        self.out = nn.Linear(dim, vocab)
    def forward(self, x):
        return self.out(self.rnn(self.emb(x))[0])
def vocab_of(texts, specials=("<pad>", "<unk>")):
    words = sorted({w for t in texts for w in t.split()})
    return {w: i for i, w in enumerate([*specials, *words])}
old = ["the cat sat", "the dog ran", "a cat ran"]
new = old + ["a bird flew", "the bird sat"]
v = vocab_of(old)
model = LM(len(v))
torch.save({"state": model.state_dict(), "vocab": v}, "lm.pt")
v = vocab_of(new)
model = LM(len(v))
ckpt = torch.load("lm.pt")
model.load_state_dict(ckpt["state"])
ids = torch.tensor([[v.get(w, 1) for w in "the cat ran".split()]])
print(model(ids).shape)
""",
        "take v from the checkpoint",
    ),
    "masks that are arrays": (
        """
import numpy as np
from PIL import Image
from torch.utils.data import Dataset, DataLoader
from torchvision import transforms
class Seg(Dataset):
    def __init__(self, n=12):
        rng = np.random.default_rng(0)
        self.items = [(rng.integers(0, 255, (60, 80, 3), dtype=np.uint8), rng.integers(0, 3, (60, 80), dtype=np.uint8)) for _ in range(n)]
        self.tf = transforms.Compose([transforms.Resize((48, 64)), transforms.ToTensor()])
    def __len__(self):
        return len(self.items)
    def __getitem__(self, i):
        img, mask = self.items[i]
        return self.tf(Image.fromarray(img)), torch.from_numpy(mask).long()
net = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 3, 1))
for x, m in DataLoader(Seg(), batch_size=4):
    loss = nn.functional.cross_entropy(net(x), m)
    loss.backward()
    print(loss.item())
""",
        "resize mask as the pictures are",
    ),
    "strips that are turned": (
        """
import random
from torch.utils.data import DataLoader, Dataset
class Strips(Dataset):
    def __len__(self):
        return 12
    def __getitem__(self, i):
        views = torch.rand(3 + i % 2, 8, 16)
        return torch.rot90(views, random.randint(0, 3), (-2, -1))
def collate(batch):
    return torch.stack([torch.cat([v, v.new_zeros(4 - len(v), *v.shape[1:])]) for v in batch])
random.seed(0)
for views in DataLoader(Strips(), batch_size=6, collate_fn=collate):
    print(views.shape)
""",
        "turn by half turns only",
    ),
    "a teacher with its own classes": (
        """
import torchvision.models as models
teacher = models.resnet18(weights=None).eval()
student = nn.Sequential(nn.Conv2d(3, 8, 3, 2), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 4))
for step in range(2):
    x = torch.rand(4, 3, 64, 64)
    with torch.no_grad():
        soft = teacher(x).softmax(1)
    loss = nn.functional.kl_div(student(x).log_softmax(1), soft, reduction="batchmean")
    loss.backward()
    print(loss.item())
""",
        "build resnet18 with num_classes=4",
    ),
    "halvings that round up": (
        """
class D(nn.Module):
    def __init__(self, img_size=28):
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(1, 8, 3, 2, 1), nn.ReLU(), nn.Conv2d(8, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 16, 3, 2, 1), nn.ReLU())
        ds_size = img_size // 2 ** 3
        self.out = nn.Linear(16 * ds_size ** 2, 1)
    def forward(self, x):
        x = self.net(x)
        return self.out(x.view(x.shape[0], -1))
print(D()(torch.rand(4, 1, 28, 28)).shape)
""",
        "round the size up",
    ),
    "lists that become tensors": (
        """
from torch.utils.data import DataLoader, Dataset
class Words(Dataset):
    def __init__(self, words):
        self.words = words
    def __len__(self):
        return len(self.words)
    def __getitem__(self, i):
        target = [ord(c) - 96 for c in self.words[i]]
        return {"image": torch.rand(1, 8, 24), "target": torch.tensor(target)}
for words in (["abc", "abcd", "bca", "cab"], ["dabc", "abd", "cba", "bad"]):
    for batch in DataLoader(Words(words), batch_size=4):
        print(batch["target"].shape)
""",
        "fill target up to 4",
    ),
    "steps that are cut along the batch": (
        """
import numpy as np
class Sequence(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm1 = nn.LSTMCell(1, 51)
        self.lstm2 = nn.LSTMCell(51, 51)
        self.linear = nn.Linear(51, 1)
    def forward(self, input, future=0):
        outputs = []
        h_t = torch.zeros(input.size(0), 51)
        c_t = torch.zeros(input.size(0), 51)
        h_t2 = torch.zeros(input.size(0), 51)
        c_t2 = torch.zeros(input.size(0), 51)
        for input_t in input.split(1):
            h_t, c_t = self.lstm1(input_t, (h_t, c_t))
            h_t2, c_t2 = self.lstm2(h_t, (h_t2, c_t2))
            output = self.linear(h_t2)
            outputs += [output]
        return torch.cat(outputs, dim=1)
rng = np.random.default_rng(0)
x = np.arange(40)[None] + rng.integers(-80, 80, (20, 1))
data = np.sin(x / 20).astype("float32")
input = torch.from_numpy(data[3:, :-1])
target = torch.from_numpy(data[3:, 1:])
seq = Sequence()
crit = nn.MSELoss()
opt = torch.optim.SGD(seq.parameters(), lr=0.1)
for step in range(2):
    out = seq(input)
    loss = crit(out, target)
    opt.zero_grad(); loss.backward(); opt.step()
    print(step, loss.item())
""",
        "cut along axis",
    ),
    "targets that keep the first step": (
        """
import numpy as np
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(1, 16, batch_first=True)
        self.linear = nn.Linear(16, 1)
    def forward(self, x):
        h, _ = self.rnn(x.unsqueeze(-1))
        return self.linear(h).squeeze(-1)
rng = np.random.default_rng(0)
x = np.arange(40)[None] + rng.integers(-80, 80, (20, 1))
data = np.sin(x / 20).astype("float32")
input = torch.from_numpy(data[3:, :-1])
target = torch.from_numpy(data[3:, :])
test_input = torch.from_numpy(data[:3, :-1])
test_target = torch.from_numpy(data[:3, 1:])
net = Net()
crit = nn.MSELoss()
opt = torch.optim.Adam(net.parameters())
for step in range(2):
    out = net(input)
    loss = crit(out, target)
    opt.zero_grad(); loss.backward(); opt.step()
    with torch.no_grad():
        print(step, crit(net(test_input), test_target).item())
""",
        "start at step 1",
    ),
    "queries, keys and values cut along the batch": (
        """
class Attn(nn.Module):
    def __init__(self, dim=64, heads=4):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(dim, dim * 3)
        self.proj = nn.Linear(dim, dim)
    def forward(self, x):
        b, n, d = x.shape
        q, k, v = self.qkv(x).chunk(3)
        q = q.view(b, n, self.heads, -1).transpose(1, 2)
        k = k.view(b, n, self.heads, -1).transpose(1, 2)
        v = v.view(b, n, self.heads, -1).transpose(1, 2)
        a = (q @ k.transpose(-2, -1)).softmax(-1)
        return self.proj((a @ v).transpose(1, 2).reshape(b, n, d))
net = Attn()
opt = torch.optim.Adam(net.parameters())
for i in range(3):
    x = torch.randn(8, 10, 64)
    loss = net(x).pow(2).mean()
    opt.zero_grad(); loss.backward(); opt.step()
    print(loss.item())
""",
        "cut along axis -1",
    ),
    "a gate that halves what it is given": (
        """
import torch.nn.functional as F
class GatedConv(nn.Module):
    def __init__(self, c_in, c_out, k=3):
        super().__init__()
        self.conv = nn.Conv1d(c_in, c_out, k, padding=k // 2)
    def forward(self, x):
        return F.glu(self.conv(x), dim=1)
class Net(nn.Module):
    def __init__(self, vocab=40, emb=32, hid=64, n_classes=5):
        super().__init__()
        self.emb = nn.Embedding(vocab, emb)
        self.c1 = GatedConv(emb, hid)
        self.c2 = GatedConv(hid, hid)
        self.fc = nn.Linear(hid, n_classes)
    def forward(self, ids):
        x = self.emb(ids).transpose(1, 2)
        x = self.c2(self.c1(x))
        return self.fc(x.mean(-1))
net = Net()
opt = torch.optim.Adam(net.parameters())
for i in range(3):
    ids = torch.randint(0, 40, (8, 20))
    y = torch.randint(0, 5, (8,))
    loss = F.cross_entropy(net(ids), y)
    opt.zero_grad(); loss.backward(); opt.step()
    print(loss.item())
""",
        "twice the out_channels",
    ),
    "a transition whose width is not carried on": (
        """
class DenseLayer(nn.Module):
    def __init__(self, c, k):
        super().__init__()
        self.body = nn.Sequential(nn.BatchNorm2d(c), nn.ReLU(), nn.Conv2d(c, k, 3, padding=1, bias=False))
    def forward(self, x):
        return torch.cat([x, self.body(x)], 1)
class Transition(nn.Sequential):
    def __init__(self, i, o):
        super().__init__(nn.BatchNorm2d(i), nn.ReLU(), nn.Conv2d(i, o, 1), nn.AvgPool2d(2))
class DenseNet(nn.Module):
    def __init__(self, growth=12, blocks=(3, 3, 3), init=24, reduction=0.5, n=10):
        super().__init__()
        self.stem = nn.Conv2d(3, init, 3, padding=1)
        layers, c = [], init
        for b in range(len(blocks)):
            for i in range(blocks[b]):
                layers.append(DenseLayer(c, growth))
                c += growth
            if b != len(blocks) - 1:
                layers.append(Transition(c, int(c * reduction)))
        self.features = nn.Sequential(*layers)
        self.head = nn.Linear(c, n)
    def forward(self, x):
        x = self.features(self.stem(x))
        return self.head(x.mean((2, 3)))
net = DenseNet()
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for i in range(2):
    loss = nn.functional.cross_entropy(net(torch.randn(4, 3, 32, 32)), torch.randint(0, 10, (4,)))
    opt.zero_grad(); loss.backward(); opt.step()
    print(loss.item())
""",
        "carry the width on, c = int(c * reduction)",
    ),
    "widths of a plan that are not carried on": (
        """
def make_layers(cfg):
    layers, in_channels = [], 3
    for v in cfg:
        if v == "M":
            layers.append(nn.MaxPool2d(2, 2))
        else:
            layers.append(nn.Conv2d(in_channels, v, 3, padding=1))
            layers.append(nn.ReLU(inplace=True))
    return nn.Sequential(*layers)
class VGG(nn.Module):
    def __init__(self, n=10):
        super().__init__()
        self.features = make_layers([16, "M", 32, "M", 64, "M"])
        self.classifier = nn.Linear(64 * 4 * 4, n)
    def forward(self, x):
        x = self.features(x)
        return self.classifier(torch.flatten(x, 1))
net = VGG()
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for i in range(2):
    loss = nn.functional.cross_entropy(net(torch.randn(4, 3, 32, 32)), torch.randint(0, 10, (4,)))
    opt.zero_grad(); loss.backward(); opt.step()
    print(loss.item())
""",
        "carry the width on, in_channels = v",
    ),
    "a decoder of signals of an odd length": (
        """
class AE(nn.Module):
    def __init__(self):
        super().__init__()
        self.e = nn.Sequential(
            nn.Conv1d(1, 8, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv1d(8, 16, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv1d(16, 32, 3, stride=2, padding=1))
        self.d = nn.Sequential(
            nn.ConvTranspose1d(32, 16, 3, stride=2, padding=1, output_padding=1), nn.ReLU(),
            nn.ConvTranspose1d(16, 8, 3, stride=2, padding=1, output_padding=1), nn.ReLU(),
            nn.ConvTranspose1d(8, 1, 3, stride=2, padding=1, output_padding=1))
    def forward(self, x):
        return self.d(self.e(x))
net = AE()
opt = torch.optim.Adam(net.parameters())
signals = torch.randn(64, 1, 187)
for i in range(0, 64, 16):
    x = signals[i:i + 16]
    loss = nn.functional.mse_loss(net(x), x)
    opt.zero_grad(); loss.backward(); opt.step()
print(loss.item())
""",
        "let each step of the decoder",
    ),
    "several values stored in one line": (
        """
import torch.nn.functional as F
class AC(nn.Module):
    def __init__(self, obs=4, act=2):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(obs, 32), nn.Tanh())
        self.pi, self.v = nn.Linear(32, act), nn.Linear(32, 1)
    def forward(self, x):
        h = self.body(x)
        return torch.distributions.Categorical(logits=self.pi(h)), self.v(h)
class Buffer:
    def __init__(self, steps, envs, obs):
        self.obs = torch.zeros(steps, envs, obs)
        self.act = torch.zeros(steps, envs)
        self.rew = torch.zeros(steps, envs)
        self.val = torch.zeros(steps, envs)
    def add(self, t, o, a, r, v):
        self.obs[t], self.act[t], self.rew[t], self.val[t] = o, a, r, v
net = AC()
buf = Buffer(10, 3, 4)
obs = torch.randn(3, 4)
for t in range(10):
    with torch.no_grad():
        dist, value = net(obs)
    a = dist.sample()
    buf.add(t, obs, a, torch.ones(3), value)
    obs = torch.randn(3, 4)
ret = buf.rew.flip(0).cumsum(0).flip(0)
dist, v = net(buf.obs.view(-1, 4))
adv = (ret - buf.val).view(-1)
loss = -(dist.log_prob(buf.act.view(-1)) * adv).mean() + F.mse_loss(v.squeeze(-1), ret.view(-1))
loss.backward()
print(loss.item())
""",
        "drop axis 1 of size 1",
    ),
    "cells that all start at one width": (
        """
class ConvLSTMCell(nn.Module):
    def __init__(self, cin, chid, k=3):
        super().__init__()
        self.chid = chid
        self.conv = nn.Conv2d(cin + chid, 4 * chid, k, padding=k // 2)
    def forward(self, x, state):
        h, c = state
        i, f, o, g = torch.split(self.conv(torch.cat([x, h], dim=1)), self.chid, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c
    def init(self, b, h, w):
        return torch.zeros(b, self.chid, h, w), torch.zeros(b, self.chid, h, w)
class Model(nn.Module):
    def __init__(self, cin=1, hidden=(16, 32)):
        super().__init__()
        self.cells = nn.ModuleList([ConvLSTMCell(cin, h) for h in hidden])
        self.out = nn.Conv2d(hidden[-1], cin, 1)
    def forward(self, x):
        b, t, c, h, w = x.shape
        states = [cell.init(b, h, w) for cell in self.cells]
        for s in range(t):
            y = x[:, s]
            for k, cell in enumerate(self.cells):
                states[k] = cell(y, states[k])
                y = states[k][0]
        return self.out(y)
net = Model()
opt = torch.optim.Adam(net.parameters())
for i in range(2):
    x = torch.rand(2, 5, 1, 16, 16)
    loss = nn.functional.mse_loss(net(x[:, :-1]), x[:, -1])
    opt.zero_grad(); loss.backward(); opt.step()
print(loss.item())
""",
        "let each start at the width of the one before",
    ),
    "a pooled output that nobody reads": (
        """
class Enc(nn.Module):
    def __init__(self, vocab=100, d=48):
        super().__init__()
        self.emb = nn.Embedding(vocab, d)
        self.enc = nn.TransformerEncoder(nn.TransformerEncoderLayer(d, 4, 96, batch_first=True), 2)
    def forward(self, ids, attention_mask):
        h = self.enc(self.emb(ids), src_key_padding_mask=attention_mask == 0)
        return h, h[:, 0]
class Clf(nn.Module):
    def __init__(self, n=3):
        super().__init__()
        self.bert = Enc()
        self.drop = nn.Dropout(0.1)
        self.out = nn.Linear(48, n)
    def forward(self, ids, mask):
        h, pooled = self.bert(ids, mask)
        return self.out(self.drop(h))
net = Clf()
opt = torch.optim.Adam(net.parameters())
for i in range(2):
    ids = torch.randint(0, 100, (8, 20)); mask = torch.ones(8, 20)
    y = torch.randint(0, 3, (8,))
    loss = nn.functional.cross_entropy(net(ids, mask), y)
    opt.zero_grad(); loss.backward(); opt.step()
print(loss.item())
""",
        "pooled in place of h",
    ),
    "the scores of one sample": (
        """
pairs = [(i % 20, (i * 3) % 20) for i in range(60)]
class W2V(nn.Module):
    def __init__(self, v, d):
        super().__init__()
        self.W1 = nn.Parameter(torch.randn(d, v))
        self.W2 = nn.Parameter(torch.randn(v, d))
    def forward(self, x):
        return self.W2 @ (self.W1 @ x)
net = W2V(20, 5)
opt = torch.optim.SGD(net.parameters(), lr=0.01)
for c, o in pairs:
    x = torch.zeros(20); x[c] = 1
    z = net(x)
    loss = nn.functional.nll_loss(nn.functional.log_softmax(z, dim=0), torch.tensor([o]))
    opt.zero_grad(); loss.backward(); opt.step()
print(loss.item())
""",
        "add the batch axis to the scores",
    ),
    "columns up to the largest label": (
        """
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
torch.manual_seed(0)
data = TensorDataset(torch.randn(60, 8), torch.randint(0, 9, (60,)))
net = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 9))
opt = torch.optim.Adam(net.parameters())
for x, y in DataLoader(data, batch_size=10):
    t = F.one_hot(y).float()
    loss = F.binary_cross_entropy_with_logits(net(x), t)
    opt.zero_grad(); loss.backward(); opt.step()
print(loss.item())
""",
        "make a column for each of 9 classes",
    ),
    "several class numbers a sample": (
        """
from torch.utils.data import DataLoader, Dataset
class Movies(Dataset):
    genres = 12
    def __init__(self, n=40):
        g = torch.Generator().manual_seed(1)
        self.x = torch.randn(n, 20, generator=g)
        self.tags = [torch.randperm(12, generator=g)[:3].tolist() for _ in range(n)]
    def __len__(self):
        return len(self.x)
    def __getitem__(self, i):
        return self.x[i], torch.tensor(self.tags[i], dtype=torch.float)
net = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, Movies.genres))
opt = torch.optim.Adam(net.parameters())
crit = nn.BCEWithLogitsLoss()
for x, y in DataLoader(Movies(), batch_size=8):
    loss = crit(net(x), y)
    opt.zero_grad(); loss.backward(); opt.step()
print(loss.item())
""",
        "make a column for each class",
    ),
    "two products of a batch": (
        """
class GCN(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.w = nn.Parameter(torch.randn(i, o) * 0.1)
    def forward(self, x, adj):
        return torch.mm(adj, torch.mm(x, self.w))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.g1, self.g2 = GCN(8, 16), GCN(16, 16)
        self.fc = nn.Linear(16, 2)
    def forward(self, x, adj):
        x = torch.relu(self.g1(x, adj))
        return self.fc(self.g2(x, adj).mean(1))
net = Net()
opt = torch.optim.Adam(net.parameters())
for i in range(2):
    x, a, y = torch.randn(6, 12, 8), torch.rand(6, 12, 12), torch.randint(0, 2, (6,))
    loss = nn.functional.cross_entropy(net(x, a), y)
    opt.zero_grad(); loss.backward(); opt.step()
print(loss.item())
""",
        "use matmul",
    ),
    "windows whose targets end too late": (
        """
import numpy as np
from torch.utils.data import DataLoader, TensorDataset
series = np.sin(np.arange(300) / 10).astype("float32")
def windows(s, n, h):
    x, y = [], []
    for i in range(len(s) - n):
        x.append(s[i:i + n])
        y.append(s[i + n:i + n + h])
    return np.array(x), y
class Net(nn.Module):
    def __init__(self, h):
        super().__init__()
        self.lstm = nn.LSTM(1, 16, batch_first=True)
        self.fc = nn.Linear(16, h)
    def forward(self, x):
        o, _ = self.lstm(x.unsqueeze(-1))
        return self.fc(o[:, -1])
x, y = windows(series, 24, 4)
data = [(torch.tensor(a), torch.tensor(b)) for a, b in zip(x, y)]
net = Net(4)
opt = torch.optim.Adam(net.parameters())
for epoch in range(2):
    for a, b in DataLoader(data, batch_size=32):
        loss = nn.functional.mse_loss(net(a), b)
        opt.zero_grad(); loss.backward(); opt.step()
print(loss.item())
""",
        "end the loop with the last whole window",
    ),
    "steps that are read in groups": (
        """
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader
data = [(torch.randint(1, 30, (5 + i % 4,)), torch.randn(20 + 3 * (i % 5), 40)) for i in range(12)]
def collate(b):
    t = pad_sequence([x for x, _ in b], batch_first=True)
    m = pad_sequence([y for _, y in b], batch_first=True)
    return t, m
class TTS(nn.Module):
    def __init__(self, r=2):
        super().__init__()
        self.r = r
        self.emb = nn.Embedding(30, 32)
        self.dec = nn.GRU(40 * r + 32, 64, batch_first=True)
        self.mel = nn.Linear(64, 40 * r)
    def forward(self, t, m):
        ctx = self.emb(t).mean(1)
        b, T, n = m.shape
        m = m.view(b, T // self.r, n * self.r)
        x = torch.cat([m, ctx.unsqueeze(1).expand(-1, m.size(1), -1)], -1)
        h, _ = self.dec(x)
        return self.mel(h).view(b, T, n)
net = TTS()
opt = torch.optim.Adam(net.parameters())
for t, m in DataLoader(data, batch_size=4, collate_fn=collate):
    loss = nn.functional.l1_loss(net(t, m), m)
    opt.zero_grad(); loss.backward(); opt.step()
print(loss.item())
""",
        "pad m to a multiple of 2 steps",
    ),
    "an auxiliary classifier among the children": (
        """
class InceptionAux(nn.Module):
    def __init__(self, c, n):
        super().__init__()
        self.fc = nn.Linear(c, n)
    def forward(self, x):
        return self.fc(x.mean((2, 3)))
class Tiny(nn.Module):
    def __init__(self, n=10):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.AuxLogits = InceptionAux(8, n)
        self.last = nn.Conv2d(8, 16, 3, padding=1)
        self.fc = nn.Linear(16, n)
    def forward(self, x):
        h = self.stem(x)
        return self.fc(self.last(h).mean((2, 3))), self.AuxLogits(h)
class Features(nn.Module):
    def __init__(self):
        super().__init__()
        net = Tiny()
        self.body = nn.Sequential(*list(net.children())[:-1])
        self.head = nn.Linear(16, 3)
    def forward(self, x):
        return self.head(self.body(x).mean((2, 3)))
net = Features()
print(net(torch.rand(2, 3, 32, 32)).shape)
""",
        "leave out the auxiliary classifier",
    ),
    "a decoder for a larger backbone": (
        """
from torchvision import models
class Pose(nn.Module):
    def __init__(self, backbone="resnet18"):
        super().__init__()
        net = getattr(models, backbone)(weights=None)
        self.body = nn.Sequential(*list(net.children())[:-2])
        self.up = nn.ConvTranspose2d(2048, 64, 4, 2, 1)
        self.out = nn.Conv2d(64, 17, 1)
    def forward(self, x):
        return self.out(self.up(self.body(x)))
class Depth(nn.Module):
    def __init__(self):
        super().__init__()
        self.pose = Pose()
        width = self.pose.up.in_channels
        assert width == 2048, "the pretrained decoder is for 2048 channels"
    def forward(self, x):
        return self.pose(x)
net = Depth()
print(net(torch.rand(1, 3, 64, 64)).shape)
""",
        "build on resnet50",
    ),
    "parts of a batch that are padded apart": (
        """
import torch.nn.functional as F
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader
SEGMENT = 20
def songs(lengths):
    return [(torch.rand(n, 8), (torch.arange(n) % 5 == 0).float()) for n in lengths]
def collate(items):
    frames, beats = zip(*items)
    spec = pad_sequence(frames, batch_first=True)
    target = torch.stack([F.pad(b, (0, SEGMENT - len(b))) for b in beats])
    return spec, target
net = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 1))
for name, lengths in (("train", [20, 20, 20, 20]), ("valid", [31, 24, 40])):
    for x, y in DataLoader(songs(lengths), batch_size=2, collate_fn=collate):
        loss = F.binary_cross_entropy_with_logits(net(x).squeeze(-1), y)
    print(name, loss.item())
""",
        "pad to spec.shape[1]",
    ),
}

OF_CASES = {
    "a detector that normalises three channels": ("dr/lc_detector_of_four_bands", "FasterRCNN the statistics of 4"),
    "statistics left at their defaults": ("dr/aug_four_band_tiles_default_normalize", "Normalize the statistics of 4"),
    "a number beside a setting": ("dr/lt_noisy_labels_of_five_kinds", "write args.classnum in the place of 10"),
    "columns read of an empty table": ("dr/dl_picture_without_objects", "keep rows of 5 where there are none"),
    "a shortcut that compares what is always equal": (
        "dr/lc_resnet_decoder_last_stage",
        "compare self.inplanes with last_block_dim",
    ),
    "a ToTensor that the data set builds itself": ("dr/aug_retouched_pairs_only_flipped", "resize the images to"),
    "a key left where a line was copied": ("dk/dl_compressed_video_other_frame_rate", "take the key 'dis_fps'"),
    "both ends of an interval": ("dk/dl_satellite_crop_one_pixel_more", "leave out one end of the interval"),
    "an origin down and across": ("dk/aug_valid_crop_origin_past_edge", "take y first, then x"),
    "a network of any name with its classes": ("dk/lc_noisy_labels_default_classifier", "with num_classes=10"),
    "odd strides of twice as large kernels": (
        "dk/lc_audio_codec_odd_strides",
        "give back what an odd stride leaves over",
    ),
    "batches of batches": ("dj/dl_mass_spectra_batched_twice", "let each sample be a batch of its own"),
    "a picture that its factor does not divide": (
        "di/dl_test_pictures_of_any_width",
        "cut hr to multiples of self.scale",
    ),
    "a pair of pictures of two sizes": ("di/dl_clear_scenes_keep_their_border", "bring clear to the size of hazy"),
    "tokens counted on the other model": ("di/rs_position_grid_of_deit_checkpoint", "count on pos_embed_checkpoint"),
    "a grid and one row beside it": ("dj/rs_position_grid_of_local_deit_file", "leave out 1 of the 197 rows"),
    "a shortcut that compares another width": ("df/lc_residual_of_equal_node_width", "num_heads * out_feats"),
    "heads taken for tokens": ("df/rs_region_mask_sized_by_heads", "read the size of axis 2, not 1"),
    "a number that one call alone is told": ("df/lt_detector_with_coco_head/main", "tell get num_classes="),
    "two maps for a loss of one": ("df/lt_portrait_masks_with_lovasz", "make num_classes 1"),
    "classes written out beside their size": ("dj/lt_two_classes_in_dual_task_loss", "take C in the place of 19"),
    "weights averaged without their axis": ("di/lc_depth_filters_averaged_over_rgb", "keep the axis of the weights"),
    "a loader that lacks its factor": ("dj/dl_unlabelled_batches_for_interleave/main", "give args.mu times as many"),
    "an answer for labels": ("dh/lt_answer_scored_by_a_decoder_only_model", "take input_ids for labels"),
    "a name that is no f-string": ("dg/lc_bottlenecks_under_one_name", "put the value into the string"),
    "states of both directions": ("dg/rs_attention_query_of_both_directions", "side by side"),
    "weights of both answers": ("dg/lt_weights_of_road_and_rest", "weigh the positive class"),
    "a small picture for its large one": ("dg/dl_small_faces_into_same_size_net", "bring LR to the size of HR"),
    "the first picture of a batch": (
        "de/rs_radar_masks_of_a_batch",
        "leave out axis 1 of masks, not the other samples",
    ),
    "a picture resized for nothing": ("dc/lt_loss_at_the_full_resolution", "resize pred here, not x"),
    "sizes of stored pictures": ("de/dl_dims_of_the_raw_digits/main", "take the sizes that train_set gives"),
    "sizes cut here and rounded there": ("dc/aug_solver_picture_of_254_by_400", "round these sizes, too"),
    "means and variances": ("dc/lt_rmse_of_means_and_variances", "compare the first half of the columns alone"),
    "tasks that are batches": ("dc/dl_tasks_batched_once_more", "let each file be a batch of its own"),
    "states that are not split with the frames": ("db/rs_text_states_of_frames_in_chunks", "split context as x is"),
    "photos without any object": ("cz/dl_street_photos_without_objects", "leave out entries without any boxes"),
    "receipts returned as they came": ("cy/aug_receipts_that_fit_the_page", "return super().forward(img) here, too"),
    "a patch size that nothing reads": (
        "db/dl_tomogram_patches_of_three_microscopes/main",
        "cut what is read to self.patch_size",
    ),
    "weights that a loss was built with": (
        "da/lt_background_weight_in_poly_focal",
        "put the weights along the class axis",
    ),
    "one name for two models": ("da/sd_completion_without_the_noise_points/main", "import Model, as beside"),
    "one picture for each prompt": ("da/rs_prompts_of_two_pictures", "repeat each row 1 times, not 2"),
    "an even window at stride 1": ("da/lc_face_decoder_steps_of_one", "build ConvTranspose2d_BN_AC with kernel_size=3"),
    "a mask of the whole patch": ("da/lt_tissue_masks_keep_their_border", "cut the mask to the centre, too"),
    "classes counted in each split": ("da/dl_classes_counted_in_every_split", "count the classes of all labels"),
    "windows at the start of a day": (
        "db/dl_market_windows_at_the_start_of_the_day",
        "fill the window up to window rows",
    ),
    "a last piece of a recording": ("cz/dl_forest_recordings_in_segments", "leave out a last piece that is shorter"),
    "a map that is no square": (
        "cy/lc_attention_in_the_last_stage_of_a_detector",
        "make the map 25×33 where its sides are given",
    ),
    "a height for the width of the patches": ("cy/rs_diffusion_of_wide_latents", "use w where it has h"),
    "a portrait for square patches": (
        "db/aug_portrait_for_the_patch_decoder",
        "resize both sides (keeps the whole image, but stretches it)",
    ),
    "filters for eighty classes": ("cy/lc_aerial_detector_of_one_class/main", "change out_filters to 18"),
    "a pool beside a convolution": ("cx/lc_street_pictures_at_full_size", "max_pool ceil_mode=True"),
    "a row for a batch": ("cw/rs_last_hidden_of_the_stacked_controller", "with its batch"),
    "half of an odd number": ("cw/lc_weekly_period_aggregation", "give conv1d kernel_size=7"),
    "a mask for each head": ("cw/rs_padding_mask_without_heads", "give each row h times"),
    "an axis that one_hot keeps": ("cw/lt_lesion_labels_one_hot_with_dummy_axis", "leave out the channel axis of the"),
    "a number for ten classes": ("cx/lt_damage_class_as_number", "one number for each class"),
    "frames that are turned and left there": ("cv/dl_gait_frames_keep_channels_last/main", "imgs in place of data"),
    "blocks that a loop has applied": ("cu/lc_first_blocks_applied_twice", "leave out what applies these layers again"),
    "a factor that is rounded": ("cv/lc_spatial_distance_map_of_photos", "say the size, not the factor"),
    "a state for two directions": ("cu/lc_slot_decoder_starts_in_two_directions", "make the state 2 times as small"),
    "torques of one step": ("ct/lt_actor_loss_of_three_torques", "add up what a sample's parts have"),
    "degrees of a graph": ("cs/dl_taxi_grid_degree_matrix", "sum over axis 1, for rowsum"),
    "letters beside phones": (
        "cs/rs_additive_scores_of_spelling_model",
        "let each step of the one meet each of the other",
    ),
    "heads laid below each other": ("ct/rs_protein_heads_become_rows", "average the heads"),
    "buffers of another batch": (
        "ct/sd_voxel_buffers_of_training_batch",
        "take over only what has the model's shape",
    ),
    "an option that the training is given": ("cn/sd_voltage_imaging_denoiser/main", "give SUPPORT bs_size=opt.bs_size"),
    "another list of norms": ("cq/lc_teacher_maps_through_student_norm", "call norm here, it takes this input"),
    "pictures that end before the states": (
        "cq/dl_highway_states_run_longer",
        "draw from what self.states[s] and self.images[s] both have",
    ),
    "a square mask beside a portrait": (
        "cq/aug_portrait_photo_and_style_mask",
        "resize both sides (keeps the whole image, but stretches it)",
    ),
    "a table for the answer alone": (
        "cq/lc_generation_budget_without_prompt/main",
        "add args.max_prompt_length to args.max_completion_length",
    ),
    "maps for a loss on rows": ("cq/lt_restored_pictures_for_balanced_mse", "flatten both but for the batch axis"),
    "statistics that come with ones": ("cq/sd_video_weights_from_tensorflow/main", "write it as one row"),
    "groups in one batch axis": ("cq/rs_lidar_points_by_group", "split the channels over the groups, too"),
    "a dict that is never empty": ("cr/dl_site_photos_without_objects", "ask for the length of objects['boxes']"),
    "a part that the own forward leaves out": (
        "cr/lc_operator_lifting_with_grid/main",
        "give FNO positional_embedding=None",
    ),
    "a slice that ends early": ("ac/dl_future_stamps_run_out", "take 30 for pred_len"),
    "a line that is commented out": ("ac/sd_synthesizer_symbol_table", "take what is commented out beside it"),
    "a matrix for points of four values": ("nn/lc_pointnet_four_values", "predict matrices of 4×4"),
    "a row of widths for larger maps": (
        "ab/lc_resnet18_under_wide_decoder",
        "make all the widths behind it 4 times smaller",
    ),
    "tags filled up with no tag": ("pp/lt_tags_padded_for_a_crf", "fill up with 0"),
    "volumes of three slices": ("ad/lc_prostate_stack_three_slices", "pool with windows of (2, 2, 1)"),
    "weights of a loss in a row": ("ad/lt_lidar_class_weights_row", "make the weights one row"),
    "a step that is there and unused": ("ad/aug_mosaic_doubles_canvas", "behind Mosaic, too"),
    "a mask as long as the batch axis": ("ae/lc_text_tower_batch_first", "let batch_first be False by default"),
    "a number for each channel": ("ae/dl_transposed_before_preprocessing", "put the numbers along the channels"),
    "labels that are mixed for training": ("ae/aug_cutmix_labels_in_accuracy", "where there are several"),
    "texts shorter than a filter": ("ac/dl_short_text_under_cnn_window", "pad each text to 4 words"),
    "a slice that takes too little": ("ac/lt_ppo_values_one_row_short", "leave out this slice"),
    "lengths of the text, not of its words": ("oo/dl_translator_lengths_at_test_time", "count the length of"),
    "waves that change their length": ("ah/aug_time_stretch_in_place", "bring it to the length of what is given"),
    "a width that is worked out": ("ah/lc_graph_conv_counts_nodes", "build GCNConv with in_channels=1"),
    "a list of widths of another network": ("ag/lc_resnet50_projection", "let dims begin with 2048"),
    "weights of another data set": ("ag/lt_cityscapes_weights_on_own_labels", "leave out the weights"),
    "a double convolution behind an upsampling": ("d/lc_unet_up_then_double_conv", "take out_ch"),
    "a summand by default": ("c/lc_weather_graph_default_aux_dim", "build Forecaster with aux_dim=0"),
    "weights of einsum turned": ("c/lc_einsum_projection_weights_transposed", "and those like it"),
    "maps for a layer of their channels": ("c/dl_question_answering_with_conv_maps", "average each map"),
    "frames that a view takes apart": ("g/rs_frames_of_a_clip", "join the frames with the batch"),
    "frames that no transform sizes": ("oo/aug_flow_on_whole_sintel_frames", "cut the pictures to 104×256"),
    "a vector wider than the others": ("ah/lc_dense_arch_ends_at_20", "let the widths end with 8"),
    "values of each table": ("ah/dl_one_hot_of_each_table", "find the values in train_table"),
    "values of each file": ("p/dl_categories_encoded_apart/main", "for both"),
    "parts of a vocabulary": ("ah/sd_vocabulary_of_one_split/main", "count in test and vg as well"),
    "a width of the settings": ("q/lc_posterior_encoder_of_linear_spectra/main", "hps.data.n_mel_channels"),
    "a setting that is not handed on": ("aj/dl_mel_bands_default/main", "hand n_mels on to melspectrogram"),
    "axes merged in another order": ("ai/aug_jigsaw_landscape_photos", "merge to (b, c, w, h)"),
    "a norm behind its convolution": ("ai/lc_nuclei_unet_plain_encoder", "take out_ch"),
    "a parameter of one row more": ("ai/sd_cityscapes_centroids", "num_classes + 1 rows"),
    "planes made of planes": ("ai/lt_poly_focal_landcover", "give the loss class numbers"),
    "a wave of odd length": ("aj/aug_colored_noise_second", "tell irfft the length"),
    "a number that stays a fraction": ("aj/rs_skip_rnn_periods", "make self.pt a whole number"),
    "a head of another block's width": ("aj/lc_eeg_tcn_classifier", "build final_layer.0 with tcn_n_filters"),
    "names of another task": ("aj/lt_tags_from_another_task/main", "the 15 names that stand elsewhere"),
    "a history that training had": ("aj/sd_play_without_history/main", "history_length"),
    "a task that training had": ("am/sd_eval_on_default_task/main", "env_id"),
    "a batch axis for each text": ("ak/dl_encoded_sentence_batch", "leave out the batch axis of each sample"),
    "pictures that a view takes for several": ("ak/lc_gan_arch_for_64_pixels", "make the images 32"),
    "points joined to one row": ("ak/rs_facial_keypoints_flatten", "keep a row for each sample"),
    "masks in colour": ("ak/dl_rgb_masks_for_segnet/main", "read the masks in one channel"),
    "a window without its padding": ("al/lc_attention_conv_on_feature_maps", "with padding=1"),
    "patches of a photo": ("al/rs_local_windows_of_a_photo", "pad the picture to whole patches of 8"),
    "maps enlarged once too often": ("al/lc_esrgan_upsampler_on_double_data", "leave out an enlarging by 2"),
    "weights of two classes": ("al/lt_weights_for_one_logit", "weigh the positive class"),
    "noises that run short": ("am/aug_noise_batches_run_short", "leave out the last, smaller batch"),
    "a mask of all words": ("am/dl_mask_for_truncated_pieces", "count offsets, not tokens"),
    "a recording of two channels": ("am/dl_stereo_take_into_mono_unet", "mean of the channels"),
    "a column that is listed twice": ("an/dl_reals_listed_twice", "list time_idx once"),
    "frames of another height": ("an/aug_road_frames_480", "make the images 360×640"),
    "options of the evaluation": ("an/sd_tagger_options/main", "use_chunk=False"),
    "planes for a loss of numbers": ("an/lt_dice_multiclass_mode", "give the loss class numbers"),
    "a state for each layer": ("aj/rs_decoder_start_state", "begin each layer with the state"),
    "a person who is drawn twice": ("l/dl_person_drawn_twice", "draw none twice"),
    "a turn of the picture alone": ("l/aug_quarter_turn_of_picture_only", "let targets of Rot90 be"),
    "masks that go in and come out": ("m/lc_encoder_of_masks_left_at_one/main", "in_ch=4 and out_ch=4"),
    "words beside the weights": ("mm/sd_finetune_on_own_vocab/main", "take dico from the checkpoint"),
    "a loss for what targets hold": ("ah/lt_default_loss_by_dimension", "choose the loss by what the targets hold"),
    "pictures that a scale divides": ("al/aug_paired_crop_at_scale_three", "a multiple of 3"),
    "prices in a column": ("am/dl_price_window_observation", "flatten all but the batch axis"),
    "a padding that is a parameter": ("ao/lc_unet_smaller_than_mask/main", "build UNet with padding=True"),
    "texts that are not cut": ("ao/dl_reviews_longer_than_limit", "call encode_plus with truncation=True"),
    "networks left at another size": ("ao/lc_dcgan_on_64_pixels", "DCGANDiscriminator with in_size=64"),
    "layers that all read the input": ("aq/lc_bnlstm_second_layer_input", "input_ = layer_output"),
    "frames that are samples": ("aq/lt_video_five_frames_one_label", "take the mean of a clip's predictions"),
    "a list of the settings": ("aq/lc_point_features_config/main", "list the names as elsewhere"),
    "a buffer for raw pictures": ("aq/aug_fewshot_resize_into_buffer", "make it for what is written into it"),
    "a clip of few frames": ("aq/dl_gesture_clip_too_short", "repeat out up to self.size"),
    "one side read for both": ("ar/rs_acmix_height_taken_from_width", "read x.shape[-2] for the first"),
    "a width under another name": ("ar/lc_caption_encoder_keeps_default_width", "hand embed_dim on to ImageEncoder"),
    "words beside the weights, read elsewhere": ("ll/sd_vocabulary_rebuilt_for_inference/main", "take vocab from the"),
    "a shortcut of another stride": ("at/lc_shortcut_pool_of_two", "take stride in the place of 2"),
    "a bar that binds tighter": ("at/rs_bilinear_pooling_size_check", "compare first, and join with |"),
    "maps that are no squares": ("at/rs_attention_context_square_map", "view the maps as 8×16"),
    "options of the other checkpoint": ("at/sd_style_decoder_encoder_options", "the opt of its own checkpoint"),
    "a recording handed on in stereo": ("at/dl_stereo_recording_channels_last", "mean of the channels of a recording"),
    "a crop that may be left out": ("at/aug_crop_smaller_than_axial_size", "leave crop out"),
    "an end that is included": ("au/dl_random_chunk_at_text_end", "one place earlier"),
    "boxes that are stacked": ("au/dl_cppe_boxes_stacked", "leave it a list"),
    "masks larger than the maps": ("au/lt_unet_membranes_full_size_mask", "change out_size from 256 to 68"),
    "weights of a reference": ("au/sd_linear_evaluate_reference_weights/main", "saves in checkpoint"),
    "a one for the batch": ("au/rs_bahdanau_embedding_one_by_one", "read the size of axis 1 from word_input"),
    "points without a limit": ("av/dl_superpoint_keypoint_counts", "max_keypoints=128"),
    "a volume that cannot be halved": ("av/aug_brain_volume_depth_78", "change the size of Resized from 78 to 80"),
    "an odd half": ("am/lc_eeg_three_electrodes", "num_electrodes - half"),
    "an alpha band": ("s/dl_coast_rasters_with_a_fourth_band", "and not the alpha band"),
    "an odd difference": ("ss/lc_vocoder_rates_for_16k/main", "let an odd difference of kernel and stride"),
    "sides of a volume together": ("aw/aug_volume_patch_90_90_40", "change the sizes of RandSpatialCropd"),
    "statistics of chosen bands": ("aw/aug_eurosat_band_statistics", "the statistics of the 3 that are chosen"),
    "masks made smaller by another rate": ("aw/lt_label_downsampling_rate", "segm_downsampling_rate from 8 to 4"),
    "a folder of nearly that name": ("aw/dl_face_pairs_lr_folder", "'thumbs32x32' in the place of 'thumbs16x16'"),
    "a width that is asked of its part": ("ay/lc_long_texts_head_768", "ask bert for its hidden_size"),
    "a copied network": ("ax/lc_critic_two_hidden_sizes", "take hidden_dim2"),
    "a stretch that keeps the length": ("ax/aug_pitch_shift_changes_length", "the length of what is given"),
    "a width that is announced": ("ax/lc_bidirectional_sender_encoder/main", "announce output_size 2 times"),
    "scores whose axis is moved": ("ax/rs_decoder_vocabulary_before_steps", "keep the axis of 60 last"),
    "channels that are told": ("ax/lc_continuous_kernel_two_sensors", "change in_channels from 1 to 2"),
    "clips of frames": ("bc/dl_surgery_one_frame_per_batch", "load 10 frames a batch"),
    "a shape announced backwards": ("bc/aug_lane_camera_space_transposed", "the height before the width"),
    "a bare array for a loader": ("bc/dl_vrae_array_instead_of_tensordataset", "a data set of one tensor"),
    "a filter padded on both sides": ("bc/lc_review_cnn_padded_width", "pad along the first axis alone"),
    "a row among columns": ("bc/lt_dqn_target_without_column", "make a column of next_max_q"),
    "a setting that nobody wrote": ("az/dl_linear_spectrogram_for_mel/main", "ask for use_mel_posterior_encoder"),
    "a segment that ends early": ("az/aug_shifted_stem_past_the_end", "fill the segment up"),
    "sides from behind": ("ba/rs_tsm_rgbdiff_five_axes_in_test", "count the sides from behind"),
    "a clip below its segment": ("ba/dl_melgan_clip_below_segment", "pad audio to the length of the cut"),
    "settings that the training sets": ("az/sd_jigsaw_swap_head/main", "cfg.cls_2 = False"),
    "a window too many": ("bd/dl_weather_window_one_row_short", "count 1 less in __len__"),
    "a crop that is switched off": ("bd/aug_random_scale_without_crop", "switch it on: crop=(32, 32)"),
    "a step among the transforms of a batch": ("bd/aug_crop_224_in_small_batch", "leave out this RandomResizedCrop"),
    "letters of another language": ("bd/sd_tacotron_turkish_symbols", "n_symbols=len(turkish_symbols())"),
    "masks of the picture's size": ("be/dl_padding_masks_full_size", "every 8th row and column"),
    "a result that is thrown away": ("be/dl_transform_result_dropped", "keep what transform returns"),
    "axes that are moved too late": ("be/aug_normalize_before_permute", "permute before VGG_normalize"),
    "a layer built again": ("be/lc_ghostnet_reset_classifier/main", "build it for self.num_features"),
    "a grid of another side": ("be/rs_gradcam_fixed_14x14_grid", "a grid of 16×16"),
    "cut for the training only": ("bf/dl_meeting_segments_of_the_dev_set", "cut it always"),
    "a column for each sample": ("bf/dl_smiles_tokens_extra_axis", "leave each sample as it is"),
    "a transform that is not used": ("bf/aug_eeg_epochs_without_plane", "put To2d() into the transforms"),
    "two channels into one row": ("bf/aug_mixup_of_stereo_clips", "take the first channel"),
    "a table that ends while it is played": ("bf/lc_music_longer_than_positions", "max_sequence from 128 to 160"),
    "a view with the sizes of another": ("bf/rs_cross_attention_heads_from_query", "the sizes of current_states"),
    "a last window alone": ("bf/rs_kline_squeeze_of_one_window", "leave out this squeeze"),
    "frames under Normalize": ("bh/aug_video_normalize_wrong_axis", "normalize a clip with its frames first"),
    "an odd margin": ("bh/aug_center_crop_odd_padding", "round the half of what is lacking up"),
    "a root that is not whole": ("bh/rs_tokens_to_square_grid", "take the sides of the map, 8 and 16"),
    "a picture without words": ("bg/dl_question_without_ocr_tokens", "keep rows of 4 where there are none"),
    "an encoder without layers": ("bg/lc_captioning_vgg_encoder", "cut 1 off, not 2"),
    "attention over features": ("bg/rs_self_attention_on_flat_features", "add an axis for the tokens"),
    "a start state of one layer": ("bi/lc_gru_start_state_one_layer", "a state for each layer: num_layers"),
    "grey with alpha": ("bj/dl_gray_alpha_among_anime", "open the images as RGB"),
    "a scale of another pipeline": ("bj/aug_scale_538_not_divisible", "make the images 400×536"),
    "a crop by chance": ("bj/aug_crop_with_probability", "do it always: p=1.0"),
    "a sampler of other batches": ("bj/rs_reid_sampler_batch/main", "compose batches of batch_size"),
    "a length for a kind": ("bj/lt_mixup_batch_of_three", "ask whether target is a tuple"),
    "two roots": ("bj/rs_linear_attention_rectangle", "feat.shape[2] and feat.shape[3]"),
    "several crops of one's own": ("bi/aug_three_crops_per_picture", "the mean over the crops"),
    "a cube that is cut": ("be/aug_crop_cube_20_for_deep_unet", "change the size of RandCropd from 20 to 16"),
    "a single photo at the end": ("bi/rs_squeeze_on_last_single_photo", "flatten all but the batch axis"),
    "a row of all the batch": ("bk/rs_flatten_swallows_the_batch", "flatten all but the batch axis"),
    "a norm behind fewer filters": ("bk/lc_pruned_block_keeps_old_norm", "take mid_planes"),
    "the width first": ("bk/aug_mask_resize_takes_width_first", "give the width first"),
    "a noise of several seconds": ("bk/aug_noise_clip_of_other_length", "cut it to the length of wav"),
    "one number to be joined": ("bl/rs_generated_sample_without_axes", "give new the axes that the others have"),
    "an entry of another axis": ("bm/rs_surname_origin", "take entry -1 of axis 1, not 2"),
    "rows of several pictures": ("bm/rs_retina_grades", "make each sample a row of its own"),
    "kernels of a checkpoint": ("bm/sd_googlenet_flowers", "kernels of 3, as in the checkpoint"),
    "labels as lists": ("bm/dl_gesture_clips", "return a tensor, not a list"),
    "an optimizer of other heads": (
        "bn/sd_finetune_new_identities/main",
        "leave the optimizer out of what is restored",
    ),
    "a size that was asked for": ("bn/dl_mvs_own_video_frames", "resize to self.img_wh"),
    "a crop beyond the picture": ("bn/aug_flow_training_crops", "crop to 352, not 384"),
    "anchors for larger pictures": ("bn/lc_mask_detector_small_frames", "make the images 260"),
    "a window that is square": ("bn/lc_plate_reader_attention_gate", "pool over the whole map"),
    "points with an intensity": ("bo/aug_lidar_scene_rotation", "turn the first 3 columns"),
    "statistics of dates and bands": ("bp/rs_hls_crop_seasons", "keep the axes of stats"),
    "a size that is written out": ("bp/lt_scene_two_assets", "resize to the size of model_pred"),
    "levels of another table": ("bq/dl_churn_scoring", "hand levels on to prepare"),
    "a height for the width": ("bq/aug_clip_random_crop", "cut w, not h, along the last axis"),
    "a plot without crowns": ("br/dl_neon_tree_plots", "keep rows of 4 where there are none"),
    "latents repeated again": ("br/rs_img2img_two_sketches", "leave init_latents as it is, not 2 times"),
    "the word of the other branch": ("br/lt_toxic_comment_heads", "problem_type='multi_label_classification'"),
    "planes for two classes": ("br/lt_vessel_masks_learner", "one plane for each class"),
    "a number for both sides": ("bs/aug_crack_segmentation_trainer", "resize both sides: (96, 96)"),
    "style vectors of one": ("bt/rs_style_vectors_of_a_batch", "squeeze the axis that is meant"),
    "masks stored in colour": ("bu/dl_defect_masks_zero_shot", "open this as L"),
    "a batch among the widths": ("bs/lc_sentence_vae_config", "add cfg.latent_dims, not cfg.batch_size"),
    "frames beyond a table": ("bv/lc_long_utterance_positions/main", "change max_seq_len from 1000 to 2000"),
    "two scores rounded": ("bw/lt_rounded_scores_of_two_classes", "the class with the largest score"),
    "children in a row": ("bw/rs_video_resnet_as_sequential", "flatten in front of the last child"),
    "a view that says the batch alone": ("bx/rs_pipeline_stage_view", "leave the last size of the view free"),
    "masks for smaller outputs": ("bx/lt_change_branches_against_full_label", "each time"),
    "mono for a stereo model": ("by/dl_mono_track_for_stereo_vae", "the one channel of a recording 2 times"),
    "a squeeze of another axis": ("bz/rs_ddpg_more_than_one_action", "squeeze axis 0"),
    "one-hot rows flattened": ("bz/lt_focal_loss_one_hot", "class numbers from the one-hot targets"),
    "photos of full size": ("ca/dl_lowlight_eval_full_photos", "pad the pictures to multiples of 8"),
    "tables of other pages": ("ce/dl_pages_without_any_table", "keep rows of 4 where there are none"),
    "labels without their column": ("ce/aug_boxes_lose_class_column", "keep the column"),
    "a codec that gives less": ("ce/rs_codec_returns_fewer_samples", "keep the last size of recons"),
    "a limit that is not said": ("ce/dl_passages_longer_than_positions", "model_max_length=512"),
    "scores that are turned": ("ce/lt_frame_labels_against_turned_scores", "leave inputs as it is"),
    "an observation of two axes": ("cf/lc_policy_counts_first_obs_axis", "take all of obs_dim, not one size"),
    "prompts for each beam": ("cf/rs_beam_prompt_rows", "give each row beam times"),
    "height and width of an array": ("cg/aug_own_five_crop_numpy", "take h first, then w"),
    "a permutation in another order": ("cg/rs_splat_render_vs_photo", "the order that they have elsewhere"),
    "a class in two files": ("cg/sd_espnet_two_model_files/main", "take ESPNet of train_model"),
    "a switch that is not kept": ("ch/aug_camvid_val_left_uncropped", "keep crop as it is given"),
    "a head for whole texts": ("cf/lc_sequence_head_for_masked_lm", "use BertForMaskedLM"),
    "a part built for the channels in front of the layer before it": (
        "dl/lc_squeeze_layer_in_bottleneck",
        "build SELayer with planes * 4",
    ),
    "a sample written as a column": ("dl/dl_passenger_typed_as_a_column", "write the 6 features as one row"),
    "a row whose first layer takes flat samples": (
        "dl/aug_digits_pipeline_without_flatten",
        "flatten all but the batch axis",
    ),
    "a map put together with its width first": (
        "dm/rs_cycle_transformer_on_wide_pictures/main",
        "put the map together as self.num_patches_2d",
    ),
    "a test of the classes that stands the wrong way round": (
        "dm/sd_deeplab_with_two_classes",
        "ask for args.num_classes == 21",
    ),
    "padding that is too little everywhere": (
        "dm/lc_colour_autoencoder_loses_its_border",
        "pad the convolutions so that they keep the size",
    ),
    "pictures of files that keep their size": (
        "dm/aug_face_quality_of_uncropped_portraits",
        "resize the images to 112×112",
    ),
    "a checkpoint of the network with another number": (
        "dn/sd_squeeze_ratio_of_the_long_training/main",
        "give SEResNet reduction=4 here too",
    ),
    "rows of maps that are shorter than a sample": (
        "dn/rs_encoder_rows_of_sixty_four",
        "make each sample a row of its own",
    ),
    "labels of an object that reads them as text": (
        "do/lt_review_label_as_text_field",
        "build LABEL with sequential=False",
    ),
    "a part that gives fewer channels than it takes": (
        "dh/lc_double_attention_in_a_resnet",
        "change c_m from 16 to 32",
    ),
    "steps of a sequence that a view makes rows of": ("dp/rs_word_model_keeps_every_step", "take the last step"),
    "a block that strides twice": ("dp/lc_res2_block_strides_twice", "leave the stride to the other layers"),
}
"""The same for programs of tests/cases."""
