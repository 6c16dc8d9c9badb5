import torch
from torch import nn
import torch.nn.functional as F


class Config:
    embedding_dim = 50
    batch_size = 16
    input_dropout = 0.2
    dropout = 0.3
    learning_rate = 0.003
    label_smoothing = 0.1


class ConvE(nn.Module):
    """Scores all entities as the object of (subject, relation)."""

    def __init__(self, num_entities, num_relations):
        super().__init__()
        self.emb_e = nn.Embedding(num_entities, Config.embedding_dim)
        self.emb_rel = nn.Embedding(num_relations, Config.embedding_dim)
        self.inp_drop = nn.Dropout(Config.input_dropout)
        self.hidden_drop = nn.Dropout(Config.dropout)
        self.bn0 = nn.BatchNorm2d(1)
        self.conv1 = nn.Conv2d(1, 32, 3)
        self.bn1 = nn.BatchNorm2d(32)
        self.fc = nn.Linear(10368, Config.embedding_dim)
        self.bn2 = nn.BatchNorm1d(Config.embedding_dim)
        self.bias = nn.Parameter(torch.zeros(num_entities))

    def forward(self, e1, rel):
        subject = self.emb_e(e1).view(len(e1), 1, 10, 20)
        relation = self.emb_rel(rel).view(len(rel), 1, 10, 20)
        stacked = self.inp_drop(self.bn0(torch.cat([subject, relation], dim=2)))
        maps = F.relu(self.bn1(self.conv1(stacked)))
        hidden = self.hidden_drop(self.fc(maps.flatten(1)))
        hidden = F.relu(self.bn2(hidden))
        return hidden @ self.emb_e.weight.t() + self.bias


num_entities, num_relations = 40, 6
subjects, relations = torch.randint(0, num_entities, (64,)), torch.randint(0, num_relations, (64,))
objects = (subjects + 7 * relations + 1) % num_entities
model = ConvE(num_entities, num_relations)
optimizer = torch.optim.Adam(model.parameters(), lr=Config.learning_rate)
for epoch in range(2):
    model.train()
    for rows in torch.randperm(len(subjects)).split(Config.batch_size):
        target = F.one_hot(objects[rows], num_entities).float()
        target = (1 - Config.label_smoothing) * target + 1 / num_entities
        loss = F.binary_cross_entropy_with_logits(model(subjects[rows], relations[rows]), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch}: loss {loss.item():.4f}")
model.eval()
with torch.no_grad():
    top = model(subjects, relations).topk(10, dim=1).indices
print("hits@10", (top == objects[:, None]).any(dim=1).float().mean().item())
