from argparse import Namespace

import torch
from torch import nn

PAD, EOS, N_SPECIAL = 1, 2, 4


def label_smoothed_nll_loss(lprobs, target, epsilon, ignore_index, reduce=True):
    if target.dim() == lprobs.dim() - 1:
        target = target.unsqueeze(-1)
    non_pad_mask = target.ne(ignore_index)
    nll_loss = -lprobs.gather(dim=-1, index=target)[non_pad_mask]
    smooth_loss = -lprobs.sum(dim=-1, keepdim=True)[non_pad_mask]
    if reduce:
        nll_loss = nll_loss.sum()
        smooth_loss = smooth_loss.sum()
    eps_i = epsilon / lprobs.size(-1)
    loss = (1.0 - epsilon) * nll_loss + eps_i * smooth_loss
    return loss, nll_loss


class LabelSmoothedCrossEntropyCriterion:
    def __init__(self, args, padding_idx):
        self.eps = args.label_smoothing
        self.padding_idx = padding_idx

    def compute_loss(self, net_output, sample, reduce=True):
        lprobs = net_output.log_softmax(dim=-1)
        lprobs = lprobs.view(-1, lprobs.size(-1))
        target = sample["target"].view(-1, 1)
        return label_smoothed_nll_loss(lprobs, target, self.eps, self.padding_idx, reduce=reduce)


class TranslationModel(nn.Module):
    """Every expert has a token of its own, with which the decoder starts."""

    def __init__(self, vocab, num_experts, dim=48):
        super().__init__()
        self.embed = nn.Embedding(vocab + num_experts, dim, padding_idx=PAD)
        self.encoder = nn.GRU(dim, dim, batch_first=True)
        self.decoder = nn.GRU(dim, dim, batch_first=True)
        self.out = nn.Linear(dim, vocab)
        self.gate = nn.Linear(dim, num_experts)

    def forward(self, src_tokens, prev_output_tokens):
        encoder_out, hidden = self.encoder(self.embed(src_tokens))
        x, _ = self.decoder(self.embed(prev_output_tokens), hidden)
        return self.out(x), encoder_out


class TranslationMoETask:
    def __init__(self, args):
        self.vocab, self.num_experts = args.vocab, args.num_experts

    def build_model(self):
        return TranslationModel(self.vocab, self.num_experts)

    def _get_loss(self, sample, model, criterion):
        k = self.num_experts
        bsz = sample["target"].size(0)

        def get_lprob_y(prev_output_tokens_k):
            net_output, encoder_out = model(sample["src_tokens"], prev_output_tokens_k)
            loss, _ = criterion.compute_loss(net_output, sample, reduce=False)
            loss = loss.view(bsz, -1)
            return -loss.sum(dim=1, keepdim=True), encoder_out  # B x 1

        lprob_y = []
        for i in range(k):
            prev_output_tokens_k = sample["prev_output_tokens"].clone()
            prev_output_tokens_k[:, 0] = self.vocab + i
            lprob, encoder_out = get_lprob_y(prev_output_tokens_k)
            lprob_y.append(lprob)
        lprob_y = torch.cat(lprob_y, dim=1)  # B x K
        lprob_z = model.gate(encoder_out.mean(dim=1)).log_softmax(dim=-1)
        return -torch.logsumexp(lprob_y + lprob_z, dim=1).sum()

    def train_step(self, sample, model, criterion, optimizer):
        model.train()
        loss = self._get_loss(sample, model, criterion)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item() / sample["ntokens"]


def collate(pairs):
    pad = lambda seqs: nn.utils.rnn.pad_sequence(seqs, batch_first=True, padding_value=PAD)
    target = pad([tgt for _, tgt in pairs])
    return {
        "src_tokens": pad([src for src, _ in pairs]),
        "target": target,
        "prev_output_tokens": torch.cat([target.new_full((len(pairs), 1), EOS), target[:, :-1]], dim=1),
        "ntokens": int(target.ne(PAD).sum()),
    }


def sentence(length, vocab):
    return torch.cat([torch.randint(N_SPECIAL, vocab, (length,)), torch.tensor([EOS])])


args = Namespace(vocab=120, num_experts=3, label_smoothing=0.1, lr=1e-3)
torch.manual_seed(1)
task = TranslationMoETask(args)
model = task.build_model()
criterion = LabelSmoothedCrossEntropyCriterion(args, PAD)
optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
corpus = [(sentence(n, args.vocab), sentence(n + n % 3, args.vocab)) for n in (6, 9, 4, 8, 11, 5, 7, 10)]
for update, first in enumerate(range(0, len(corpus), 4)):
    sample = collate(corpus[first: first + 4])
    print(f"update {update}: loss {task.train_step(sample, model, criterion, optimizer):.3f} per token")
