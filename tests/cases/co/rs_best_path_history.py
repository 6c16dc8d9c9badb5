import torch
from torch import nn

START_TAG, STOP_TAG = -2, -1


class CRF(nn.Module):
    def __init__(self, tags):
        super().__init__()
        init = torch.zeros(tags + 2, tags + 2)
        init[:, START_TAG] = -1e4
        init[STOP_TAG, :] = -1e4
        self.transitions = nn.Parameter(init)

    def forward(self, feats, mask):
        batch_size, seq_len, tag_size = feats.shape
        lengths = mask.long().sum(1)
        scores = feats.transpose(0, 1).unsqueeze(2) + self.transitions
        back_points, partition_history = [], []
        seq_iter = iter(scores)
        inivalues = next(seq_iter)
        partition = inivalues[:, START_TAG, :].clone().view(batch_size, tag_size, 1)
        partition_history.append(partition)
        for idx, cur_values in enumerate(seq_iter, start=1):
            cur_values = cur_values + partition.reshape(batch_size, tag_size, 1)
            partition, cur_bp = torch.max(cur_values, 1)
            partition_history.append(partition)
            back_points.append(cur_bp.masked_fill(~mask[:, idx, None], 0))
        history = torch.cat(partition_history, 0).view(seq_len, batch_size, -1).transpose(0, 1)
        last_position = (lengths - 1).view(batch_size, 1, 1).expand(batch_size, 1, tag_size)
        last_partition = torch.gather(history, 1, last_position).view(batch_size, tag_size, 1)
        pointer = torch.max(last_partition + self.transitions, 1)[1][:, STOP_TAG]
        back_points.append(torch.zeros(batch_size, tag_size, dtype=torch.long))
        back_points = torch.stack(back_points, dim=1)
        back_points.scatter_(1, last_position, pointer.view(-1, 1, 1).expand(-1, 1, tag_size))
        path = [pointer]
        for step in reversed(back_points.unbind(1)[:-1]):
            path.append(torch.gather(step, 1, path[-1].view(batch_size, 1)).squeeze(1))
        return torch.stack(path[::-1], dim=1)


class BiLSTMCRF(nn.Module):
    def __init__(self, chars=200, tags=7, dim=32):
        super().__init__()
        self.embed = nn.Embedding(chars, dim, padding_idx=0)
        self.lstm = nn.LSTM(dim, dim, batch_first=True, bidirectional=True)
        self.hidden2tag = nn.Linear(dim * 2, tags + 2)
        self.crf = CRF(tags)

    def forward(self, chars):
        mask = chars > 0
        feats = self.hidden2tag(self.lstm(self.embed(chars))[0])
        return feats, self.crf(feats, mask)


torch.manual_seed(42)
sentences = [torch.randint(1, 200, (n,)) for n in (12, 9, 7, 4)]
batch = nn.utils.rnn.pad_sequence(sentences, batch_first=True)
gold = torch.randint(0, 7, batch.shape)
model = BiLSTMCRF()
feats, best_path = model(batch)
right = ((best_path == gold) & (batch > 0)).sum().item()
print("decoded", [best_path[i, :len(s)].tolist() for i, s in enumerate(sentences)][-1])
print(f"accuracy {right / (batch > 0).sum().item():.3f}")
