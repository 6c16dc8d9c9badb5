import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

TABLES_ON_PAGE = {
    3: [[0.50, 0.30, 0.80, 0.20], [0.50, 0.75, 0.60, 0.25]],
    4: [],
    8: [[0.48, 0.52, 0.70, 0.40]],
    9: [[0.30, 0.22, 0.45, 0.18]],
    15: [],
    16: [],
    21: [[0.52, 0.81, 0.90, 0.22]],
    22: [],
}


class TablePages(Dataset):
    def __len__(self):
        return len(TABLES_ON_PAGE)

    def __getitem__(self, i):
        page, bboxes = list(TABLES_ON_PAGE.items())[i]
        image = torch.rand(1, 96, 72, generator=torch.Generator().manual_seed(page))
        boxes = torch.as_tensor(bboxes, dtype=torch.float32)
        return image, {"boxes": boxes, "labels": torch.zeros(len(bboxes), dtype=torch.int64)}


class MiniDETR(nn.Module):
    def __init__(self, dim=32, queries=6):
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(1, dim, 8, 8), nn.ReLU())
        self.decoder = nn.TransformerDecoderLayer(dim, 4, 64, batch_first=True)
        self.query_embed = nn.Embedding(queries, dim)
        self.class_embed, self.bbox_embed = nn.Linear(dim, 2), nn.Linear(dim, 4)

    def forward(self, x):
        memory = self.backbone(x).flatten(2).transpose(1, 2)
        hs = self.decoder(self.query_embed.weight.expand(len(x), -1, -1), memory)
        return self.class_embed(hs), self.bbox_embed(hs).sigmoid()


@torch.no_grad()
def match(logits, boxes, targets):
    prob = logits.flatten(0, 1).softmax(-1)
    tgt_ids, tgt_boxes = (torch.cat([t[key] for t in targets]) for key in ("labels", "boxes"))
    cost = torch.cdist(boxes.flatten(0, 1), tgt_boxes, p=1) - prob[:, tgt_ids]
    cost = cost.view(*logits.shape[:2], len(tgt_ids)).split([len(t["labels"]) for t in targets], -1)
    return [c[i].argsort(0)[0] for i, c in enumerate(cost)]


def criterion(logits, boxes, targets):
    matched = match(logits, boxes, targets)
    classes = torch.ones(logits.shape[:2], dtype=torch.int64)
    for i, rows in enumerate(matched):
        classes[i, rows] = targets[i]["labels"]
    src = torch.cat([boxes[i, rows] for i, rows in enumerate(matched)])
    loss_bbox = (src - torch.cat([t["boxes"] for t in targets])).abs().sum() / max(len(src), 1)
    return nn.functional.cross_entropy(logits.transpose(1, 2), classes) + 5 * loss_bbox


model = MiniDETR()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
loader = DataLoader(TablePages(), batch_size=2, collate_fn=lambda b: (torch.stack([x for x, _ in b]), [t for _, t in b]))
for images, targets in loader:
    loss = criterion(*model(images), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
