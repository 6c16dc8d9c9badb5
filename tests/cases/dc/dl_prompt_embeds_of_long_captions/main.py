import os
import tempfile

import torch
from torch.utils.data import DataLoader, Dataset

from captions import Tokenizer, read_captions, write_captions
from embed_cache import TextEmbeddingCache, TextEncoder
from image_model import QwenImage

CONFIG = {
    "train_batch_size": 4,
    "learning_rate": 1e-4,
    "num_train_epochs": 1,
    "seed": 42,
}


class LatentDataset(Dataset):
    def __init__(self, names):
        self.names = names

    def __len__(self):
        return len(self.names)

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        return {"name": self.names[i], "latents": torch.randn(16, 8, 8, generator=g)}


def main(folder):
    torch.manual_seed(CONFIG["seed"])
    caption_file = write_captions(folder)
    captions = read_captions(caption_file)
    tokenizer = Tokenizer(captions.values())
    cache = TextEmbeddingCache(os.path.join(folder, "cache", "text"), tokenizer, TextEncoder(len(tokenizer)))
    cache.build(caption_file)

    qwen = QwenImage()

    def collate_fn(examples):
        batch = qwen.collate_prompt_embeds([cache.load(e["name"]) for e in examples])
        batch["latents"] = torch.stack([e["latents"] for e in examples])
        return batch

    loader = DataLoader(LatentDataset(sorted(captions)), batch_size=CONFIG["train_batch_size"], collate_fn=collate_fn)
    optimizer = torch.optim.AdamW(qwen.model.parameters(), lr=CONFIG["learning_rate"])
    for epoch in range(CONFIG["num_train_epochs"]):
        for step, batch in enumerate(loader):
            loss = qwen.loss(batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print(f"epoch {epoch} step {step} loss {loss.item():.4f}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as tmp:
        main(tmp)
