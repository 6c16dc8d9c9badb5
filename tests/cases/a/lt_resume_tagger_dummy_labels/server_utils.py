import zlib

import torch

MAX_LEN = 100


def tokenize(text, max_len=MAX_LEN):
    ids = [zlib.crc32(w.lower().encode()) % 999 + 1 for w in text.split()][:max_len]
    mask = [1] * len(ids) + [0] * (max_len - len(ids))
    return torch.tensor([ids + [0] * (max_len - len(ids))]), torch.tensor([mask])


def predict(model, idx2tag, text):
    model.eval()
    input_ids, input_mask = tokenize(text)
    labels = torch.tensor([1] * input_ids.size(0), dtype=torch.long).unsqueeze(0)
    with torch.no_grad():
        outputs = model(input_ids, attention_mask=input_mask, labels=labels)
        tmp_eval_loss, logits = outputs[:2]
    tags = [idx2tag[int(k)] for k in logits[0].argmax(-1)[: int(input_mask.sum())]]
    return {"loss": tmp_eval_loss.item(), "entities": list(zip(text.split(), tags))}
