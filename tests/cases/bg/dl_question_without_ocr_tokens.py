import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

MAX_OCR = 50


class CopyProcessor:
    """Pads a blob along its first axis to a fixed length."""

    def __init__(self, max_length):
        self.max_length = max_length

    def __call__(self, blob):
        final_blob = np.zeros((self.max_length,) + blob.shape[1:], blob.dtype)
        final_blob[:len(blob)] = blob[:len(final_blob)]
        return torch.from_numpy(final_blob)


def fake_imdb(n=8):
    rng = np.random.RandomState(3)
    rows = []
    for i in range(n):
        count = 0 if i == 5 else rng.randint(2, 12)
        boxes = [rng.rand(4).tolist() for _ in range(count)]
        rows.append({"question": rng.randint(1, 90, 14), "ocr_normalized_boxes": boxes, "answer": i % 4})
    return rows


class SceneTextVQA(Dataset):
    def __init__(self, imdb):
        self.imdb = imdb
        self.copy_processor = CopyProcessor(MAX_OCR)

    def __len__(self):
        return len(self.imdb)

    def __getitem__(self, i):
        info = self.imdb[i]
        boxes = np.array(info["ocr_normalized_boxes"], dtype=np.float32)
        return {
            "text": torch.as_tensor(info["question"]),
            "ocr_bbox_coordinates": self.copy_processor(boxes),
            "targets": torch.tensor(info["answer"]),
        }


def batch_collator(samples):
    batch = {}
    for field, first in samples[0].items():
        batch[field] = first.new_empty((len(samples), *first.shape))
        for idx, sample in enumerate(samples):
            batch[field][idx] = sample[field]
    return batch


class PointerAnswerer(nn.Module):
    def __init__(self, vocab=90, dim=32, answers=4):
        super().__init__()
        self.words = nn.Embedding(vocab, dim)
        self.ocr_bbox = nn.Linear(4, dim)
        self.mmt = nn.TransformerEncoderLayer(dim, 4, 64, batch_first=True)
        self.classifier = nn.Linear(dim, answers)

    def forward(self, batch):
        tokens = torch.cat([self.words(batch["text"]), self.ocr_bbox(batch["ocr_bbox_coordinates"])], dim=1)
        return self.classifier(self.mmt(tokens)[:, 0])


model = PointerAnswerer()
optimizer = torch.optim.Adam(model.parameters(), 1e-4)
for batch in DataLoader(SceneTextVQA(fake_imdb()), batch_size=4, collate_fn=batch_collator):
    loss = nn.functional.cross_entropy(model(batch), batch["targets"])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
