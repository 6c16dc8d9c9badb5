import torch
import torch.nn as nn
import torch.nn.functional as F


class BiDAF(nn.Module):
    def __init__(self, vocab=200, hidden=24):
        super().__init__()
        self.word_emb = nn.Embedding(vocab, hidden)
        self.context_LSTM = nn.LSTM(hidden, hidden, bidirectional=True, batch_first=True)
        self.att_weight_c = nn.Linear(hidden * 2, 1)
        self.att_weight_q = nn.Linear(hidden * 2, 1)
        self.att_weight_cq = nn.Linear(hidden * 2, 1)
        self.modeling_LSTM = nn.LSTM(hidden * 8, hidden, bidirectional=True, batch_first=True)
        self.p1_weight = nn.Linear(hidden * 10, 1)
        self.p2_weight = nn.Linear(hidden * 10, 1)

    def att_flow_layer(self, c, q):
        c_len, q_len = c.size(1), q.size(1)
        cq = []
        for i in range(q_len):
            qi = q.select(1, i).unsqueeze(1)
            cq.append(self.att_weight_cq(c * qi).squeeze(-1))
        cq = torch.stack(cq, dim=-1)
        s = self.att_weight_c(c).expand(-1, -1, q_len) + \
            self.att_weight_q(q).permute(0, 2, 1).expand(-1, c_len, -1) + cq
        a = F.softmax(s, dim=2)
        c2q_att = torch.bmm(a, q)
        b = F.softmax(torch.max(s, dim=2)[0], dim=1).unsqueeze(1)
        q2c_att = torch.bmm(b, c).squeeze()
        q2c_att = q2c_att.unsqueeze(1).expand(-1, c_len, -1)
        return torch.cat([c, c2q_att, c * c2q_att, c * q2c_att], dim=-1)

    def forward(self, context, question):
        c = self.context_LSTM(self.word_emb(context))[0]
        q = self.context_LSTM(self.word_emb(question))[0]
        g = self.att_flow_layer(c, q)
        m = self.modeling_LSTM(g)[0]
        gm = torch.cat([g, m], dim=-1)
        return self.p1_weight(gm).squeeze(-1), self.p2_weight(gm).squeeze(-1)


def squad_batches(n=3, batch=8, c_len=60, q_len=9):
    g = torch.Generator().manual_seed(0)
    for _ in range(n):
        start = torch.randint(0, c_len - 4, (batch,), generator=g)
        yield (torch.randint(0, 200, (batch, c_len), generator=g),
               torch.randint(0, 200, (batch, q_len), generator=g), start, start + 3)


def train(model):
    optimizer = torch.optim.Adadelta(model.parameters(), lr=0.5)
    model.train()
    for c, q, s, e in squad_batches():
        p1, p2 = model(c, q)
        loss = F.cross_entropy(p1, s) + F.cross_entropy(p2, e)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"train loss {loss.item():.3f}")


def predict(model, context_ids, question_ids):
    model.eval()
    with torch.no_grad():
        p1, p2 = model(torch.tensor([context_ids]), torch.tensor([question_ids]))
    start = p1.argmax(dim=1).item()
    return start, start + p2[0, start:].argmax().item()


model = BiDAF()
train(model)
print("answer span", predict(model, list(range(20, 61)), [5, 17, 42, 8, 3]))
