"""Programs as they are told of in threads, and what the title of the first edit that lets them end contains."""

TOLD = {
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
    "a slice that ends early": (
        """
from datetime import datetime, timedelta
from torch import nn
torch.manual_seed(0)
def load_candles(n=180):
    '''Five-minute candles: open, high, low, close, volume, amount.'''
    start = datetime(2024, 3, 4, 9, 30)
    times = [start + timedelta(minutes=5 * k) for k in range(n)]
    close = 100 + torch.randn(n, 1).cumsum(0)
    return times, close + 0.1 * torch.randn(n, 6)
def calendar(times):
    rows = [[t.minute / 60, t.hour / 24, t.weekday() / 7, t.day / 31] for t in times]
    return torch.tensor(rows).unsqueeze(0)
class CandleModel(nn.Module):
    def __init__(self, n_values=6, n_calendar=4, dim=32):
        super().__init__()
        self.token_embed = nn.Linear(n_values, dim)
        self.time_embed = nn.Linear(n_calendar, dim)
        layer = nn.TransformerEncoderLayer(dim, 4, 64, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2)
        self.head = nn.Linear(dim, n_values)
    def forward(self, values, stamps):
        x = self.token_embed(values) + self.time_embed(stamps)
        return self.head(self.encoder(x)[:, -1])
class Predictor:
    def __init__(self, model):
        self.model = model.eval()
    @torch.no_grad()
    def predict(self, values, x_times, y_times, pred_len):
        mean, std = values.mean(0), values.std(0)
        window = ((values - mean) / std).unsqueeze(0)
        stamps = torch.cat([calendar(x_times), calendar(y_times)], dim=1)
        for _ in range(pred_len):
            step = self.model(window, stamps[:, :window.shape[1]])
            window = torch.cat([window, step.unsqueeze(1)], dim=1)
        return window[0, -pred_len:] * std + mean
times, candles = load_candles()
lookback = 150
pred_len = 40
x_times = times[:lookback]
y_times = times[lookback:lookback + pred_len]
forecast = Predictor(CandleModel()).predict(candles[:lookback], x_times, y_times, pred_len)
print(forecast.shape, "last close", forecast[-1, 3].item())
""",
        "take 30 for pred_len",
    ),
    "a line that is commented out": (
        """
import os
import tempfile
from torch import nn
_pad, _eos = "_", "~"
_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# _characters = _letters + "12340!'(),-.:;? "
_characters = _letters + "1234567890!'(),-.:;? "
symbols = [_pad, _eos] + list(_characters)
def text_to_sequence(text):
    ids = {s: i for i, s in enumerate(symbols)}
    return torch.tensor([ids[c] for c in text if c in ids] + [ids[_eos]])
class Encoder(nn.Module):
    def __init__(self, n_symbols, dim):
        super().__init__()
        self.embedding = nn.Embedding(n_symbols, dim)
        self.conv = nn.Conv1d(dim, dim, 5, padding=2)
        self.gru = nn.GRU(dim, dim // 2, batch_first=True, bidirectional=True)
    def forward(self, ids, speaker):
        x = self.embedding(ids).transpose(1, 2)
        x, _ = self.gru(self.conv(x).relu().transpose(1, 2))
        return torch.cat([x, speaker.unsqueeze(1).expand(-1, x.shape[1], -1)], dim=2)
class Tacotron(nn.Module):
    def __init__(self, n_symbols, dim=64, speaker_dim=32, n_mels=80, r=2):
        super().__init__()
        self.n_mels = n_mels
        self.encoder = Encoder(n_symbols, dim)
        self.decoder = nn.GRU(dim + speaker_dim, dim, batch_first=True)
        self.mel_proj = nn.Linear(dim, n_mels * r)
    def forward(self, ids, speaker):
        h, _ = self.decoder(self.encoder(ids, speaker))
        return self.mel_proj(h).reshape(len(ids), -1, self.n_mels)
class Synthesizer:
    def __init__(self, path):
        self.model = Tacotron(len(symbols))
        state = torch.load(path)["model_state"]
        self.model.load_state_dict(state)
        self.model.eval()
    def synthesize(self, text, speaker):
        with torch.no_grad():
            return self.model(text_to_sequence(text).unsqueeze(0), speaker)
def download_community_model(path):
    '''The 25k-step synthesizer that a volunteer trained and shared.'''
    torch.manual_seed(25)
    torch.save({"step": 25000, "model_state": Tacotron(n_symbols=70).state_dict()}, path)
with tempfile.TemporaryDirectory() as tmp:
    weights = os.path.join(tmp, "synthesizer_25k.pt")
    download_community_model(weights)
    voice = Synthesizer(weights)
    mel = voice.synthesize("ni2 hao3, huan1 ying2 shi3 yong4.", torch.randn(1, 32))
    print("mel", tuple(mel.shape))
""",
        "take what is commented out beside it",
    ),
    "a matrix for points of four values": (
        """
import numpy as np
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
torch.manual_seed(0)
class STN3d(nn.Module):
    def __init__(self):
        super(STN3d, self).__init__()
        self.conv1 = torch.nn.Conv1d(4, 64, 1)
        self.conv2 = torch.nn.Conv1d(64, 128, 1)
        self.conv3 = torch.nn.Conv1d(128, 256, 1)
        self.fc1 = nn.Linear(256, 128)
        self.fc2 = nn.Linear(128, 64)
        self.fc3 = nn.Linear(64, 9)
        self.bn1 = nn.BatchNorm1d(64)
        self.bn2 = nn.BatchNorm1d(128)
        self.bn3 = nn.BatchNorm1d(256)
    def forward(self, x):
        batchsize = x.size()[0]
        x = F.relu(self.bn1(self.conv1(x)))
        x = F.relu(self.bn2(self.conv2(x)))
        x = F.relu(self.bn3(self.conv3(x)))
        x = torch.max(x, 2, keepdim=True)[0]
        x = x.view(-1, 256)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        x = self.fc3(x)
        iden = torch.from_numpy(np.array([1, 0, 0, 0, 1, 0, 0, 0, 1]).astype(np.float32))
        x = x + iden.view(1, 9).repeat(batchsize, 1)
        x = x.view(-1, 3, 3)
        return x
class PointNetfeat(nn.Module):
    def __init__(self):
        super(PointNetfeat, self).__init__()
        self.stn = STN3d()
        self.conv1 = torch.nn.Conv1d(4, 64, 1)
        self.conv2 = torch.nn.Conv1d(64, 128, 1)
        self.conv3 = torch.nn.Conv1d(128, 256, 1)
    def forward(self, x):
        trans = self.stn(x)
        x = x.transpose(2, 1)
        x = torch.bmm(x, trans)
        x = x.transpose(2, 1)
        x = F.relu(self.conv1(x))
        x = F.relu(self.conv2(x))
        x = torch.max(self.conv3(x), 2)[0]
        return x, trans
class PointNetCls(nn.Module):
    def __init__(self, k=2):
        super(PointNetCls, self).__init__()
        self.feat = PointNetfeat()
        self.fc1 = nn.Linear(256, 64)
        self.fc2 = nn.Linear(64, k)
    def forward(self, x):
        x, trans = self.feat(x)
        return F.log_softmax(self.fc2(F.relu(self.fc1(x))), dim=1), trans
# radar frames: x, y, z and the doppler speed of every detection
frames = torch.rand(24, 150, 4)
kinds = torch.randint(0, 3, (24,))
loader = DataLoader(TensorDataset(frames, kinds), batch_size=8)
classifier = PointNetCls(k=3)
optimizer = torch.optim.Adam(classifier.parameters(), lr=0.001)
for points, target in loader:
    points = points.transpose(2, 1)
    optimizer.zero_grad()
    pred, trans = classifier(points)
    loss = F.nll_loss(pred, target)
    loss.backward()
    optimizer.step()
    print("train loss: %f" % loss.item())
""",
        "predict matrices of 4×4",
    ),
    "a row of widths for larger maps": (
        """
from torch import nn
from torchvision import models
class Backbone(nn.Module):
    '''The maps of a torchvision ResNet at strides 4, 8, 16 and 32.'''
    def __init__(self, name):
        super().__init__()
        net = getattr(models, name)(weights=None)
        self.stem = nn.Sequential(net.conv1, net.bn1, net.relu, net.maxpool)
        self.stages = nn.ModuleList([net.layer1, net.layer2, net.layer3, net.layer4])
    def forward(self, x):
        x = self.stem(x)
        maps = []
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        return maps
class CombinationModule(nn.Module):
    def __init__(self, c_low, c_up):
        super().__init__()
        self.up = nn.Sequential(nn.Conv2d(c_low, c_up, 3, padding=1), nn.BatchNorm2d(c_up), nn.ReLU(inplace=True))
        self.cat_conv = nn.Sequential(nn.Conv2d(c_up * 2, c_up, 1), nn.BatchNorm2d(c_up), nn.ReLU(inplace=True))
    def forward(self, low, skip):
        low = nn.functional.interpolate(low, size=skip.shape[2:], mode="bilinear", align_corners=False)
        return self.cat_conv(torch.cat((self.up(low), skip), 1))
class CenterBoxNet(nn.Module):
    def __init__(self, heads, backbone="resnet18"):
        super().__init__()
        self.base = Backbone(backbone)
        self.dec_c4 = CombinationModule(2048, 1024)
        self.dec_c3 = CombinationModule(1024, 512)
        self.dec_c2 = CombinationModule(512, 256)
        fused = 256
        self.heads = nn.ModuleDict({
            name: nn.Sequential(nn.Conv2d(fused, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, n, 1))
            for name, n in heads.items()
        })
    def forward(self, x):
        c2, c3, c4, c5 = self.base(x)
        c4 = self.dec_c4(c5, c4)
        c3 = self.dec_c3(c4, c3)
        c2 = self.dec_c2(c3, c2)
        return {name: head(c2) for name, head in self.heads.items()}
heads = {"heatmap": 4, "size": 2, "offset": 2}
detector = CenterBoxNet(heads)
optimizer = torch.optim.Adam(detector.parameters(), lr=1e-4)
images = torch.rand(2, 3, 96, 96)
heatmap = (torch.rand(2, 4, 24, 24) > 0.98).float()
size, offset = torch.rand(2, 2, 24, 24), torch.rand(2, 2, 24, 24)
out = detector(images)
loss = nn.functional.binary_cross_entropy_with_logits(out["heatmap"], heatmap)
loss = loss + nn.functional.l1_loss(out["size"], size) + nn.functional.l1_loss(out["offset"], offset)
optimizer.zero_grad()
loss.backward()
optimizer.step()
print("loss", loss.item())
""",
        "make all the widths behind it 4 times smaller",
    ),
    "tags filled up with no tag": (
        """
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader
TAGS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-MISC", "I-MISC", "B-TIM", "I-TIM", "X"]
TAG2ID = {t: i for i, t in enumerate(TAGS)}
PAD_WORD = 0
PAD_TAG = len(TAGS)
class CRF(nn.Module):
    def __init__(self, num_tags):
        super().__init__()
        self.num_tags = num_tags
        self.start_transitions = nn.Parameter(torch.empty(num_tags).uniform_(-0.1, 0.1))
        self.end_transitions = nn.Parameter(torch.empty(num_tags).uniform_(-0.1, 0.1))
        self.transitions = nn.Parameter(torch.empty(num_tags, num_tags).uniform_(-0.1, 0.1))
    def forward(self, emissions, tags, mask):
        emissions, tags, mask = emissions.transpose(0, 1), tags.transpose(0, 1), mask.transpose(0, 1)
        numerator = self._compute_score(emissions, tags, mask)
        denominator = self._compute_normalizer(emissions, mask)
        return (numerator - denominator).sum() / mask.sum()
    def _compute_score(self, emissions, tags, mask):
        seq_length, batch_size = tags.shape
        rows = torch.arange(batch_size)
        weight = mask.float()
        score = self.start_transitions[tags[0]]
        score = score + emissions[0, rows, tags[0]]
        for i in range(1, seq_length):
            score = score + self.transitions[tags[i - 1], tags[i]] * weight[i]
            score = score + emissions[i, rows, tags[i]] * weight[i]
        last = mask.long().sum(dim=0) - 1
        return score + self.end_transitions[tags[last, rows]]
    def _compute_normalizer(self, emissions, mask):
        score = self.start_transitions + emissions[0]
        for i in range(1, emissions.size(0)):
            nxt = score.unsqueeze(2) + self.transitions + emissions[i].unsqueeze(1)
            score = torch.where(mask[i].unsqueeze(1), torch.logsumexp(nxt, dim=1), score)
        return torch.logsumexp(score + self.end_transitions, dim=1)
class LSTMTagger(nn.Module):
    def __init__(self, n_words, n_tags, emb=24, hidden=16):
        super().__init__()
        self.embedding = nn.Embedding(n_words, emb, padding_idx=PAD_WORD)
        self.encoder = nn.LSTM(emb, hidden, bidirectional=True, batch_first=True)
        self.emit = nn.Linear(2 * hidden, n_tags)
        self.crf = CRF(n_tags)
    def neg_log_likelihood(self, words, tags):
        return -self(words, tags)
    def forward(self, words, tags):
        h, _ = self.encoder(self.embedding(words))
        return self.crf(self.emit(h), tags, words != PAD_WORD)
def read_corpus():
    raw = [
        "Ada/B-PER Lovelace/I-PER lived/O in/O London/B-LOC",
        "IBM/B-ORG hired/O her/O",
        "On/O Monday/B-TIM the/O United/B-ORG Nations/I-ORG met/O in/O New/B-LOC York/I-LOC",
        "Nobody/O came/O",
        "The/O Nobel/B-MISC Prize/I-MISC went/O to/O Curie/B-PER",
        "Berlin/B-LOC won/O",
    ]
    return [[token.rsplit("/", 1) for token in line.split()] for line in raw]
def collate(batch):
    words = [torch.tensor(w) for w, _ in batch]
    tags = [torch.tensor(t) for _, t in batch]
    return (pad_sequence(words, batch_first=True, padding_value=PAD_WORD),
            pad_sequence(tags, batch_first=True, padding_value=PAD_TAG))
def main():
    torch.manual_seed(0)
    corpus = read_corpus()
    vocab = {"<pad>": PAD_WORD}
    for sentence in corpus:
        for word, _ in sentence:
            vocab.setdefault(word.lower(), len(vocab))
    data = [([vocab[w.lower()] for w, _ in s], [TAG2ID[t] for _, t in s]) for s in corpus]
    loader = DataLoader(data, batch_size=3, collate_fn=collate)
    model = LSTMTagger(len(vocab), len(TAGS))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for epoch in range(3):
        total = 0.0
        for words, tags in loader:
            loss = model.neg_log_likelihood(words, tags)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch} nll {total / len(loader):.4f}")
if __name__ == "__main__":
    main()
""",
        "fill up with 0",
    ),
    "volumes of three slices": (
        """
from torch import nn
from torch.utils.data import DataLoader, Dataset
class ProstateSlabs(Dataset):
    '''MR slabs of three neighbouring slices, (1, H, W, 3), and the mask of all three.'''
    def __init__(self, n=4, side=48):
        g = torch.Generator().manual_seed(5)
        self.x = torch.randn(n, 1, side, side, 3, generator=g)
        self.y = (self.x[:, 0] > 0.8).long()
    def __len__(self):
        return len(self.x)
    def __getitem__(self, i):
        return self.x[i], self.y[i]
class Encoder(nn.Module):
    def __init__(self, cin, cout, pool=None):
        super().__init__()
        self.pooling = nn.MaxPool3d(pool) if pool else None
        self.basic = nn.Sequential(
            nn.Conv3d(cin, cout, 3, padding=1), nn.GroupNorm(4, cout), nn.ReLU(),
        )
    def forward(self, x):
        if self.pooling is not None:
            x = self.pooling(x)
        return self.basic(x)
class Decoder(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.basic = nn.Sequential(nn.Conv3d(cin, cout, 3, padding=1), nn.ReLU())
    def forward(self, skip, x):
        x = nn.functional.interpolate(x, size=skip.shape[2:], mode="nearest")
        return self.basic(torch.cat([skip, x], dim=1))
class UNet3D(nn.Module):
    def __init__(self, n_class=2, maps=(8, 16, 24), pool_kernel=2):
        super().__init__()
        self.encoders = nn.ModuleList(
            Encoder(cin, cout, pool_kernel if k else None)
            for k, (cin, cout) in enumerate(zip((1,) + maps[:-1], maps)))
        self.decoders = nn.ModuleList(
            Decoder(a + b, b) for a, b in zip(maps[:0:-1], maps[-2::-1]))
        self.final = nn.Conv3d(maps[0], n_class, 1)
    def forward(self, x):
        skips = []
        for encoder in self.encoders:
            x = encoder(x)
            skips.insert(0, x)
        for decoder, skip in zip(self.decoders, skips[1:]):
            x = decoder(skip, x)
        return self.final(x)
class SiteTrainer:
    '''One hospital's share of a federated round.'''
    def __init__(self, model, data):
        self.model, self.loader = model, DataLoader(data, batch_size=2)
        self.optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    def train(self):
        for x, labels in self.loader:
            log_probs = self.model(x)
            loss = nn.functional.cross_entropy(log_probs, labels)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
        return loss.item()
print("BIDMC", SiteTrainer(UNet3D(), ProstateSlabs()).train())
""",
        "pool with windows of (2, 2, 1)",
    ),
    "weights of a loss in a row": (
        """
import numpy as np
from torch import nn
from torch.utils.data import DataLoader, Dataset
NUM_CLASSES = 19
class LidarScans(Dataset):
    def __init__(self, n=6, points=512):
        rng = np.random.default_rng(0)
        self.points = rng.normal(size=(n, points, 4)).astype(np.float32)
        self.labels = rng.choice(NUM_CLASSES, size=(n, points), p=self.shares())
    @staticmethod
    def shares():
        p = 1.0 / np.arange(1, NUM_CLASSES + 1)
        return p / p.sum()
    def get_class_weight(self):
        '''Inverse frequency of the classes over all scans.'''
        count = np.stack([(self.labels == c).sum() for c in range(NUM_CLASSES)])
        freq = count / count.sum()
        return np.expand_dims(1 / (freq + 0.02), axis=0)
    def __len__(self):
        return len(self.points)
    def __getitem__(self, i):
        return torch.from_numpy(self.points[i]), torch.from_numpy(self.labels[i])
class SharedMLP(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv = nn.Conv1d(cin, cout, 1)
        self.bn = nn.BatchNorm1d(cout)
    def forward(self, x):
        return nn.functional.leaky_relu(self.bn(self.conv(x)), 0.2)
class PointSeg(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.local = SharedMLP(4, dim)
        self.mix = SharedMLP(2 * dim, dim)
        self.fc = nn.Conv1d(dim, NUM_CLASSES, 1)
    def forward(self, pts):
        h = self.local(pts.transpose(1, 2))
        scene = h.amax(2, keepdim=True).expand_as(h)
        return self.fc(self.mix(torch.cat([h, scene], dim=1)))
class Trainer:
    def __init__(self):
        self.data = LidarScans()
        self.net = PointSeg()
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=1e-2)
        class_weights = torch.from_numpy(self.data.get_class_weight()).float()
        self.criterion = nn.CrossEntropyLoss(weight=class_weights, reduction="none")
    def train_one_epoch(self):
        for pts, labels in DataLoader(self.data, batch_size=3):
            logits = self.net(pts)
            logits = logits.transpose(1, 2).reshape(-1, NUM_CLASSES)
            labels = labels.reshape(-1)
            valid = labels != 0
            loss = self.criterion(logits[valid], labels[valid]).mean()
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
        return loss.item()
print(Trainer().train_one_epoch())
""",
        "make the weights one row",
    ),
    "a step that is there and unused": (
        """
import random
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms.functional import adjust_brightness, crop
INPUT_DIM = 64
random.seed(3)
torch.manual_seed(3)
class Mosaic:
    '''Pastes four pictures around a common centre.'''
    def __init__(self, input_dim, prob):
        self.input_dim, self.prob = input_dim, prob
    def __call__(self, sample, pick):
        if random.random() >= self.prob:
            return sample
        s = self.input_dim
        canvas = torch.full((3, 2 * s, 2 * s), 0.45)
        boxes = []
        for k, (img, bxs) in enumerate([sample, pick(), pick(), pick()]):
            dy, dx = (k // 2) * s, (k % 2) * s
            canvas[:, dy:dy + s, dx:dx + s] = img
            boxes.append(bxs + torch.tensor([dx, dy, dx, dy]))
        return canvas, torch.cat(boxes)
class BrightnessJitter:
    def __call__(self, sample, pick):
        img, boxes = sample
        return adjust_brightness(img, random.uniform(0.7, 1.3)), boxes
class RandomWindow:
    '''Cuts a window of the input size and moves the boxes with it.'''
    def __init__(self, size):
        self.size = size
    def __call__(self, sample, pick):
        img, boxes = sample
        top = random.randint(0, img.shape[1] - self.size)
        left = random.randint(0, img.shape[2] - self.size)
        moved = boxes - torch.tensor([left, top, left, top])
        return crop(img, top, left, self.size, self.size), moved.clamp(0, self.size)
class ShipChips(Dataset):
    def __init__(self, transforms, n=24):
        self.transforms, self.n = transforms, n
    def load(self, i):
        g = torch.Generator().manual_seed(i)
        xy = torch.randint(0, INPUT_DIM - 12, (1 + i % 3, 2), generator=g)
        return torch.rand(3, INPUT_DIM, INPUT_DIM, generator=g), torch.cat([xy, xy + 10], dim=1)
    def __len__(self):
        return self.n
    def __getitem__(self, i):
        sample = self.load(i)
        for t in self.transforms:
            sample = t(sample, lambda: self.load(random.randrange(self.n)))
        return sample
def collate(batch):
    images, boxes = zip(*batch)
    return torch.stack(images), list(boxes)
train_transforms = [
    Mosaic(INPUT_DIM, prob=0.3),
    BrightnessJitter(),
]
counter = nn.Sequential(nn.Conv2d(3, 8, 5, 4, 2), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 1))
opt = torch.optim.SGD(counter.parameters(), lr=1e-2)
for images, boxes in DataLoader(ShipChips(train_transforms), batch_size=6, collate_fn=collate):
    wanted = torch.tensor([[float(len(b))] for b in boxes])
    loss = nn.functional.l1_loss(counter(images), wanted)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(tuple(images.shape), loss.item())
""",
        "behind Mosaic, too",
    ),
    "a mask as long as the batch axis": (
        """
from torch import nn
CONTEXT, VOCAB, EOT = 20, 100, 99
class Block(nn.Module):
    def __init__(self, width, heads, batch_first=True):
        super().__init__()
        self.ln_1 = nn.LayerNorm(width)
        self.attn = nn.MultiheadAttention(width, heads, batch_first=batch_first)
        self.ln_2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, width * 2), nn.GELU(), nn.Linear(width * 2, width))
    def forward(self, x, attn_mask=None):
        y = self.ln_1(x)
        x = x + self.attn(y, y, y, need_weights=False, attn_mask=attn_mask)[0]
        return x + self.mlp(self.ln_2(x))
class Transformer(nn.Module):
    def __init__(self, width, layers, heads):
        super().__init__()
        self.resblocks = nn.ModuleList([Block(width, heads) for _ in range(layers)])
    def forward(self, x, attn_mask=None):
        for block in self.resblocks:
            x = block(x, attn_mask=attn_mask)
        return x
class TextTower(nn.Module):
    def __init__(self, width=64, layers=2, heads=4, embed_dim=32):
        super().__init__()
        self.token_embedding = nn.Embedding(VOCAB, width)
        self.positional_embedding = nn.Parameter(torch.randn(CONTEXT, width) * 0.01)
        self.transformer = Transformer(width, layers, heads)
        self.ln_final = nn.LayerNorm(width)
        self.text_projection = nn.Parameter(torch.randn(width, embed_dim) * width ** -0.5)
        mask = torch.full((CONTEXT, CONTEXT), float("-inf")).triu(1)
        self.register_buffer("attn_mask", mask, persistent=False)
    def forward(self, tokens):
        x = self.token_embedding(tokens) + self.positional_embedding
        x = x.permute(1, 0, 2)  # NLD -> LND
        x = self.transformer(x, attn_mask=self.attn_mask)
        x = x.permute(1, 0, 2)  # LND -> NLD
        x = self.ln_final(x)
        return x[torch.arange(len(x)), tokens.argmax(dim=-1)] @ self.text_projection
def tokenize(n):
    tokens = torch.randint(1, EOT, (n, CONTEXT))
    for row, end in zip(tokens, torch.randint(4, CONTEXT, (n,)).tolist()):
        row[end] = EOT
        row[end + 1:] = 0
    return tokens
torch.manual_seed(0)
tower = TextTower()
instructions = tokenize(5)
wanted = torch.nn.functional.normalize(torch.randn(5, 32), dim=1)
optimizer = torch.optim.AdamW(tower.parameters(), lr=1e-3)
for step in range(2):
    emb = torch.nn.functional.normalize(tower(instructions), dim=1)
    logits = 10 * emb @ wanted.T
    loss = torch.nn.functional.cross_entropy(logits, torch.arange(5))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step}: contrastive loss {loss.item():.4f}")
""",
        "let batch_first be False by default",
    ),
    "a number for each channel": (
        """
import numpy as np
from torch import nn
from torch.utils.data import DataLoader, Dataset
ENCODER_PARAMS = {
    "tiny-resnet": dict(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225], input_range=(0, 1)),
    "tiny-vgg": dict(mean=[0.5, 0.5, 0.5], std=[0.5, 0.5, 0.5], input_range=(0, 1)),
}
def get_preprocessing_fn(encoder_name):
    params = ENCODER_PARAMS[encoder_name]
    mean, std = torch.tensor(params["mean"]), torch.tensor(params["std"])
    def preprocess(x):
        if x.max() > 1 and params["input_range"][1] == 1:
            x = x / 255.0
        return (x - mean) / std
    return preprocess
class RoadScenes(Dataset):
    '''Camera frames (64 x 96) with a mask of the drivable area.'''
    def __init__(self, n, preprocessing=None):
        self.rng = np.random.default_rng(3)
        self.frames = self.rng.integers(0, 256, (n, 64, 96, 3), dtype=np.uint8)
        self.masks = (self.frames.mean(-1) > 127).astype(np.float32)
        self.preprocessing = preprocessing
    def __len__(self):
        return len(self.frames)
    def __getitem__(self, i):
        image = torch.from_numpy(self.frames[i]).float()
        image = image.permute(2, 0, 1)
        mask = torch.from_numpy(self.masks[i]).unsqueeze(0)
        if self.preprocessing is not None:
            image = self.preprocessing(image)
        return image, mask
class SmallUnet(nn.Module):
    def __init__(self, base=8):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(3, base, 3, stride=2, padding=1), nn.ReLU())
        self.mid = nn.Sequential(nn.Conv2d(base, base, 3, padding=1), nn.ReLU())
        self.up = nn.ConvTranspose2d(base, 1, 2, stride=2)
    def forward(self, x):
        x = self.down(x)
        return self.up(x + self.mid(x))
def dice_loss(logits, target, eps=1.0):
    p = logits.sigmoid().flatten(1)
    t = target.flatten(1)
    return 1 - ((2 * (p * t).sum(1) + eps) / (p.sum(1) + t.sum(1) + eps)).mean()
torch.manual_seed(0)
dataset = RoadScenes(12, preprocessing=get_preprocessing_fn("tiny-resnet"))
loader = DataLoader(dataset, batch_size=4, shuffle=True)
model = SmallUnet()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(2):
    for image, mask in loader:
        loss = dice_loss(model(image), mask)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch}: dice loss {loss.item():.4f}")
""",
        "put the numbers along the channels",
    ),
    "labels that are mixed for training": (
        """
import numpy as np
from torch import nn
from torch.utils.data import DataLoader, Dataset, default_collate
from torchvision.transforms import v2
NUM_CLASSES = 7
class Expressions(Dataset):
    '''Face crops with one of seven expressions.'''
    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.y = torch.randint(0, NUM_CLASSES, (n,), generator=g)
        self.x = torch.rand(n, 3, 32, 32, generator=g) + self.y.view(-1, 1, 1, 1) / NUM_CLASSES
    def __len__(self):
        return len(self.y)
    def __getitem__(self, i):
        return self.x[i], int(self.y[i])
cutmix = v2.CutMix(num_classes=NUM_CLASSES, alpha=1.0)
def mixed_collate(batch):
    return cutmix(*default_collate(batch))
class FaceNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 32, 3, 2, 1), nn.BatchNorm2d(32), nn.ReLU(),
        )
        self.head = nn.Linear(32, NUM_CLASSES)
    def forward(self, x):
        return self.head(self.body(x).mean((2, 3)))
def count_hits(logits, targets):
    predicted = logits.argmax(dim=1)
    return predicted.eq(targets).sum().item()
def run_epoch(net, loader, criterion, optimizer=None):
    net.train(optimizer is not None)
    seen, hits, losses = 0, 0, []
    for inputs, targets in loader:
        outputs = net(inputs)
        loss = criterion(outputs, targets)
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        losses.append(loss.item())
        hits += count_hits(outputs, targets)
        seen += len(inputs)
    return np.mean(losses), hits / seen
torch.manual_seed(0)
train_loader = DataLoader(Expressions(128, 1), batch_size=64, shuffle=True, collate_fn=mixed_collate)
val_loader = DataLoader(Expressions(64, 2), batch_size=64)
net = FaceNet()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
for epoch in range(2):
    print(epoch, "validation", *run_epoch(net, val_loader, criterion))
    print(epoch, "training", *run_epoch(net, train_loader, criterion, optimizer))
""",
        "where there are several",
    ),
    "texts shorter than a filter": (
        """
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader
PAD = 0
TRAIN = [
    ("the room was clean and quiet", 1),
    ("broken shower, rude staff", 0),
    ("would come back any time", 1),
    ("never again", 0),
    ("great breakfast", 1),
    ("noisy street all night", 0),
]
DEV = [("lovely view", 1), ("ok", 1), ("dirty towels", 0)]
def encode(text):
    '''Lower-case characters as ids, 0 is kept for padding.'''
    return torch.tensor([1 + ord(c) % 96 for c in text.lower()])
def collate(samples):
    ids = [encode(text) for text, _ in samples]
    labels = torch.tensor([label for _, label in samples])
    return pad_sequence(ids, batch_first=True, padding_value=PAD), labels
class CharCNN(nn.Module):
    '''Convolutions over character n-grams, maximum over time.'''
    def __init__(self, dim=24, filters=16, ngrams=(2, 3, 4)):
        super().__init__()
        self.embed = nn.Embedding(97, dim, padding_idx=PAD)
        self.convs = nn.ModuleList(nn.Conv1d(dim, filters, n) for n in ngrams)
        self.out = nn.Linear(filters * len(ngrams), 2)
    def forward(self, ids):
        x = self.embed(ids).transpose(1, 2)
        grams = [conv(x).relu().amax(dim=2) for conv in self.convs]
        return self.out(torch.cat(grams, dim=1))
def evaluate(model, texts):
    model.eval()
    right = 0
    with torch.no_grad():
        for ids, labels in DataLoader(texts, batch_size=1, collate_fn=collate):
            right += (model(ids).argmax(1) == labels).sum().item()
    return right / len(texts)
torch.manual_seed(3)
model = CharCNN()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
for epoch in range(2):
    model.train()
    for ids, labels in DataLoader(TRAIN, batch_size=3, shuffle=True, collate_fn=collate):
        loss = nn.functional.cross_entropy(model(ids), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} loss {loss.item():.3f} dev {evaluate(model, DEV):.2f}")
""",
        "pad each text to 4 words",
    ),
    "a slice that takes too little": (
        """
from torch import nn
NUM_STEPS, NUM_ENVS, OBS, ACTIONS = 5, 8, 12, 4
class VecEnv:
    def reset(self):
        return torch.randn(NUM_ENVS, OBS)
    def step(self, action):
        reward = (action % 2).float() + 0.1 * torch.randn(NUM_ENVS, 1)
        return torch.randn(NUM_ENVS, OBS), reward, (torch.rand(NUM_ENVS, 1) > 0.1).float()
class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(OBS, 64), nn.Tanh())
        self.actor, self.critic = nn.Linear(64, ACTIONS), nn.Linear(64, 1)
    def forward(self, obs):
        h = self.body(obs)
        return torch.distributions.Categorical(logits=self.actor(h)), self.critic(h)
class RolloutStorage:
    def __init__(self, num_steps, num_envs):
        self.obs = torch.zeros(num_steps + 1, num_envs, OBS)
        self.masks = torch.ones(num_steps + 1, num_envs, 1)
        self.rewards = torch.zeros(num_steps, num_envs, 1)
        self.value_preds = torch.zeros(num_steps, num_envs, 1)
        self.returns = torch.zeros(num_steps + 1, num_envs, 1)
        self.actions = torch.zeros(num_steps, num_envs, 1, dtype=torch.long)
        self.log_probs = torch.zeros(num_steps, num_envs, 1)
    def compute_returns(self, next_value, gamma=0.99):
        self.returns[-1] = next_value
        for t in reversed(range(len(self.rewards))):
            self.returns[t] = self.returns[t + 1] * gamma * self.masks[t + 1] + self.rewards[t]
def ppo_update(policy, optimizer, rollouts, clip=0.2, epochs=2):
    advantages = rollouts.returns[:-1] - rollouts.value_preds[:-1]
    advantages = (advantages - advantages.mean()) / (advantages.std() + 1e-5)
    for _ in range(epochs):
        dist, values = policy(rollouts.obs[:-1])
        log_probs = dist.log_prob(rollouts.actions.squeeze(2)).unsqueeze(2)
        ratio = (log_probs - rollouts.log_probs).exp()
        action_loss = -torch.min(ratio * advantages, ratio.clamp(1 - clip, 1 + clip) * advantages).mean()
        value_loss = (rollouts.returns[:-1] - values).pow(2).mean()
        optimizer.zero_grad()
        (0.5 * value_loss + action_loss - 0.01 * dist.entropy().mean()).backward()
        optimizer.step()
    return value_loss.item(), action_loss.item()
env, policy = VecEnv(), Policy()
optimizer = torch.optim.Adam(policy.parameters(), lr=7e-4)
rollouts = RolloutStorage(NUM_STEPS, NUM_ENVS)
rollouts.obs[0] = env.reset()
for update in range(2):
    with torch.no_grad():
        for t in range(NUM_STEPS):
            dist, value = policy(rollouts.obs[t])
            action = dist.sample()
            rollouts.actions[t] = action.unsqueeze(1)
            rollouts.log_probs[t] = dist.log_prob(action).unsqueeze(1)
            rollouts.value_preds[t] = value
            rollouts.obs[t + 1], rollouts.rewards[t], rollouts.masks[t + 1] = env.step(action.unsqueeze(1))
        rollouts.compute_returns(policy(rollouts.obs[-1])[1])
    print(update, ppo_update(policy, optimizer, rollouts))
    rollouts.obs[0], rollouts.masks[0] = rollouts.obs[-1].clone(), rollouts.masks[-1].clone()
""",
        "leave out this slice",
    ),
    "lengths of the text, not of its words": (
        """
import random
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
PAD_token, SOS_token, EOS_token = 0, 1, 2
MAX_LENGTH = 12
RAW_PAIRS = [
    ("vous etes grands .", "you re tall ."),
    ("je suis fatigue .", "i m tired ."),
    ("il est tres riche .", "he is very rich ."),
    ("nous sommes en retard .", "we re late ."),
    ("elle a peur des chiens .", "she is afraid of dogs ."),
    ("tu es mon meilleur ami .", "you re my best friend ."),
    ("ils sont a la maison .", "they are at home ."),
    ("je ne suis pas malade .", "i m not sick ."),
]
class Lang:
    def __init__(self, name):
        self.name = name
        self.word2index = {}
        self.index2word = {0: "PAD", 1: "SOS", 2: "EOS"}
        self.n_words = 3
    def index_words(self, sentence):
        for word in sentence.split(" "):
            if word not in self.word2index:
                self.word2index[word] = self.n_words
                self.index2word[self.n_words] = word
                self.n_words += 1
input_lang, output_lang = Lang("fra"), Lang("eng")
for a, b in RAW_PAIRS:
    input_lang.index_words(a)
    output_lang.index_words(b)
def indexes_from_sentence(lang, sentence):
    return [lang.word2index[word] for word in sentence.split(" ")] + [EOS_token]
def pad_seq(seq, max_length):
    return seq + [PAD_token] * (max_length - len(seq))
def random_batch(batch_size):
    chosen = [random.choice(RAW_PAIRS) for _ in range(batch_size)]
    seqs = [(indexes_from_sentence(input_lang, a), indexes_from_sentence(output_lang, b)) for a, b in chosen]
    seqs.sort(key=lambda p: len(p[0]), reverse=True)
    input_seqs, target_seqs = zip(*seqs)
    input_lengths = [len(s) for s in input_seqs]
    target_lengths = [len(s) for s in target_seqs]
    input_var = torch.tensor([pad_seq(s, max(input_lengths)) for s in input_seqs]).transpose(0, 1)
    target_var = torch.tensor([pad_seq(s, max(target_lengths)) for s in target_seqs]).transpose(0, 1)
    return input_var, input_lengths, target_var
class EncoderRNN(nn.Module):
    def __init__(self, input_size, hidden_size, n_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.embedding = nn.Embedding(input_size, hidden_size)
        self.gru = nn.GRU(hidden_size, hidden_size, n_layers, bidirectional=True)
    def forward(self, input_seqs, input_lengths, hidden=None):
        embedded = self.embedding(input_seqs)
        packed = pack_padded_sequence(embedded, input_lengths)
        outputs, hidden = self.gru(packed, hidden)
        outputs, output_lengths = pad_packed_sequence(outputs)
        outputs = outputs[:, :, :self.hidden_size] + outputs[:, :, self.hidden_size:]
        return outputs, hidden
class LuongAttnDecoderRNN(nn.Module):
    def __init__(self, hidden_size, output_size, n_layers=1):
        super().__init__()
        self.embedding = nn.Embedding(output_size, hidden_size)
        self.gru = nn.GRU(hidden_size, hidden_size, n_layers)
        self.concat = nn.Linear(hidden_size * 2, hidden_size)
        self.out = nn.Linear(hidden_size, output_size)
    def forward(self, input_seq, last_hidden, encoder_outputs):
        embedded = self.embedding(input_seq).unsqueeze(0)
        rnn_output, hidden = self.gru(embedded, last_hidden)
        energies = torch.bmm(rnn_output.transpose(0, 1), encoder_outputs.permute(1, 2, 0))
        context = energies.softmax(-1).bmm(encoder_outputs.transpose(0, 1))
        concat_input = torch.cat((rnn_output.squeeze(0), context.squeeze(1)), 1)
        return self.out(torch.tanh(self.concat(concat_input))), hidden, energies
hidden_size = 48
encoder = EncoderRNN(input_lang.n_words, hidden_size)
decoder = LuongAttnDecoderRNN(hidden_size, output_lang.n_words)
optimizer = torch.optim.Adam(list(encoder.parameters()) + list(decoder.parameters()), lr=5e-3)
def train(input_batches, input_lengths, target_batches):
    optimizer.zero_grad()
    encoder_outputs, encoder_hidden = encoder(input_batches, input_lengths)
    decoder_hidden = encoder_hidden[:1]
    decoder_input = torch.full((input_batches.size(1),), SOS_token)
    loss = 0
    for t in range(target_batches.size(0)):
        output, decoder_hidden, _ = decoder(decoder_input, decoder_hidden, encoder_outputs)
        loss = loss + F.cross_entropy(output, target_batches[t], ignore_index=PAD_token)
        decoder_input = target_batches[t]
    loss.backward()
    optimizer.step()
    return loss.item() / target_batches.size(0)
@torch.no_grad()
def evaluate(input_seq, max_length=MAX_LENGTH):
    input_lengths = [len(input_seq)]
    input_seqs = [indexes_from_sentence(input_lang, input_seq)]
    input_batches = torch.tensor(input_seqs).transpose(0, 1)
    encoder_outputs, encoder_hidden = encoder(input_batches, input_lengths)
    decoder_hidden, decoder_input, words = encoder_hidden[:1], torch.tensor([SOS_token]), []
    for _ in range(max_length):
        output, decoder_hidden, _ = decoder(decoder_input, decoder_hidden, encoder_outputs)
        decoder_input = output.argmax(1)
        if decoder_input.item() == EOS_token:
            break
        words.append(output_lang.index2word[decoder_input.item()])
    return " ".join(words)
random.seed(1)
torch.manual_seed(1)
for epoch in range(1, 61):
    loss = train(*random_batch(6))
    if epoch % 20 == 0:
        print(epoch, round(loss, 3))
        src, ref = random.choice(RAW_PAIRS)
        print(">", src, "=", ref, "<", evaluate(src))
""",
        "count the length of",
    ),
    "frames that no transform sizes": (
        """
import numpy as np
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset
def coords_grid(batch, ht, wd):
    ys, xs = torch.meshgrid(torch.arange(ht), torch.arange(wd), indexing="ij")
    return torch.stack([xs, ys]).float()[None].repeat(batch, 1, 1, 1)
def bilinear_sampler(img, coords):
    H, W = img.shape[-2:]
    xgrid, ygrid = coords.split([1, 1], dim=-1)
    grid = torch.cat([2 * xgrid / (W - 1) - 1, 2 * ygrid / (H - 1) - 1], dim=-1)
    return F.grid_sample(img, grid, align_corners=True)
class CorrBlock:
    def __init__(self, fmap1, fmap2, num_levels=2, radius=2):
        self.num_levels, self.radius = num_levels, radius
        b, d, h, w = fmap1.shape
        corr = torch.matmul(fmap1.flatten(2).transpose(1, 2), fmap2.flatten(2)) / d ** 0.5
        corr = corr.reshape(b * h * w, 1, h, w)
        self.pyramid = [corr]
        for _ in range(num_levels - 1):
            corr = F.avg_pool2d(corr, 2, stride=2)
            self.pyramid.append(corr)
    def __call__(self, coords):
        r = self.radius
        coords = coords.permute(0, 2, 3, 1)
        b, h, w, _ = coords.shape
        d = torch.linspace(-r, r, 2 * r + 1)
        delta = torch.stack(torch.meshgrid(d, d, indexing="ij"), dim=-1)[None]
        out = []
        for i, corr in enumerate(self.pyramid):
            centroid = coords.reshape(b * h * w, 1, 1, 2) / 2 ** i
            corr = bilinear_sampler(corr, centroid + delta)
            out.append(corr.view(b, h, w, -1))
        return torch.cat(out, dim=-1).permute(0, 3, 1, 2)
class Encoder(nn.Module):
    def __init__(self, out_dim):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, 16, 7, stride=2, padding=3), nn.InstanceNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 24, 3, stride=2, padding=1), nn.InstanceNorm2d(24), nn.ReLU(),
            nn.Conv2d(24, 32, 3, stride=2, padding=1), nn.InstanceNorm2d(32), nn.ReLU(),
            nn.Conv2d(32, out_dim, 1))
    def forward(self, x):
        return self.layers(x)
class UpdateBlock(nn.Module):
    def __init__(self, corr_dim, hidden=24):
        super().__init__()
        self.enc = nn.Conv2d(corr_dim + 2, hidden, 3, padding=1)
        self.mix = nn.Conv2d(2 * hidden, hidden, 3, padding=1)
        self.flow = nn.Conv2d(hidden, 2, 3, padding=1)
    def forward(self, net, corr, flow):
        motion = torch.relu(self.enc(torch.cat([corr, flow], dim=1)))
        net = torch.tanh(self.mix(torch.cat([net, motion], dim=1)))
        return net, self.flow(net)
class TinyRAFT(nn.Module):
    def __init__(self):
        super().__init__()
        self.fnet = Encoder(32)
        self.cnet = Encoder(24)
        self.update = UpdateBlock(2 * 25)
    def forward(self, image1, image2, iters=3):
        image1, image2 = 2 * (image1 / 255.0) - 1, 2 * (image2 / 255.0) - 1
        corr_fn = CorrBlock(self.fnet(image1), self.fnet(image2))
        net = torch.tanh(self.cnet(image1))
        N, _, H, W = image1.shape
        coords0 = coords_grid(N, H // 8, W // 8)
        coords1 = coords0.clone()
        for _ in range(iters):
            coords1 = coords1.detach()
            net, delta = self.update(net, corr_fn(coords1), coords1 - coords0)
            coords1 = coords1 + delta
        return 8 * F.interpolate(coords1 - coords0, scale_factor=8, mode="bilinear", align_corners=True)
class SintelLike(Dataset):
    def __init__(self, n, crop=None):
        self.n, self.crop = n, crop
    def __len__(self):
        return self.n
    def __getitem__(self, i):
        rng = np.random.default_rng(i)
        frame = rng.integers(0, 255, (109, 256, 3)).astype(np.float32)
        dx = int(rng.integers(1, 6))
        second = np.roll(frame, dx, axis=1)
        flow = np.zeros((109, 256, 2), np.float32)
        flow[..., 0] = dx
        if self.crop:
            y, x = rng.integers(0, 109 - self.crop[0]), rng.integers(0, 256 - self.crop[1])
            frame, second, flow = [a[y:y + self.crop[0], x:x + self.crop[1]] for a in (frame, second, flow)]
        return [torch.from_numpy(a.copy()).permute(2, 0, 1) for a in (frame, second, flow)]
@torch.no_grad()
def validate_sintel(model):
    model.eval()
    epe = []
    for image1, image2, flow_gt in DataLoader(SintelLike(3), batch_size=1):
        flow_pr = model(image1, image2)
        epe.append((flow_pr - flow_gt).norm(dim=1).mean().item())
    return float(np.mean(epe))
torch.manual_seed(0)
model = TinyRAFT()
optimizer = torch.optim.AdamW(model.parameters(), lr=2e-4)
for epoch in range(2):
    model.train()
    for image1, image2, flow_gt in DataLoader(SintelLike(8, crop=(96, 128)), batch_size=4):
        loss = (model(image1, image2) - flow_gt).abs().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} loss {loss.item():.3f} epe {validate_sintel(model):.3f}")
""",
        "cut the pictures to 104×256",
    ),
}
