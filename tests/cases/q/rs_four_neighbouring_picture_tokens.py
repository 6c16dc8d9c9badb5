import torch
import torch.nn as nn
import torch.nn.functional as F

VISION = {
    "siglip-base-patch16-224": dict(image_size=64, patch=16, dim=48),
    "siglip-so400m-patch14-384": dict(image_size=126, patch=14, dim=64),
}


class VisionModel(nn.Module):
    def __init__(self, image_size, patch, dim):
        super().__init__()
        self.config = dict(hidden_size=dim, image_size=image_size)
        self.patches = nn.Conv2d(3, dim, patch, patch)
        self.position = nn.Parameter(torch.zeros(1, (image_size // patch) ** 2, dim))
        self.encoder = nn.TransformerEncoderLayer(dim, 4, dim * 2, batch_first=True)

    def forward(self, pixel_values):
        x = self.patches(pixel_values).flatten(2).transpose(1, 2)
        return self.encoder(x + self.position)


class VLM(nn.Module):
    """A language model that reads the tokens of a picture, four at a time, before the question."""

    def __init__(self, vision_name, vocab=150, llm_dim=80):
        super().__init__()
        self.vision_model = VisionModel(**VISION[vision_name])
        d = self.vision_model.config["hidden_size"]
        self.linear1 = nn.Linear(d * 4, llm_dim)
        self.linear2 = nn.Linear(llm_dim, llm_dim)
        self.tokens = nn.Embedding(vocab, llm_dim)
        self.llm = nn.TransformerEncoderLayer(llm_dim, 4, llm_dim * 2, batch_first=True)
        self.lm_head = nn.Linear(llm_dim, vocab)

    def forward(self, input_ids, labels, pixel_values):
        text_embeds = self.tokens(input_ids)
        image_embeds = self.vision_model(pixel_values)
        b, s, d = image_embeds.shape
        image_embeds = image_embeds.view(b, -1, d * 4)
        image_features = self.linear2(F.silu(self.linear1(image_embeds)))
        x = self.llm(torch.cat([image_features, text_embeds], dim=1))
        logits = self.lm_head(x[:, image_features.size(1):])
        return F.cross_entropy(logits.flatten(0, 1), labels.flatten())


vision = "siglip-so400m-patch14-384"
model = VLM(vision)
side = VISION[vision]["image_size"]
optimizer = torch.optim.AdamW(model.parameters(), 1e-4)
for step in range(2):
    ids = torch.randint(0, 150, (2, 12))
    loss = model(ids[:, :-1], ids[:, 1:], torch.rand(2, 3, side, side))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
