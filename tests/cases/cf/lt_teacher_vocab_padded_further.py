import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader

PAD = 0
TOKENIZER_SIZE = 485
SIZES = {
    "base-small": dict(vocab_size=496, hidden=32, layers=1),
    "instruct-large": dict(vocab_size=512, hidden=64, layers=3),
}


class CausalLM(nn.Module):
    def __init__(self, vocab_size, hidden, layers, max_len=32):
        super().__init__()
        self.embed_tokens = nn.Embedding(vocab_size, hidden)
        self.embed_pos = nn.Embedding(max_len, hidden)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(hidden, 4, 2 * hidden, batch_first=True) for _ in range(layers))
        self.lm_head = nn.Linear(hidden, vocab_size, bias=False)

    def forward(self, input_ids):
        n = input_ids.size(1)
        mask = torch.triu(torch.full((n, n), float("-inf")), diagonal=1)
        h = self.embed_tokens(input_ids) + self.embed_pos(torch.arange(n))
        for layer in self.layers:
            h = layer(h, src_mask=mask)
        return self.lm_head(h)


def instructions(n=12, length=24):
    ids = torch.randint(1, TOKENIZER_SIZE, (n, length))
    for row, keep in zip(ids, torch.randint(12, length, (n,))):
        row[keep:] = PAD
    return ids


def get_distil_loss(logits, teacher_logits, loss_mask):
    teacher_probs = F.softmax(teacher_logits, dim=-1)
    logprobs = F.log_softmax(logits, dim=-1)
    x = torch.sum(teacher_probs * logprobs, dim=-1)
    return -torch.sum(x * loss_mask) / torch.sum(loss_mask)


def finetune(student, teacher, loader, kd_ratio=0.5):
    optimizer = torch.optim.AdamW(student.parameters(), lr=1e-4)
    for step, ids in enumerate(loader):
        inputs, label = ids[:, :-1], ids[:, 1:]
        logits = student(inputs)
        lm_loss = F.cross_entropy(logits.transpose(1, 2), label, ignore_index=PAD)
        with torch.no_grad():
            teacher_logits = teacher(inputs)
        distil_loss = get_distil_loss(logits, teacher_logits, (label != PAD).float())
        loss = (1 - kd_ratio) * lm_loss + kd_ratio * distil_loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"step {step} | loss {loss.item():.4f} | ds_loss {distil_loss.item():.4f}")


student = CausalLM(**SIZES["base-small"])
teacher = CausalLM(**SIZES["instruct-large"]).eval()
finetune(student, teacher, DataLoader(instructions(), batch_size=4, shuffle=True))
