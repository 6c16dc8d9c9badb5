import zlib

import torch
import torch.nn as nn


class PromptEncoder(nn.Module):
    def __init__(self, dim=48, max_sequence_length=32, vocab=512):
        super().__init__()
        self.max_sequence_length = max_sequence_length
        self.embed = nn.Embedding(vocab, dim)
        self.vocab = vocab

    @torch.no_grad()
    def forward(self, prompt):
        ids = [zlib.crc32(w.encode()) % self.vocab for w in prompt.split()][: self.max_sequence_length]
        ids += [0] * (self.max_sequence_length - len(ids))
        prompt_embeds = self.embed(torch.tensor([ids]))
        pooled = prompt_embeds.mean(dim=1)
        text_ids = torch.zeros(prompt_embeds.shape[1], 3)
        return prompt_embeds, pooled, text_ids
