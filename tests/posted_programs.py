"""Programs as they are posted with a question, and what the title of the first edit that lets them end contains."""

POSTED = {
    "two parts of one width": (
        """
class NeuMF(nn.Module):
    def __init__(self, users, items, factors=8, layers=(32, 16, 8)):
        super().__init__()
        self.ug, self.ig = nn.Embedding(users, factors), nn.Embedding(items, factors)
        self.um, self.im = nn.Embedding(users, layers[0]), nn.Embedding(items, layers[0])
        mlp = []
        for a, b in zip(layers[:-1], layers[1:]):
            mlp += [nn.Linear(a, b), nn.ReLU()]
        self.mlp = nn.Sequential(*mlp)
        self.out = nn.Linear(layers[-1] + factors, 1)
    def forward(self, u, i):
        g = self.ug(u) * self.ig(i)
        m = self.mlp(torch.cat([self.um(u), self.im(i)], dim=-1))
        return self.out(torch.cat([g, m], dim=-1)).squeeze(-1)
model = NeuMF(100, 50)
u, i = torch.randint(0, 100, (64,)), torch.randint(0, 50, (64,))
y = torch.randint(0, 2, (64,)).float()
loss = nn.functional.binary_cross_entropy_with_logits(model(u, i), y)
loss.backward()
print(loss.item())
""",
        "layers[0] // 2",
    ),
    "a row that is a matrix": (
        """
class TNet(nn.Module):
    def __init__(self, k=3):
        super().__init__()
        self.k = k
        self.mlp = nn.Sequential(nn.Conv1d(k, 64, 1), nn.ReLU(), nn.Conv1d(64, 128, 1), nn.ReLU())
        self.fc = nn.Linear(128, k * k)
    def forward(self, x):
        f = self.mlp(x).max(dim=2).values
        return self.fc(f) + torch.eye(self.k).view(1, -1)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.tnet = TNet(3)
        self.conv = nn.Conv1d(3, 32, 1)
        self.fc = nn.Linear(32, 5)
    def forward(self, x):
        m = self.tnet(x)
        x = torch.bmm(x.transpose(1, 2), m).transpose(1, 2)
        return self.fc(self.conv(x).amax(2))
print(Net()(torch.randn(6, 3, 100)).shape)
""",
        "make each row a matrix",
    ),
    "half of a chunk": (
        """
class Coupling(nn.Module):
    def __init__(self, dim, hidden=32, flip=False):
        super().__init__()
        self.half, self.flip = dim // 2, flip
        self.net = nn.Sequential(nn.Linear(self.half, hidden), nn.ReLU(), nn.Linear(hidden, self.half))
    def forward(self, x):
        a, b = x[:, : self.half], x[:, self.half :]
        if self.flip:
            a, b = b, a
        s, t = self.net(a).chunk(2, dim=1)
        b = b * s.exp() + t
        out = torch.cat([b, a] if self.flip else [a, b], dim=1)
        return out, s.sum(1)
class Flow(nn.Module):
    def __init__(self, dim=6, n=4):
        super().__init__()
        self.layers = nn.ModuleList(Coupling(dim, flip=i % 2 == 1) for i in range(n))
    def forward(self, x):
        logdet = 0
        for layer in self.layers:
            x, d = layer(x)
            logdet = logdet + d
        return x, logdet
flow = Flow()
z, ld = flow(torch.randn(32, 6))
print((0.5 * z.pow(2).sum(1) - ld).mean())
""",
        "2 times the width",
    ),
    "areas of every pair": (
        """
def box_iou(a, b):
    area_a = (a[:, 2] - a[:, 0]) * (a[:, 3] - a[:, 1])
    area_b = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    lt = torch.max(a[:, None, :2], b[:, :2])
    rb = torch.min(a[:, None, 2:], b[:, 2:])
    wh = (rb - lt).clamp(min=0)
    inter = wh[..., 0] * wh[..., 1]
    return inter / (area_a + area_b - inter)
def rand_boxes(n):
    xy = torch.rand(n, 2) * 50
    return torch.cat([xy, xy + torch.rand(n, 2) * 20 + 1], dim=1)
torch.manual_seed(0)
anchors, gts = rand_boxes(30), rand_boxes(4)
ious = box_iou(anchors, gts)
best, idx = ious.max(dim=1)
print((best > 0.5).sum())
""",
        "for each pair",
    ),
    "the first answers, turned": (
        """
def topk_accuracy(output, target, ks=(1, 5)):
    k = max(ks)
    _, pred = output.topk(k, 1, True, True)
    correct = pred.eq(target.view(1, -1).expand_as(pred))
    return [correct[:n].reshape(-1).float().sum().item() / len(target) for n in ks]
model = nn.Linear(20, 10)
x, y = torch.randn(32, 20), torch.randint(0, 10, (32,))
print(topk_accuracy(model(x), y))
""",
        "turn the tensor",
    ),
    "a context without its step": (
        """
class Decoder(nn.Module):
    def __init__(self, vocab, emb, enc, hid):
        super().__init__()
        self.emb = nn.Embedding(vocab, emb)
        self.attn = nn.Linear(enc + hid, 1)
        self.rnn = nn.GRU(emb + enc, hid, batch_first=True)
        self.out = nn.Linear(hid, vocab)
    def forward(self, tok, h, enc):
        e = self.emb(tok).unsqueeze(1)
        q = h[-1].unsqueeze(1).expand(-1, enc.size(1), -1)
        a = self.attn(torch.cat([enc, q], dim=-1)).softmax(dim=1)
        ctx = (a * enc).sum(dim=1)
        o, h = self.rnn(torch.cat([e, ctx], dim=-1), h)
        return self.out(o.squeeze(1)), h
dec = Decoder(50, 16, 24, 32)
enc = torch.randn(4, 9, 24)
h = torch.zeros(1, 4, 32)
tok = torch.zeros(4, dtype=torch.long)
for _ in range(5):
    logits, h = dec(tok, h, enc)
    tok = logits.argmax(-1)
print(tok)
""",
        "axis of the one step",
    ),
    "one of two convolutions is cut": (
        """
class Chomp1d(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.n = n
    def forward(self, x):
        return x[:, :, :-self.n].contiguous()
class TemporalBlock(nn.Module):
    def __init__(self, i, o, k, d, dropout=0.2):
        super().__init__()
        pad = (k - 1) * d
        self.conv1 = nn.Conv1d(i, o, k, padding=pad, dilation=d)
        self.chomp1 = Chomp1d(pad)
        self.conv2 = nn.Conv1d(o, o, k, padding=pad, dilation=d)
        self.drop = nn.Dropout(dropout)
        self.net = nn.Sequential(self.conv1, self.chomp1, nn.ReLU(), self.drop, self.conv2, nn.ReLU(), self.drop)
        self.down = nn.Conv1d(i, o, 1) if i != o else None
    def forward(self, x):
        out = self.net(x)
        res = x if self.down is None else self.down(x)
        return torch.relu(out + res)
class TCN(nn.Module):
    def __init__(self, i, channels, k=3):
        super().__init__()
        layers = []
        for n, o in enumerate(channels):
            layers.append(TemporalBlock(i, o, k, 2 ** n))
            i = o
        self.net = nn.Sequential(*layers)
        self.out = nn.Linear(i, 1)
    def forward(self, x):
        return self.out(self.net(x)[:, :, -1])
print(TCN(4, [16, 16, 32])(torch.randn(8, 4, 50)).shape)
""",
        "put chomp1 behind conv2",
    ),
    "padding of a dilated window": (
        """
class CausalConv(nn.Module):
    def __init__(self, c, k, d):
        super().__init__()
        self.pad = k - 1
        self.conv = nn.Conv1d(c, c, k, dilation=d)
    def forward(self, x):
        return self.conv(F.pad(x, (self.pad, 0)))
class Wave(nn.Module):
    def __init__(self, c=16, layers=4):
        super().__init__()
        self.inp = nn.Conv1d(1, c, 1)
        self.layers = nn.ModuleList(CausalConv(c, 2, 2 ** i) for i in range(layers))
        self.out = nn.Conv1d(c, 1, 1)
    def forward(self, x):
        x = self.inp(x)
        for layer in self.layers:
            x = x + torch.tanh(layer(x))
        return self.out(x)
x = torch.randn(2, 1, 100)
model = Wave()
print(F.mse_loss(model(x), x))
""",
        "pad for the dilated window",
    ),
    "beams that go on from one state": (
        """
class LM(nn.Module):
    def __init__(self, vocab=30, hid=16):
        super().__init__()
        self.emb = nn.Embedding(vocab, hid)
        self.rnn = nn.GRU(hid, hid, batch_first=True)
        self.out = nn.Linear(hid, vocab)
    def forward(self, x, h=None):
        o, h = self.rnn(self.emb(x), h)
        return self.out(o), h
def beam_search(model, start, steps=6, k=3):
    logits, h = model(torch.tensor([[start]]))
    logp = logits[:, -1].log_softmax(-1)
    scores, toks = logp.topk(k)
    seqs = toks.view(k, 1)
    scores = scores.view(k)
    for _ in range(steps):
        logits, h = model(seqs[:, -1:], h)
        logp = scores[:, None] + logits[:, -1].log_softmax(-1)
        scores, idx = logp.view(-1).topk(k)
        beam, tok = idx // logp.size(1), idx % logp.size(1)
        seqs = torch.cat([seqs[beam], tok[:, None]], dim=1)
        h = h[:, beam]
    return seqs[0]
torch.manual_seed(0)
print(beam_search(LM(), 1))
""",
        "repeat the state for the 3",
    ),
    "queries and context exchanged": (
        """
class MultiHead(nn.Module):
    def __init__(self, d=32, heads=4):
        super().__init__()
        self.d, self.h = d, heads
        self.q, self.k, self.v = nn.Linear(d, d), nn.Linear(d, d), nn.Linear(d, d)
        self.o = nn.Linear(d, d)
    def split(self, x):
        b, n, _ = x.shape
        return x.view(b, n, self.h, self.d // self.h).transpose(1, 2)
    def forward(self, q, kv):
        q, k, v = self.split(self.q(q)), self.split(self.k(kv)), self.split(self.v(kv))
        a = (q @ k.transpose(-1, -2) / (self.d // self.h) ** 0.5).softmax(-1)
        out = (a @ v).reshape(q.shape[0], -1, self.d)
        return self.o(out)
class CrossBlock(nn.Module):
    def __init__(self):
        super().__init__()
        self.attn = MultiHead()
        self.n = nn.LayerNorm(32)
    def forward(self, x, ctx):
        return x + self.attn(self.n(ctx), self.n(x))
print(CrossBlock()(torch.randn(2, 9, 32), torch.randn(2, 5, 32)).shape)
""",
        "hand x over first",
    ),
    "levels joined along the batch": (
        """
class Head(nn.Module):
    def __init__(self, c=16, anchors=3, classes=4):
        super().__init__()
        self.a, self.k = anchors, classes
        self.cls = nn.Conv2d(c, anchors * classes, 3, padding=1)
        self.box = nn.Conv2d(c, anchors * 4, 3, padding=1)
    def forward(self, feats):
        cls, box = [], []
        for f in feats:
            b = f.shape[0]
            cls.append(self.cls(f).permute(0, 2, 3, 1).reshape(b, -1, self.k))
            box.append(self.box(f).permute(0, 2, 3, 1).reshape(b, -1, 4))
        return torch.cat(cls), torch.cat(box)
head = Head()
feats = [torch.rand(2, 16, 16, 16), torch.rand(2, 16, 8, 8), torch.rand(2, 16, 4, 4)]
n = 3 * (16 * 16 + 8 * 8 + 4 * 4)
cls_t = torch.randint(0, 4, (2, n))
box_t = torch.rand(2, n, 4)
cls, box = head(feats)
loss = F.cross_entropy(cls.transpose(1, 2), cls_t) + F.smooth_l1_loss(box, box_t)
print(loss)
""",
        "join all of them along axis 1",
    ),
    "a table with its target": (
        """
import numpy as np
from torch.utils.data import DataLoader, Dataset
class Table(Dataset):
    def __init__(self, X, y, mean=None, std=None):
        self.mean = X.mean(0) if mean is None else mean
        self.std = X.std(0) if std is None else std
        self.X = torch.tensor((X - self.mean) / self.std).float()
        self.y = torch.tensor(y).float()
    def __len__(self):
        return len(self.X)
    def __getitem__(self, i):
        return self.X[i], self.y[i]
rng = np.random.default_rng(0)
data = rng.normal(size=(200, 9))
X, y = data[:, :-1], data[:, -1]
train = Table(X[:150], y[:150])
test = Table(data[150:], y[150:], train.mean, train.std)
model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1))
opt = torch.optim.Adam(model.parameters())
for xb, yb in DataLoader(train, batch_size=32):
    loss = nn.functional.mse_loss(model(xb).squeeze(1), yb)
    opt.zero_grad(); loss.backward(); opt.step()
with torch.no_grad():
    for xb, yb in DataLoader(test, batch_size=32):
        print(nn.functional.mse_loss(model(xb).squeeze(1), yb).item())
""",
        "take the part of X",
    ),
    "weights of the samples": (
        """
from torch.utils.data import DataLoader, TensorDataset
LABELS = ["a", "b", "c", "d", "e"]
X = torch.randn(100, 12)
Y = (torch.rand(100, len(LABELS)) > 0.7).float()
pos = Y.sum(dim=1)
weight = (len(Y) - pos) / pos.clamp(min=1)
model = nn.Sequential(nn.Linear(12, 32), nn.ReLU(), nn.Linear(32, len(LABELS)))
criterion = nn.BCEWithLogitsLoss(pos_weight=weight)
for x, y in DataLoader(TensorDataset(X, Y), batch_size=10):
    loss = criterion(model(x), y)
    loss.backward()
print(loss.item())
""",
        "reduce axis 0",
    ),
    "errors of each with each": (
        """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(3, 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 1))
    def forward(self, x):
        return self.f(x)
@torch.no_grad()
def predict(model, x, n=20):
    model.train()
    preds = torch.stack([model(x) for _ in range(n)])
    return preds.mean(0), preds.std(0)
def calibration(mean, std, y):
    z = (y - mean) / std
    inside = (z.abs() < 1.96).float()
    per_sample = torch.stack([inside, std], dim=1)
    return per_sample.view(len(y), 2).mean(0)
torch.manual_seed(0)
x, y = torch.randn(50, 3), torch.randn(50)
mean, std = predict(Net(), x)
print(calibration(mean, std, y))
""",
        "the last axis that it lacks",
    ),
    "a mask beside a cache": (
        """
class Attention(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.q, self.k = nn.Linear(width, width), nn.Linear(width, width)
        self.cache = torch.zeros(1, 32, width)
    def forward(self, x, start, mask):
        steps = x.shape[1]
        self.cache[:, start : start + steps] = self.k(x)
        scores = self.q(x) @ self.cache[:, : start + steps].transpose(1, 2)
        return (scores + mask).softmax(-1) @ self.cache[:, : start + steps]
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = Attention()
    @torch.no_grad()
    def forward(self, x, start):
        mask = torch.full((x.shape[1], x.shape[1]), float("-inf"))
        mask = torch.triu(mask, diagonal=1)
        return self.attention(x, start, mask)
model = Model()
model(torch.rand(1, 6, 8), 0)
model(torch.rand(1, 4, 8), 6)
""",
        "open to the start steps before",
    ),
    "a teacher with a padded vocabulary": (
        """
def distilled(student_logits, teacher_logits):
    wanted = F.softmax(teacher_logits, dim=-1)
    got = F.log_softmax(student_logits, dim=-1)
    return -(wanted * got).sum(-1).mean()
student, teacher = nn.Linear(4, 11), nn.Linear(4, 12)
x = torch.rand(5, 3, 4)
loss = distilled(student(x), teacher(x).detach())
""",
        "cut teacher_logits",
    ),
    "views of a smaller last batch": (
        """
from torch.utils.data import DataLoader, TensorDataset
class Trainer:
    def __init__(self, batch_size):
        self.batch_size = batch_size
    def loss(self, z):
        labels = torch.cat([torch.arange(self.batch_size)] * 2)
        same = labels.unsqueeze(0) == labels.unsqueeze(1)
        similar = z @ z.T
        mask = torch.eye(len(labels), dtype=torch.bool)
        return similar[~mask].mean() - similar[same & ~mask].mean()
net, trainer = nn.Linear(6, 4), Trainer(8)
loader = DataLoader(TensorDataset(torch.rand(21, 6)), batch_size=8)
for (x,) in loader:
    both = torch.cat([x, x.flip(1)])
    trainer.loss(net(both))
""",
        "take the number of samples of z",
    ),
    "the crop of the other pipeline": (
        """
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
steps = {
    "train": transforms.Compose([
        transforms.Resize(64),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
    ]),
    "val": transforms.Compose([
        transforms.Resize(72),
        transforms.CenterCrop(64),
        transforms.ToTensor(),
    ]),
}
class Photos(Dataset):
    def __len__(self):
        return 4
    def __getitem__(self, index):
        return steps["train"](Image.new("RGB", (90 + 9 * index, 80)))
for batch in DataLoader(Photos(), batch_size=4):
    batch.mean()
""",
        "CenterCrop as the other pipeline",
    ),
    "ten crops and one label": (
        """
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from PIL import Image
class Pics(Dataset):
    def __init__(self, n, tf):
        self.n, self.tf = n, tf
    def __len__(self):
        return self.n
    def __getitem__(self, i):
        return self.tf(Image.new("RGB", (64, 64), (i * 9 % 255, 0, 0))), i % 3
tf = transforms.Compose([transforms.TenCrop(48), transforms.Lambda(lambda crops: torch.stack([transforms.ToTensor()(c) for c in crops]))])
loader = DataLoader(Pics(12, tf), batch_size=4)
model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 3))
criterion = nn.CrossEntropyLoss()
correct = 0
model.eval()
with torch.no_grad():
    for x, y in loader:
        b, n, c, h, w = x.shape
        out = model(x.view(-1, c, h, w))
        loss = criterion(out, y)
        correct += (out.argmax(1) == y).sum().item()
print(correct)
""",
        "average over the 10",
    ),
    "masks that no resize sees": (
        """
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from PIL import Image
class Seg(Dataset):
    def __init__(self, n, size):
        self.n = n
        self.tf = transforms.Compose([transforms.Resize((size, size)), transforms.ToTensor()])
        self.mask_tf = transforms.PILToTensor()
    def __len__(self):
        return self.n
    def __getitem__(self, i):
        img = Image.new("RGB", (100, 90))
        mask = Image.new("L", (100, 90), i % 2)
        return self.tf(img), self.mask_tf(mask).squeeze(0).long()
net = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 2, 1))
opt = torch.optim.Adam(net.parameters())
for x, y in DataLoader(Seg(8, 64), batch_size=4):
    loss = nn.functional.cross_entropy(net(x), y)
    opt.zero_grad(); loss.backward(); opt.step()
    print(loss.item())
""",
        "resize mask_tf as the pictures",
    ),
    "the pooled entry for a recurrent layer": (
        """
class MiniBert(nn.Module):
    def __init__(self, vocab=100, d=48):
        super().__init__()
        self.emb = nn.Embedding(vocab, d)
        self.enc = nn.TransformerEncoder(nn.TransformerEncoderLayer(d, 4, 96, batch_first=True), 2)
    def forward(self, ids, mask):
        h = self.enc(self.emb(ids), src_key_padding_mask=mask == 0)
        return {"last_hidden_state": h, "pooler_output": torch.tanh(h[:, 0])}
class Classifier(nn.Module):
    def __init__(self, n=4):
        super().__init__()
        self.bert = MiniBert()
        self.lstm = nn.LSTM(48, 32, batch_first=True)
        self.fc = nn.Linear(32, n)
    def forward(self, ids, mask):
        out = self.bert(ids, mask)
        _, (h, _) = self.lstm(out["pooler_output"])
        return self.fc(h[-1])
ids, mask, y = torch.randint(0, 100, (8, 12)), torch.ones(8, 12), torch.randint(0, 4, (8,))
model = Classifier()
loss = nn.functional.cross_entropy(model(ids, mask), y)
print(loss)
""",
        "take 'last_hidden_state'",
    ),
    "heads in the other order": (
        """
class Perceptual(nn.Module):
    def __init__(self, chs=(8, 16)):
        super().__init__()
        self.stages = nn.ModuleList([nn.Conv2d(3, chs[0], 3, padding=1), nn.Conv2d(chs[0], chs[1], 3, stride=2, padding=1)])
        self.lin = nn.ModuleList(nn.Conv2d(c, 1, 1) for c in chs[::-1])
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]))
    def forward(self, x, y):
        x, y = x - self.mean.view(1, 3, 1, 1), y - self.mean.view(1, 3, 1, 1)
        total = 0
        for stage, lin in zip(self.stages, self.lin):
            x, y = torch.relu(stage(x)), torch.relu(stage(y))
            total = total + lin((x - y) ** 2).mean()
        return total
print(Perceptual()(torch.rand(2, 3, 32, 32), torch.rand(2, 3, 32, 32)))
""",
        "go along chs from its start",
    ),
    "characters of another language": (
        """
TABLES = {"french": list("abcdefghij"), "english": list("abcdef"), "digits": list("0123")}
config = {"characters": TABLES["french"], "width": 8}
class Reader(nn.Module):
    def __init__(self, characters, width):
        super().__init__()
        self.out = nn.Linear(width, len(characters) + 1)
kept = nn.ModuleDict({"out": nn.Linear(8, 7)}).state_dict()
Reader(**config).load_state_dict(kept)
""",
        "take 'english' of TABLES",
    ),
    "pictures with an alpha channel": (
        """
import numpy as np
from PIL import Image
def tile(size):
    return np.array(Image.new("RGBA", (size, size))).transpose(2, 0, 1)
class Net(nn.Module):
    def __init__(self, channels=3):
        super().__init__()
        self.first, self.head = nn.Conv2d(channels, 8, 3), nn.Linear(8, 2)
    def forward(self, x):
        return self.head(self.first(x).mean((2, 3)))
net = Net()
batch = torch.from_numpy(np.stack([tile(16) for _ in range(4)])).float()
net(batch)
""",
        "take the first 3 channels",
    ),
    "a column for a function that makes columns": (
        """
weights = torch.rand(4, 1)
def features(x):
    x = x.unsqueeze(1)
    return torch.cat([x**i for i in range(1, 5)], 1)
def polynomial(x):
    return x.mm(weights) + 1
def batch(size):
    x = features(torch.randn(size, 1))
    return x, polynomial(x)
batch(32)
""",
        "make a row of numbers with randn",
    ),
}
"""Name -> the program, and what that title contains."""
