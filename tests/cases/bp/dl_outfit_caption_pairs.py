import csv
import os
import tempfile
import zlib

import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

SOT, EOT, VOCAB = 998, 999, 1000
ARTICLES = ["linen shirt", "denim jacket", "pleated skirt", "wool coat", "canvas sneaker", "silk scarf"]


def tokenize(texts, context_length=77):
    if isinstance(texts, str):
        texts = [texts]
    result = torch.zeros(len(texts), context_length, dtype=torch.long)
    for row, text in enumerate(texts):
        words = [zlib.crc32(w.encode()) % (SOT - 1) + 1 for w in text.lower().split()]
        ids = [SOT] + words[: context_length - 2] + [EOT]
        result[row, : len(ids)] = torch.tensor(ids)
    return result


class OutfitPairs(Dataset):
    def __init__(self, root, preprocess):
        self.root = root
        self.preprocess = preprocess
        with open(os.path.join(root, "captions.csv"), newline="") as f:
            self.rows = list(csv.DictReader(f))

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, idx):
        row = self.rows[idx]
        image = Image.open(os.path.join(self.root, row["file"])).convert("RGB")
        caption = f"a product photo of a {row['article']}"
        return self.preprocess(image), tokenize(caption)


class TextTransformer(nn.Module):
    def __init__(self, width=64, heads=4, layers=2, context_length=77, embed_dim=32):
        super().__init__()
        self.token_embedding = nn.Embedding(VOCAB, width)
        self.positional_embedding = nn.Parameter(0.01 * torch.randn(context_length, width))
        layer = nn.TransformerEncoderLayer(width, heads, 2 * width, dropout=0.0)
        self.resblocks = nn.TransformerEncoder(layer, layers)
        self.ln_final = nn.LayerNorm(width)
        self.text_projection = nn.Parameter(width ** -0.5 * torch.randn(width, embed_dim))

    def forward(self, text):
        x = self.token_embedding(text) + self.positional_embedding
        x = x.permute(1, 0, 2)
        mask = nn.Transformer.generate_square_subsequent_mask(x.shape[0])
        x = self.resblocks(x, mask=mask).permute(1, 0, 2)
        x = self.ln_final(x)
        eot = text.argmax(dim=-1)
        return x[torch.arange(x.shape[0]), eot] @ self.text_projection


class TinyCLIP(nn.Module):
    def __init__(self, embed_dim=32):
        super().__init__()
        self.visual = nn.Sequential(
            nn.Conv2d(3, 32, 8, 8), nn.GELU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, embed_dim))
        self.text = TextTransformer(embed_dim=embed_dim)
        self.logit_scale = nn.Parameter(torch.tensor(2.66))

    def forward(self, image, text):
        i = F.normalize(self.visual(image), dim=-1)
        t = F.normalize(self.text(text), dim=-1)
        logits = self.logit_scale.exp() * i @ t.t()
        return logits, logits.t()


def finetune(root, epochs=1):
    preprocess = transforms.Compose([
        transforms.Resize(64), transforms.CenterCrop(64), transforms.ToTensor(),
        transforms.Normalize((0.4815, 0.4578, 0.4082), (0.2686, 0.2613, 0.2758)),
    ])
    loader = DataLoader(OutfitPairs(root, preprocess), batch_size=4, shuffle=True)
    model = TinyCLIP()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-5, betas=(0.9, 0.98), eps=1e-6, weight_decay=0.2)
    for epoch in range(epochs):
        for images, texts in loader:
            optimizer.zero_grad()
            logits_per_image, logits_per_text = model(images, texts)
            ground_truth = torch.arange(len(images))
            total_loss = (F.cross_entropy(logits_per_image, ground_truth)
                          + F.cross_entropy(logits_per_text, ground_truth)) / 2
            total_loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: {total_loss.item():.4f}")


if __name__ == "__main__":
    torch.manual_seed(7)
    with tempfile.TemporaryDirectory() as root:
        with open(os.path.join(root, "captions.csv"), "w", newline="") as f:
            out = csv.writer(f)
            out.writerow(["file", "article"])
            for k in range(10):
                Image.new("RGB", (80, 96), (20 * k, 90, 255 - 20 * k)).save(os.path.join(root, f"{k}.jpg"))
                out.writerow([f"{k}.jpg", ARTICLES[k % len(ARTICLES)]])
        finetune(root)
