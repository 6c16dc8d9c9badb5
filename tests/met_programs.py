"""More programs as they are asked about, and what the title of the first edit that lets them end contains."""

MET = {
    "the size of a full batch handed to a loss": (
        """
class Net(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.enc = nn.Sequential(nn.Flatten(), nn.Linear(28 * 28, 64), nn.ReLU())
        self.proj = nn.Linear(64, dim)
    def forward(self, x):
        return F.normalize(self.proj(self.enc(x)), dim=1)
def nt_xent(z1, z2, batch_size, temperature=0.5):
    z = torch.cat([z1, z2])
    sim = z @ z.t() / temperature
    mask = torch.eye(2 * batch_size, dtype=torch.bool)
    sim = sim.masked_fill(mask, -1e9)
    target = torch.cat([torch.arange(batch_size, 2 * batch_size), torch.arange(batch_size)])
    return F.cross_entropy(sim, target)
torch.manual_seed(0)
batch_size = 32
data = torch.utils.data.TensorDataset(torch.rand(200, 1, 28, 28))
loader = torch.utils.data.DataLoader(data, batch_size=batch_size, shuffle=True)
net = Net()
opt = torch.optim.Adam(net.parameters(), 1e-3)
for epoch in range(2):
    for (x,) in loader:
        a, b = x + 0.1 * torch.randn_like(x), x + 0.1 * torch.randn_like(x)
        loss = nt_xent(net(a), net(b), batch_size)
        opt.zero_grad(); loss.backward(); opt.step()
    print(epoch, loss.item())
""",
        "take the number of samples of x",
    ),
    "a constant that a constructor is not given": (
        """
NUM_CLASSES = 20
ANCHORS = [(10, 13), (16, 30), (33, 23)]
class TinyYolo(nn.Module):
    def __init__(self, num_classes=80, anchors=3):
        super().__init__()
        chans = [3, 16, 32, 64, 128]
        layers = []
        for a, b in zip(chans, chans[1:]):
            layers += [nn.Conv2d(a, b, 3, 2, 1), nn.BatchNorm2d(b), nn.LeakyReLU(0.1)]
        self.body = nn.Sequential(*layers)
        self.head = nn.Conv2d(128, anchors * (5 + num_classes), 1)
    def forward(self, x):
        return self.head(self.body(x))
def decode(pred, num_classes, anchors):
    n, _, h, w = pred.shape
    pred = pred.view(n, len(anchors), 5 + num_classes, h, w)
    return pred.permute(0, 1, 3, 4, 2).contiguous()
torch.manual_seed(0)
model = TinyYolo()
opt = torch.optim.SGD(model.parameters(), lr=0.01)
for step in range(3):
    images = torch.rand(4, 3, 128, 128)
    out = decode(model(images), NUM_CLASSES, ANCHORS)
    target = torch.zeros_like(out)
    loss = ((out - target) ** 2).mean()
    opt.zero_grad(); loss.backward(); opt.step()
    print(step, loss.item(), out.shape)
""",
        "num_classes=NUM_CLASSES",
    ),
    "masks of another size than the pictures": (
        """
from torch.utils.data import Dataset, DataLoader
import torchvision.transforms as T
from PIL import Image
import numpy as np
class Roads(Dataset):
    def __init__(self, n=12, size=96):
        rng = np.random.default_rng(0)
        self.images = [Image.fromarray(rng.integers(0, 255, (130, 170, 3), dtype=np.uint8)) for _ in range(n)]
        self.masks = [Image.fromarray(rng.integers(0, 3, (130, 170), dtype=np.uint8)) for _ in range(n)]
        self.img_tf = T.Compose([T.Resize((size, size)), T.ToTensor()])
        self.mask_tf = T.Compose([T.Resize((size // 2, size // 2), interpolation=T.InterpolationMode.NEAREST)])
    def __len__(self):
        return len(self.images)
    def __getitem__(self, i):
        mask = torch.as_tensor(np.array(self.mask_tf(self.masks[i])), dtype=torch.long)
        return self.img_tf(self.images[i]), mask
class Net(nn.Module):
    def __init__(self, classes=3):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU())
        self.cls = nn.Conv2d(32, classes, 1)
    def forward(self, x):
        size = x.shape[-2:]
        return F.interpolate(self.cls(self.down(x)), size=size, mode="bilinear", align_corners=False)
loader = DataLoader(Roads(), batch_size=4, shuffle=True)
net = Net()
opt = torch.optim.Adam(net.parameters(), 1e-3)
crit = nn.CrossEntropyLoss()
for epoch in range(2):
    for x, y in loader:
        loss = crit(net(x), y)
        opt.zero_grad(); loss.backward(); opt.step()
    print(epoch, loss.item())
""",
        "Resize (size, size) as in the other pipeline",
    ),
    "windows of seven in maps of 64": (
        """
def window_partition(x, window_size):
    B, H, W, C = x.shape
    x = x.view(B, H // window_size, window_size, W // window_size, window_size, C)
    return x.permute(0, 1, 3, 2, 4, 5).contiguous().view(-1, window_size * window_size, C)
def window_reverse(windows, window_size, H, W):
    B = int(windows.shape[0] / (H * W / window_size / window_size))
    x = windows.view(B, H // window_size, W // window_size, window_size, window_size, -1)
    return x.permute(0, 1, 3, 2, 4, 5).contiguous().view(B, H, W, -1)
class Block(nn.Module):
    def __init__(self, dim, heads, window_size=7):
        super().__init__()
        self.window_size = window_size
        self.norm = nn.LayerNorm(dim)
        self.attn = nn.MultiheadAttention(dim, heads, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim))
    def forward(self, x):
        B, H, W, C = x.shape
        w = window_partition(self.norm(x), self.window_size)
        w, _ = self.attn(w, w, w)
        x = x + window_reverse(w, self.window_size, H, W)
        return x + self.mlp(x)
class TinySwin(nn.Module):
    def __init__(self, img_size=256, patch=4, dim=32, heads=4, classes=10):
        super().__init__()
        self.embed = nn.Conv2d(3, dim, patch, patch)
        self.blocks = nn.Sequential(Block(dim, heads), Block(dim, heads))
        self.head = nn.Linear(dim, classes)
    def forward(self, x):
        x = self.embed(x).permute(0, 2, 3, 1)
        x = self.blocks(x)
        return self.head(x.mean((1, 2)))
torch.manual_seed(0)
net = TinySwin()
x = torch.rand(2, 3, 256, 256)
y = torch.tensor([1, 3])
loss = nn.functional.cross_entropy(net(x), y)
loss.backward()
print(loss.item())
""",
        "make the images 224",
    ),
    "values of the states that are not the last": (
        """
import random
from collections import deque
class DQN(nn.Module):
    def __init__(self, n_obs=4, n_actions=2):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_obs, 64), nn.ReLU(), nn.Linear(64, n_actions))
    def forward(self, x):
        return self.net(x)
random.seed(0); torch.manual_seed(0)
policy, target = DQN(), DQN()
memory = deque(maxlen=200)
for t in range(100):
    s = torch.rand(1, 4)
    a = torch.tensor([[random.randrange(2)]])
    s2 = torch.rand(1, 4) if t % 10 != 9 else None
    memory.append((s, a, s2, torch.tensor([1.0])))
opt = torch.optim.Adam(policy.parameters(), 1e-3)
for step in range(3):
    batch = random.sample(memory, 32)
    s, a, s2, r = zip(*batch)
    mask = torch.tensor([n is not None for n in s2])
    non_final = torch.cat([n for n in s2 if n is not None])
    q = policy(torch.cat(s)).gather(1, torch.cat(a))
    next_v = target(non_final).max(1)[0].detach()
    expected = next_v * 0.99 + torch.cat(r)
    loss = nn.functional.smooth_l1_loss(q, expected.unsqueeze(1))
    opt.zero_grad(); loss.backward(); opt.step()
    print(step, loss.item())
""",
        "put the 28 rows back",
    ),
    "several classes a sample, unlike counts": (
        """
from torch.utils.data import Dataset, DataLoader
GENRES = ["action", "comedy", "drama", "horror", "romance", "thriller"]
class Movies(Dataset):
    def __init__(self, n=40):
        g = torch.Generator().manual_seed(0)
        self.posters = torch.rand(n, 3, 32, 32, generator=g)
        self.genres = [torch.randperm(6, generator=g)[: 1 + i % 3].tolist() for i in range(n)]
    def __len__(self):
        return len(self.posters)
    def __getitem__(self, i):
        return self.posters[i], torch.tensor(self.genres[i])
net = nn.Sequential(nn.Flatten(), nn.Linear(3 * 32 * 32, 64), nn.ReLU(), nn.Linear(64, len(GENRES)))
crit = nn.BCEWithLogitsLoss()
opt = torch.optim.Adam(net.parameters(), 1e-3)
for x, y in DataLoader(Movies(), batch_size=8):
    loss = crit(net(x), y.float())
    opt.zero_grad(); loss.backward(); opt.step()
    print(loss.item())
""",
        "make a column for each class",
    ),
    "a reconstruction of 187 steps": (
        """
class AE(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Sequential(nn.Conv1d(1, 8, 7, stride=2, padding=3), nn.ReLU(), nn.Conv1d(8, 16, 5, stride=2, padding=2), nn.ReLU(), nn.Conv1d(16, 32, 3, stride=2, padding=1), nn.ReLU())
        self.dec = nn.Sequential(nn.ConvTranspose1d(32, 16, 4, stride=2, padding=1), nn.ReLU(), nn.ConvTranspose1d(16, 8, 4, stride=2, padding=1), nn.ReLU(), nn.ConvTranspose1d(8, 1, 4, stride=2, padding=1))
    def forward(self, x):
        return self.dec(self.enc(x))
torch.manual_seed(0)
beats = torch.rand(32, 1, 187)
net = AE()
opt = torch.optim.Adam(net.parameters())
for epoch in range(2):
    out = net(beats)
    loss = nn.functional.mse_loss(out, beats)
    opt.zero_grad(); loss.backward(); opt.step()
    print(loss.item())
""",
        "cut the reconstruction",
    ),
    "grey pictures for a network of the library": (
        """
from torchvision import models, transforms
from torch.utils.data import DataLoader, TensorDataset
torch.manual_seed(0)
data = TensorDataset(torch.rand(32, 1, 64, 64), torch.randint(0, 2, (32,)))
model = models.resnet18(weights=None)
model.fc = nn.Linear(model.fc.in_features, 2)
opt = torch.optim.SGD(model.parameters(), 0.01)
for x, y in DataLoader(data, batch_size=8):
    loss = nn.functional.cross_entropy(model(x), y)
    opt.zero_grad(); loss.backward(); opt.step()
    print(loss.item())
""",
        "build conv1 of model for 1 channels",
    ),
    "three pictures a sample": (
        """
import random
from torch.utils.data import Dataset, DataLoader
class Triplets(Dataset):
    def __init__(self, n=40):
        g = torch.Generator().manual_seed(0)
        self.x = torch.rand(n, 1, 28, 28, generator=g)
        self.y = torch.arange(n) % 4
    def __len__(self):
        return len(self.x)
    def __getitem__(self, i):
        pos = random.choice((self.y == self.y[i]).nonzero().flatten().tolist())
        neg = random.choice((self.y != self.y[i]).nonzero().flatten().tolist())
        return torch.stack([self.x[i], self.x[pos], self.x[neg]]), self.y[i]
class Embed(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2))
        self.fc = nn.Linear(8 * 13 * 13, 32)
    def forward(self, x):
        return self.fc(self.conv(x).flatten(1))
random.seed(0)
net = Embed()
crit = nn.TripletMarginLoss()
opt = torch.optim.Adam(net.parameters())
for x, y in DataLoader(Triplets(), batch_size=8):
    e = net(x)
    a, p, n = e[:, 0], e[:, 1], e[:, 2]
    loss = crit(a, p, n)
    opt.zero_grad(); loss.backward(); opt.step()
    print(loss.item())
""",
        "put those of a sample together again",
    ),
    "lengths of what a strided network is given": (
        """
torch.manual_seed(0)
class Net(nn.Module):
    def __init__(self, n_mels=40, classes=29):
        super().__init__()
        self.conv = nn.Conv1d(n_mels, 64, 5, stride=2, padding=2)
        self.rnn = nn.GRU(64, 64, batch_first=True)
        self.fc = nn.Linear(64, classes)
    def forward(self, x):
        h = torch.relu(self.conv(x)).transpose(1, 2)
        h, _ = self.rnn(h)
        return self.fc(h).log_softmax(-1)
net, ctc = Net(), nn.CTCLoss(blank=0)
opt = torch.optim.Adam(net.parameters())
for step in range(2):
    mel = torch.rand(4, 40, 120)
    text = torch.randint(1, 29, (4, 12))
    in_len = torch.full((4,), mel.shape[-1], dtype=torch.long)
    tx_len = torch.full((4,), 12, dtype=torch.long)
    out = net(mel)
    loss = ctc(out.transpose(0, 1), text, in_len, tx_len)
    opt.zero_grad(); loss.backward(); opt.step()
    print(loss.item())
""",
        "divide the lengths by 2",
    ),
    "tables for as many users as there are different ones": (
        """
torch.manual_seed(0)
users = torch.randint(1, 51, (300,))
items = torch.randint(1, 81, (300,))
ratings = torch.rand(300)
n_users, n_items = users.unique().numel(), items.unique().numel()
class NCF(nn.Module):
    def __init__(self, n_users, n_items, dim=16):
        super().__init__()
        self.u, self.i = nn.Embedding(n_users, dim), nn.Embedding(n_items, dim)
        self.mlp = nn.Sequential(nn.Linear(2 * dim, 32), nn.ReLU(), nn.Linear(32, 1))
    def forward(self, u, i):
        return self.mlp(torch.cat([self.u(u), self.i(i)], -1)).squeeze(-1)
net = NCF(n_users, n_items)
opt = torch.optim.Adam(net.parameters())
for k in range(0, 300, 64):
    p = net(users[k:k + 64], items[k:k + 64])
    loss = nn.functional.mse_loss(p, ratings[k:k + 64])
    opt.zero_grad(); loss.backward(); opt.step()
    print(loss.item())
""",
        "count up to the largest number",
    ),
    "an adjacency matrix up to the last edge": (
        """
class GCNLayer(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.w = nn.Parameter(torch.randn(i, o) * 0.1)
    def forward(self, x, adj):
        return adj @ (x @ self.w)
class GCN(nn.Module):
    def __init__(self, feats, hidden, classes):
        super().__init__()
        self.g1, self.g2 = GCNLayer(feats, hidden), GCNLayer(hidden, classes)
    def forward(self, x, adj):
        return self.g2(torch.relu(self.g1(x, adj)), adj)
torch.manual_seed(0)
n = 60
edges = torch.randint(0, n - 1, (2, 200))
adj = torch.zeros(edges.max() + 1, edges.max() + 1)
adj[edges[0], edges[1]] = 1
x, y = torch.rand(n, 20), torch.randint(0, 4, (n,))
net = GCN(20, 16, 4)
out = net(x, adj)
loss = nn.functional.cross_entropy(out, y)
loss.backward()
print(loss.item())
""",
        "make it for n",
    ),
    "a mask as long as the text before it is cut": (
        """
from torch.utils.data import Dataset, DataLoader
class Chat(Dataset):
    def __init__(self, n=20, vocab=60):
        g = torch.Generator().manual_seed(0)
        self.items = [torch.randint(1, vocab, (int(k),), generator=g) for k in torch.randint(4, 15, (n,), generator=g)]
    def __len__(self):
        return len(self.items)
    def __getitem__(self, i):
        ids = self.items[i]
        return {"input_ids": ids[:-1], "labels": ids[1:], "attention_mask": torch.ones(len(ids))}
def collate(batch):
    longest = max(len(b["input_ids"]) for b in batch)
    out = {k: [] for k in batch[0]}
    for b in batch:
        pad = longest - len(b["input_ids"])
        out["input_ids"].append(nn.functional.pad(b["input_ids"], (0, pad)))
        out["labels"].append(nn.functional.pad(b["labels"], (0, pad), value=-100))
        out["attention_mask"].append(nn.functional.pad(b["attention_mask"], (0, pad)))
    return {k: torch.stack(v) for k, v in out.items()}
class LM(nn.Module):
    def __init__(self, vocab=60, d=32):
        super().__init__()
        self.emb = nn.Embedding(vocab, d)
        self.layer = nn.TransformerEncoderLayer(d, 4, 64, batch_first=True)
        self.head = nn.Linear(d, vocab)
    def forward(self, ids, mask):
        h = self.layer(self.emb(ids), src_key_padding_mask=mask == 0)
        return self.head(h)
net = LM()
opt = torch.optim.Adam(net.parameters())
for b in DataLoader(Chat(), batch_size=5, collate_fn=collate):
    logits = net(b["input_ids"], b["attention_mask"])
    loss = nn.functional.cross_entropy(logits.flatten(0, 1), b["labels"].flatten(), ignore_index=-100)
    opt.zero_grad(); loss.backward(); opt.step()
    print(loss.item())
""",
        "make it for ids[1:]",
    ),
    "boxes of priors and of the network": (
        """
class MiniSSD(nn.Module):
    def __init__(self, classes=4, boxes=(4, 6, 6)):
        super().__init__()
        self.s1 = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU())
        self.s2 = nn.Sequential(nn.Conv2d(32, 64, 3, 2, 1), nn.ReLU())
        self.s3 = nn.Sequential(nn.Conv2d(64, 64, 3, 2, 1), nn.ReLU())
        self.loc = nn.ModuleList([nn.Conv2d(c, b * 4, 3, padding=1) for c, b in zip((32, 64, 64), boxes)])
        self.cls = nn.ModuleList([nn.Conv2d(c, b * classes, 3, padding=1) for c, b in zip((32, 64, 64), boxes)])
        self.classes = classes
    def forward(self, x):
        a = self.s1(x); b = self.s2(a); c = self.s3(b)
        loc, conf = [], []
        for f, l, k in zip((a, b, c), self.loc, self.cls):
            loc.append(l(f).permute(0, 2, 3, 1).reshape(x.size(0), -1, 4))
            conf.append(k(f).permute(0, 2, 3, 1).reshape(x.size(0), -1, self.classes))
        return torch.cat(loc, 1), torch.cat(conf, 1)
def make_priors(maps=(32, 16, 8), boxes=(4, 6, 4)):
    out = []
    for m, b in zip(maps, boxes):
        for i in range(m):
            for j in range(m):
                out += [[(j + 0.5) / m, (i + 0.5) / m, 0.2, 0.2]] * b
    return torch.tensor(out)
torch.manual_seed(0)
net, priors = MiniSSD(), make_priors()
x = torch.rand(2, 3, 128, 128)
loc, conf = net(x)
boxes = priors[None] + 0.1 * loc
print(boxes.shape, conf.shape)
""",
        "let boxes of make_priors be (4, 6, 6)",
    ),
    "odd pictures scaled down and up": (
        """
from torch.utils.data import DataLoader, Dataset
class SR(Dataset):
    def __init__(self, sizes):
        g = torch.Generator().manual_seed(0)
        self.hr = [torch.rand(3, h, w, generator=g) for h, w in sizes]
    def __len__(self):
        return len(self.hr)
    def __getitem__(self, i):
        hr = self.hr[i]
        lr = nn.functional.interpolate(hr[None], scale_factor=0.5, mode="bicubic", antialias=True)[0]
        return lr, hr
class ESPCN(nn.Module):
    def __init__(self, r=2):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 16, 5, padding=2), nn.Tanh(), nn.Conv2d(16, 3 * r * r, 3, padding=1), nn.PixelShuffle(r))
    def forward(self, x):
        return self.body(x)
net = ESPCN()
opt = torch.optim.Adam(net.parameters())
train, val = SR([(48, 48)] * 8), SR([(64, 64), (50, 70), (61, 45)])
for lr, hr in DataLoader(train, batch_size=4):
    loss = nn.functional.mse_loss(net(lr), hr)
    opt.zero_grad(); loss.backward(); opt.step()
with torch.no_grad():
    for lr, hr in DataLoader(val, batch_size=1):
        mse = nn.functional.mse_loss(net(lr), hr)
        print((-10 * mse.log10()).item())
""",
        "cut hr to multiples of 2",
    ),
    "predictions of all batches stacked": (
        """
import numpy as np
from torch.utils.data import DataLoader, TensorDataset
torch.manual_seed(0)
ds = TensorDataset(torch.rand(50, 10), torch.randint(0, 3, (50,)))
net = nn.Sequential(nn.Linear(10, 16), nn.ReLU(), nn.Linear(16, 3))
net.eval()
preds, labels = [], []
with torch.no_grad():
    for x, y in DataLoader(ds, batch_size=16):
        preds.append(net(x).argmax(1).numpy())
        labels.append(y.numpy())
preds, labels = np.stack(preds), np.stack(labels)
print("acc", (preds == labels).mean())
""",
        "join them along the axis",
    ),
    "predictions for turned pictures": (
        """
class Seg(nn.Module):
    def __init__(self, c=2):
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, c, 1))
    def forward(self, x):
        return self.net(x)
net = Seg().eval()
img = torch.rand(1, 3, 48, 64)
with torch.no_grad():
    outs = [net(img)]
    for k in (1, 2, 3):
        outs.append(net(torch.rot90(img, k, (2, 3))))
    prob = torch.stack(outs).mean(0).softmax(1)
print(prob.shape)
""",
        "turn each prediction back",
    ),
    "maps of all levels joined": (
        """
class Head(nn.Module):
    def __init__(self, dims=(16, 32, 64), d=32, classes=4):
        super().__init__()
        self.proj = nn.ModuleList(nn.Linear(c, d) for c in dims)
        self.fuse = nn.Conv2d(d * 3, d, 1)
        self.cls = nn.Conv2d(d, classes, 1)
    def forward(self, feats):
        out = []
        for f, p in zip(feats, self.proj):
            n, c, h, w = f.shape
            y = p(f.flatten(2).transpose(1, 2))
            out.append(y.transpose(1, 2).reshape(n, -1, h, w))
        return self.cls(self.fuse(torch.cat(out, 1)))
class Backbone(nn.Module):
    def __init__(self, dims=(16, 32, 64)):
        super().__init__()
        self.stages = nn.ModuleList()
        c = 3
        for d in dims:
            self.stages.append(nn.Sequential(nn.Conv2d(c, d, 3, 2, 1), nn.ReLU())); c = d
    def forward(self, x):
        feats = []
        for s in self.stages:
            x = s(x); feats.append(x)
        return feats
b, h = Backbone(), Head()
x, y = torch.rand(2, 3, 64, 64), torch.randint(0, 4, (2, 64, 64))
logits = F.interpolate(h(b(x)), size=(64, 64), mode="bilinear")
loss = F.cross_entropy(logits, y)
loss.backward()
print(loss.item())
""",
        "scale the maps of all levels",
    ),
    "statistics of the channels as buffers": (
        """
from torchvision import models
class VGGLoss(nn.Module):
    def __init__(self):
        super().__init__()
        vgg = models.vgg11(weights=None).features
        self.slice = nn.Sequential(*list(vgg.children())[:6]).eval()
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]))
        self.register_buffer("std", torch.tensor([0.229, 0.224, 0.225]))
    def forward(self, a, b):
        a, b = (a - self.mean) / self.std, (b - self.mean) / self.std
        return (self.slice(a) - self.slice(b)).abs().mean()
net = nn.Conv2d(3, 3, 3, padding=1)
crit = VGGLoss()
x = torch.rand(2, 3, 32, 32)
loss = crit(net(x), x)
loss.backward()
print(loss.item())
""",
        "keep the numbers along the channels",
    ),
    "features of a loss and of the network": (
        """
class CenterLoss(nn.Module):
    def __init__(self, num_classes=10, feat_dim=2):
        super().__init__()
        self.num_classes = num_classes
        self.centers = nn.Parameter(torch.randn(num_classes, feat_dim))
    def forward(self, x, labels):
        n = x.size(0)
        dist = x.pow(2).sum(1, keepdim=True).expand(n, self.num_classes) + self.centers.pow(2).sum(1, keepdim=True).expand(self.num_classes, n).t()
        dist = dist - 2 * x @ self.centers.t()
        mask = labels.unsqueeze(1).expand(n, self.num_classes).eq(torch.arange(self.num_classes).expand(n, self.num_classes))
        return (dist * mask).clamp(1e-12, 1e12).sum() / n
class Net(nn.Module):
    def __init__(self, feat=64, classes=10):
        super().__init__()
        self.f = nn.Sequential(nn.Flatten(), nn.Linear(784, feat), nn.ReLU())
        self.fc = nn.Linear(feat, classes)
    def forward(self, x):
        f = self.f(x)
        return f, self.fc(f)
torch.manual_seed(0)
net, center = Net(), CenterLoss()
opt = torch.optim.SGD([*net.parameters(), *center.parameters()], 0.01)
for _ in range(2):
    x, y = torch.rand(16, 1, 28, 28), torch.randint(0, 10, (16,))
    f, out = net(x)
    loss = nn.functional.cross_entropy(out, y) + 0.1 * center(f, y)
    opt.zero_grad(); loss.backward(); opt.step()
    print(loss.item())
""",
        "change feat_dim to 64",
    ),
    "a causal mask for the batch": (
        """
class MT(nn.Module):
    def __init__(self, vs=50, vt=60, d=32):
        super().__init__()
        self.es, self.et = nn.Embedding(vs, d), nn.Embedding(vt, d)
        self.t = nn.Transformer(d, 4, 1, 1, 64, batch_first=True)
        self.out = nn.Linear(d, vt)
    def forward(self, s, t):
        mask = self.t.generate_square_subsequent_mask(t.size(0))
        return self.out(self.t(self.es(s), self.et(t), tgt_mask=mask))
torch.manual_seed(0)
net = MT()
s, t = torch.randint(0, 50, (4, 9)), torch.randint(0, 60, (4, 7))
logits = net(s, t[:, :-1])
loss = nn.functional.cross_entropy(logits.reshape(-1, 60), t[:, 1:].reshape(-1))
loss.backward()
print(loss.item())
""",
        "make the mask for the length",
    ),
    "a state kept into the last, shorter slice": (
        """
class CharLM(nn.Module):
    def __init__(self, v=30, h=32):
        super().__init__()
        self.emb, self.rnn, self.out = nn.Embedding(v, h), nn.LSTM(h, h, batch_first=True), nn.Linear(h, v)
    def forward(self, x, state=None):
        o, state = self.rnn(self.emb(x), state)
        return self.out(o), state
torch.manual_seed(0)
text = torch.randint(0, 30, (1000,))
xs = text[:-1].unfold(0, 20, 20)
ys = text[1:].unfold(0, 20, 20)
net = CharLM()
opt = torch.optim.Adam(net.parameters())
state = None
for k in range(0, len(xs), 16):
    logits, state = net(xs[k:k + 16], state)
    state = tuple(s.detach() for s in state)
    loss = nn.functional.cross_entropy(logits.flatten(0, 1), ys[k:k + 16].flatten())
    opt.zero_grad(); loss.backward(); opt.step()
    print(loss.item())
""",
        "leave out the last, shorter slice",
    ),
}
