import torch
from torch import nn

PAD, EOS, VOCAB = 0, 1, 60


class DecoderLM(nn.Module):
    def __init__(self, vocab=VOCAB, dim=48, max_len=64):
        super().__init__()
        self.tok = nn.Embedding(vocab, dim, padding_idx=PAD)
        self.pos = nn.Embedding(max_len, dim)
        self.layer = nn.TransformerEncoderLayer(dim, 4, 96, batch_first=True)
        self.head = nn.Linear(dim, vocab)

    def forward(self, tokens):
        n = tokens.size(1)
        causal = torch.triu(torch.ones(n, n, dtype=torch.bool), diagonal=1)
        h = self.tok(tokens) + self.pos(torch.arange(n))
        return self.head(self.layer(h, src_mask=causal))


class SequenceGenerator:
    def __init__(self, model, beam_size=1, max_new=10):
        self.model, self.beam_size, self.max_new = model.eval(), beam_size, max_new

    @torch.no_grad()
    def generate(self, src_tokens):
        bsz, start_step = src_tokens.shape
        beam = self.beam_size
        max_len = start_step + self.max_new
        tokens = torch.full((bsz * beam, max_len), PAD)
        tokens[:, :start_step] = src_tokens
        scores = torch.tensor([0.0] + [float("-inf")] * (beam - 1)).repeat(bsz, 1)
        done = torch.zeros(bsz * beam, dtype=torch.bool)
        offsets = (torch.arange(bsz) * beam).unsqueeze(1)
        for step in range(start_step, max_len):
            lprobs = self.model(tokens[:, :step])[:, -1].log_softmax(-1)
            lprobs[:, PAD] = float("-inf")
            lprobs[done] = float("-inf")
            lprobs[done, PAD] = 0.0
            total = scores.view(-1, 1) + lprobs
            scores, picks = total.view(bsz, -1).topk(beam, dim=1)
            rows = (offsets + picks // VOCAB).view(-1)
            tokens = tokens[rows]
            tokens[:, step] = (picks % VOCAB).view(-1)
            done = done[rows] | (tokens[:, step] == EOS)
        best = scores.argmax(dim=1) + offsets.squeeze(1)
        return tokens[best, start_step:], scores.max(dim=1).values


def strip(row):
    return [t for t in row.tolist() if t not in (PAD, EOS)]


torch.manual_seed(3)
prompts = torch.randint(2, VOCAB, (2, 12))
generator = SequenceGenerator(DecoderLM(), beam_size=5)
hypotheses, hypo_scores = generator.generate(prompts)
for tokens, score in zip(hypotheses, hypo_scores):
    print(f"{score.item():.3f}", strip(tokens))
