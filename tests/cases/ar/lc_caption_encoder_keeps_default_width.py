import torch
from torch import nn
from torchvision.models import resnet18

config = {
    "d_model": 256,
    "enc_image_size": 7,
    "n_heads": 8,
    "n_layers": 2,
    "vocab_size": 300,
    "max_len": 20,
}


class ImageEncoder(nn.Module):
    def __init__(self, encode_size=14, embed_dim=512):
        super().__init__()
        resnet = resnet18(weights=None)
        self.resnet = nn.Sequential(*list(resnet.children())[:-2])
        self.pool = nn.AdaptiveAvgPool2d((encode_size, encode_size))
        self.project = nn.Conv2d(512, embed_dim, kernel_size=1)
        for p in self.resnet.parameters():
            p.requires_grad = False

    def forward(self, images):
        maps = self.project(self.pool(self.resnet(images)))
        return maps.flatten(2).permute(0, 2, 1)


class CaptionDecoder(nn.Module):
    def __init__(self, d_model, n_heads, n_layers, vocab_size, max_len):
        super().__init__()
        self.words = nn.Embedding(vocab_size, d_model)
        self.position = nn.Parameter(torch.zeros(1, max_len, d_model))
        layer = nn.TransformerDecoderLayer(d_model, n_heads, 4 * d_model, batch_first=True)
        self.layers = nn.TransformerDecoder(layer, n_layers)
        self.out = nn.Linear(d_model, vocab_size)

    def forward(self, captions, memory):
        n = captions.size(1)
        x = self.words(captions) + self.position[:, :n]
        mask = nn.Transformer.generate_square_subsequent_mask(n)
        return self.out(self.layers(x, memory, tgt_mask=mask))


encoder = ImageEncoder(encode_size=config["enc_image_size"])
decoder = CaptionDecoder(config["d_model"], config["n_heads"], config["n_layers"],
                         config["vocab_size"], config["max_len"])
trainable = list(encoder.project.parameters()) + list(decoder.parameters())
optimizer = torch.optim.Adam(trainable, lr=1e-4)

images = torch.rand(2, 3, 128, 128)
captions = torch.randint(0, config["vocab_size"], (2, 12))
memory = encoder(images)
logits = decoder(captions[:, :-1], memory)
loss = nn.functional.cross_entropy(logits.flatten(0, 1), captions[:, 1:].flatten())
optimizer.zero_grad()
loss.backward()
optimizer.step()
print(loss.item())
