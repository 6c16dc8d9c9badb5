import csv
import io

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

FINDINGS = ["effusion", "opacity", "pneumothorax", "edema", "atelectasis", "tube", "consolidation",
            "pneumonia", "cardiomegaly", "fracture"]


def write_table(n=32):
    g = torch.Generator().manual_seed(8)
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["path"] + FINDINGS)
    for i in range(n):
        values = torch.randint(-1, 2, (len(FINDINGS),), generator=g).tolist()
        rows.writerow([f"files/p{i:03d}.jpg"] + values)
    return out.getvalue()


class ReportImages(Dataset):
    def __init__(self, table, size=64):
        rows = list(csv.reader(io.StringIO(table)))[1:]
        self.paths = [r[0] for r in rows]
        self.labels = torch.tensor([[int(v) for v in r[1:]] for r in rows])
        self.size = size

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, i):
        image = torch.rand(3, self.size, self.size, generator=torch.Generator().manual_seed(i))
        return {"image": image, "label": self.labels[i]}


class TextEncoder(nn.Module):
    def __init__(self, dim=64):
        super().__init__()
        self.embed = nn.EmbeddingBag(128, dim)

    def forward(self, words):
        return torch.cat([self.embed(torch.tensor([[ord(c) for c in w]])) for w in words])


class QueryNetwork(nn.Module):
    def __init__(self, dim=64, class_num=2):
        super().__init__()
        layer = nn.TransformerDecoderLayer(dim, 4, 128, batch_first=True, norm_first=True)
        self.decoder = nn.TransformerDecoder(layer, 2, nn.LayerNorm(dim))
        self.mlp_head = nn.Linear(dim, class_num)

    def forward(self, image_features, text_features):
        queries = text_features.unsqueeze(0).expand(len(image_features), -1, -1)
        return self.mlp_head(self.decoder(queries, image_features))


image_encoder = nn.Sequential(nn.Conv2d(3, 32, 8, stride=8), nn.ReLU(), nn.Conv2d(32, 64, 2, stride=2), nn.Flatten(2))
text_encoder, model = TextEncoder(), QueryNetwork()
params = [p for m in (image_encoder, text_encoder, model) for p in m.parameters()]
optimizer = torch.optim.AdamW(params, lr=1e-4)
ce_loss = nn.CrossEntropyLoss(ignore_index=-1)
text_list = ["normal"] + FINDINGS
for step, sample in enumerate(DataLoader(ReportImages(write_table()), batch_size=16)):
    label = sample["label"].long()
    text_features = text_encoder(text_list)
    image_features = image_encoder(sample["image"]).transpose(1, 2)
    pred_class_image = model(image_features, text_features)
    loss = ce_loss(pred_class_image.view(-1, 2), label.view(-1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step}: loss_ce {loss.item():.4f}")
