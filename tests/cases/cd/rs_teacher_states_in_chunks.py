import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

VOCAB, PAD = 120, 0


class Dialogues(Dataset):
    """Prompt and completion as token ids, with a mask over the completion."""

    def __init__(self, n=32, length=24, seed=5):
        g = torch.Generator().manual_seed(seed)
        self.ids = torch.randint(1, VOCAB, (n, length), generator=g)
        self.prompt = torch.randint(4, 10, (n,), generator=g)

    def __len__(self):
        return len(self.ids)

    def __getitem__(self, i):
        mask = torch.arange(self.ids.size(1)) >= self.prompt[i]
        return self.ids[i], mask


class CausalLM(nn.Module):
    def __init__(self, width, layers):
        super().__init__()
        self.embed = nn.Embedding(VOCAB, width, padding_idx=PAD)
        self.backbone = nn.GRU(width, width, layers, batch_first=True)
        self.norm = nn.LayerNorm(width)
        self.lm_head = nn.Linear(width, VOCAB, bias=False)

    def hidden_states(self, ids):
        h, _ = self.backbone(self.embed(ids))
        return self.norm(h)

    def forward(self, ids):
        return self.lm_head(self.hidden_states(ids))


def jsd(student_logits, teacher_logits, beta):
    s, t = F.log_softmax(student_logits, -1), F.log_softmax(teacher_logits, -1)
    m = torch.logaddexp(s + torch.log(1 - beta), t + torch.log(beta))
    kl_t = F.kl_div(m, t, reduction="none", log_target=True).sum(-1)
    kl_s = F.kl_div(m, s, reduction="none", log_target=True).sum(-1)
    return beta * kl_t + (1 - beta) * kl_s


def chunked_distillation_loss(student_hidden, teacher_hidden, student_head, teacher_head, mask, beta=0.5, chunk=64):
    """Generalised JSD between the two models without building the whole (B, T, V) logits."""
    hidden_size = student_hidden.size(-1)
    h_s = student_hidden.reshape(-1, hidden_size)
    h_t = teacher_hidden.reshape(-1, hidden_size)
    keep = mask.reshape(-1).float()
    beta = torch.tensor(beta)
    total = h_s.new_zeros(())
    for start in range(0, h_s.size(0), chunk):
        part = slice(start, start + chunk)
        with torch.no_grad():
            teacher_logits = teacher_head(h_t[part])
        total = total + (jsd(student_head(h_s[part]), teacher_logits, beta) * keep[part]).sum()
    return total / keep.sum()


@torch.no_grad()
def agreement(student, teacher, loader):
    same = count = 0
    for ids, mask in loader:
        hit = student(ids).argmax(-1) == teacher(ids).argmax(-1)
        same, count = same + (hit & mask).sum().item(), count + mask.sum().item()
    return same / count


torch.manual_seed(0)
teacher = CausalLM(width=96, layers=2).eval().requires_grad_(False)
student = CausalLM(width=64, layers=1)
loader = DataLoader(Dialogues(), batch_size=8, shuffle=True)
optimizer = torch.optim.AdamW(student.parameters(), lr=3e-3)
for epoch in range(2):
    for ids, mask in loader:
        with torch.no_grad():
            teacher_hidden = teacher.hidden_states(ids)
        loss = chunked_distillation_loss(
            student.hidden_states(ids), teacher_hidden, student.lm_head, teacher.lm_head, mask
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} jsd {loss.item():.4f} agreement {agreement(student, teacher, loader):.3f}")
