from torch import nn

HIDDEN = {"LLAMA": 512, "GPT2": 192, "BERT": 192}
VOCAB = 800


class Backbone(nn.Module):
    """A frozen language model: word embeddings and a few blocks."""

    def __init__(self, name, layers):
        super().__init__()
        self.hidden_size = HIDDEN[name]
        self.wte = nn.Embedding(VOCAB, self.hidden_size)
        self.h = nn.ModuleList(
            nn.TransformerEncoderLayer(self.hidden_size, 4, self.hidden_size, batch_first=True) for _ in range(layers)
        )

    def forward(self, inputs_embeds):
        for block in self.h:
            inputs_embeds = block(inputs_embeds)
        return inputs_embeds


def load_backbone(name, layers):
    llm = Backbone(name, layers)
    for p in llm.parameters():
        p.requires_grad = False
    return llm
