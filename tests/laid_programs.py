"""Programs whose tensors are laid out or counted for other sizes, each with the title of the likeliest edit."""

from __future__ import annotations

LAID = {
    "a factor in brackets that is rounded": (
        """
import torch.nn.functional as F
def enlarged(heat, wanted):
    return F.interpolate(heat, scale_factor=(wanted / heat.shape[-1]))
print((enlarged(torch.rand(1, 1, 199, 199), 800) + torch.rand(1, 1, 800, 800)).shape)
""",
        "say the size, not the factor",
    ),
    "rows in the width of another model": (
        """
def agreement(student, teacher, student_head, teacher_head):
    width = student.size(-1)
    s, t = student.reshape(-1, width), teacher.reshape(-1, width)
    return (student_head(s) - teacher_head(t)).abs().mean()
torch.manual_seed(0)
student_head, teacher_head = nn.Linear(16, 7), nn.Linear(24, 7)
print(agreement(torch.rand(4, 6, 16), torch.rand(4, 6, 24), student_head, teacher_head))
""",
        "keep the last size of teacher",
    ),
    "steps joined with the width of a code": (
        """
class Codes(nn.Module):
    def __init__(self, dim=40, width=16, heads=1):
        super().__init__()
        self.heads, self.book = heads, nn.Parameter(torch.rand(heads, 50, width))
        self.out = nn.Linear(heads * width, dim)
    def taken(self, indices):
        if self.heads > 1:
            codes = torch.stack([self.book[h][indices[..., h]] for h in range(self.heads)], dim=-2)
        else:
            codes = self.book[0][indices]
        return codes.flatten(-2)
    def forward(self, indices):
        return self.out(self.taken(indices))
indices = torch.randint(0, 50, (4, 30))
frames = Codes()(indices)
assert frames.shape == (4, 30, 40)
""",
        "leave out this flatten",
    ),
    "windows of a picture that is no multiple of them": (
        """
from torch.utils.data import DataLoader, Dataset
SIDE = 16
class Windows(Dataset):
    def __init__(self):
        self.pictures = torch.rand(2, 3, 40, 64)
        _, _, h, w = self.pictures.shape
        self.at = [(n, y, x) for n in range(2) for y in range(0, h, SIDE) for x in range(0, w, SIDE)]
    def __len__(self):
        return len(self.at)
    def __getitem__(self, i):
        n, y, x = self.at[i]
        return self.pictures[n][:, y:y + SIDE, x:x + SIDE]
for batch in DataLoader(Windows(), batch_size=6):
    assert batch.shape[2:] == (SIDE, SIDE)
""",
        "leave out the windows that are not whole",
    ),
    "twice the fields where other fields are joined to them": (
        """
class Net(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.stem, self.last = nn.Conv2d(in_channels, 8, 3, padding=1), nn.Conv2d(8, out_channels, 1)
    def forward(self, x, given):
        return self.last(self.stem(torch.cat([x, given], dim=1)).relu())
def build(n_in, n_out):
    return Net(in_channels=2 * n_in, out_channels=n_out)
given, target = torch.rand(2, 3, 8, 8), torch.rand(2, 1, 8, 8)
net = build(given.shape[1], target.shape[1])
print(((net(torch.rand_like(target), given) - target) ** 2).mean())
""",
        "for both parts, n_in + n_out",
    ),
    "sequences where rows are compared": (
        """
private, shared = torch.rand(6, 4, 10, requires_grad=True), torch.rand(6, 4, 10)
loss = nn.CosineEmbeddingLoss()(private, shared, torch.tensor([-1]))
loss.backward()
""",
        "compare rows of the last axis",
    ),
    "the numbers of a state of another environment": (
        """
import numpy as np
def rollout(states, n_state=3):
    policy = nn.Sequential(nn.Linear(n_state, 8), nn.Tanh(), nn.Linear(8, 1))
    def rows_of(rows):
        return torch.tensor(np.array(rows), dtype=torch.float).view(-1, n_state)
    first = policy(rows_of(states[0]))
    return first.item() + policy(rows_of(states)).mean().item()
print(rollout([np.array([0.1, 0.2]), np.array([0.3, 0.4])]))
""",
        "change the number that n_state comes from to 2",
    ),
    "labels that are a column already": (
        """
def labels_of(rows):
    y = (rows.sum(1) > 1.5).float().reshape(-1, 1)
    return y.unsqueeze(1)
rows = torch.rand(8, 3)
targets = labels_of(rows)
print(F.binary_cross_entropy_with_logits(nn.Linear(3, 1)(rows), targets).item())
""",
        "leave out this",
    ),
    "a data set gone through one by one": (
        """
from torch.utils.data import DataLoader, Dataset
class Leaves(Dataset):
    def __len__(self):
        return 6
    def __getitem__(self, i):
        return torch.full((3, 8, 8), float(i)), i % 2
def turned(pictures, quarter):
    return torch.rot90(pictures, quarter, (2, 3))
net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))
for pictures, labels in DataLoader(Leaves(), batch_size=3):
    F.cross_entropy(net(pictures), labels).backward()
test_set = Leaves()
for picture, label in test_set:
    views = [net(turned(picture, k)).softmax(dim=1) for k in range(4)]
    print(torch.stack(views).mean(dim=0).argmax(dim=1).item() == label)
""",
        "load batches of one sample",
    ),
    "token lists of different lengths in a batch": (
        """
from torch.utils.data import DataLoader
texts = ["a b", "a b c d", "c a b", "d"]
rows = [{"ids": [1 + "abcd".index(w) for w in text.split()]} for text in texts]
def collate(features):
    return {k: torch.tensor([f[k] for f in features]) for k in features[0]}
table = nn.Embedding(5, 6, padding_idx=0)
for batch in DataLoader(rows, batch_size=2, collate_fn=collate):
    print(table(batch["ids"]).mean(1).shape)
""",
        "pad the rows to the longest",
    ),
    "parts of different lengths drawn in another order": (
        """
import numpy as np
np.random.seed(0)
def permuted(signal):
    parts = np.array_split(signal, [5, 12, 20])
    order = np.concatenate(np.random.permutation(parts))
    return torch.from_numpy(order)
print(permuted(np.arange(30, dtype=np.float32)).shape)
""",
        "draw numbers of parts",
    ),
    "a table with the numbers of its rows": (
        """
import io
import numpy as np
N_FEATURES = 4
text = "\\n".join(",".join(map(str, [row, *np.random.rand(N_FEATURES).round(3)])) for row in range(10))
def table(file):
    return np.loadtxt(file, delimiter=",", dtype=np.float32)
rows = torch.from_numpy(table(io.StringIO(text)))
print(nn.Linear(N_FEATURES, 2)(rows).shape)
""",
        "leave out the first column",
    ),
    "classes counted by the largest that occurs": (
        """
NUM_CLASSES = 10
def one_hot(labels):
    k = int(labels.max()) + 1
    rows = torch.zeros(len(labels), k)
    rows[torch.arange(len(labels)), labels] = 1.0
    return rows
labels = torch.arange(9)
print((nn.Linear(3, NUM_CLASSES)(torch.rand(9, 3)) - one_hot(labels)).pow(2).mean().item())
""",
        "count NUM_CLASSES classes",
    ),
    "codes counted in the raw table": (
        """
import numpy as np
table = np.array([[0.5, 0.5, 0.5], [0.5, 0.1, 0.1]])
codes = np.arange(6).reshape(2, 3) + 1
wide = nn.Embedding(np.unique(table).shape[0] + 1, 4)
wide(torch.from_numpy(codes))
""",
        "count in codes, not in table",
    ),
    "a list of steps without the resizing of the other": (
        """
class Resize:
    def __init__(self, size):
        self.size = (size, size)
    def __call__(self, x):
        return nn.functional.interpolate(x[None], self.size)[0]
class Flip:
    def __call__(self, x):
        return x.flip(-1)
train_aug = [Flip()]
test_aug = [Resize(8)]
def batch(steps):
    pictures = [torch.rand(3, side, side) for side in (9, 12)]
    for step in steps:
        pictures = [step(x) for x in pictures]
    return torch.stack(pictures)
print(batch(train_aug).shape)
""",
        "Resize as the other pipeline has it",
    ),
}
