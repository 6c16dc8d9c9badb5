import torch
from torch import nn


class VGG(nn.Module):
    """Stands for the pretrained network: convolutions in features, dense layers in classifier."""

    def __init__(self, cfg=(16, "M", 32, "M", 64, "M", 512, "M")):
        super().__init__()
        layers, c = [], 3
        for v in cfg:
            layers += [nn.MaxPool2d(2, 2)] if v == "M" else [nn.Conv2d(c, v, 3, padding=1), nn.ReLU(True)]
            c = c if v == "M" else v
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Linear(512 * 7 * 7, 64), nn.ReLU(True), nn.Linear(64, 1000))

    def forward(self, x):
        return self.classifier(torch.flatten(self.features(x), 1))


class Encoder(nn.Module):
    def __init__(self, encoded_image_size=14):
        super(Encoder, self).__init__()
        vgg = VGG()
        # remove linear and pool layers
        modules = list(vgg.children())[:-2]
        self.net = nn.Sequential(*modules)
        self.adaptive_pool = nn.AdaptiveAvgPool2d((encoded_image_size, encoded_image_size))

    def forward(self, images):
        out = self.adaptive_pool(self.net(images))
        return out.permute(0, 2, 3, 1)


class DecoderWithAttention(nn.Module):
    def __init__(self, attention_dim, embed_dim, decoder_dim, vocab_size, encoder_dim=2048):
        super(DecoderWithAttention, self).__init__()
        self.encoder_att = nn.Linear(encoder_dim, attention_dim)
        self.decoder_att = nn.Linear(decoder_dim, attention_dim)
        self.full_att = nn.Linear(attention_dim, 1)
        self.embedding = nn.Embedding(vocab_size, embed_dim)
        self.decode_step = nn.LSTMCell(embed_dim + encoder_dim, decoder_dim)
        self.init_h = nn.Linear(encoder_dim, decoder_dim)
        self.init_c = nn.Linear(encoder_dim, decoder_dim)
        self.fc = nn.Linear(decoder_dim, vocab_size)

    def init_hidden_state(self, encoder_out):
        mean_encoder_out = encoder_out.mean(dim=1)
        h = self.init_h(mean_encoder_out)
        c = self.init_c(mean_encoder_out)
        return h, c

    def forward(self, encoder_out, captions):
        encoder_out = encoder_out.flatten(1, 2)
        h, c = self.init_hidden_state(encoder_out)
        words, steps = self.embedding(captions), []
        for t in range(captions.size(1) - 1):
            e = torch.relu(self.encoder_att(encoder_out) + self.decoder_att(h).unsqueeze(1))
            alpha = torch.softmax(self.full_att(e), dim=1)
            h, c = self.decode_step(torch.cat([words[:, t], (alpha * encoder_out).sum(1)], dim=1), (h, c))
            steps.append(self.fc(h))
        return torch.stack(steps, dim=1)


encoder = Encoder().requires_grad_(False)
decoder = DecoderWithAttention(attention_dim=64, embed_dim=64, decoder_dim=512, vocab_size=120, encoder_dim=512)
optimizer = torch.optim.Adam(decoder.parameters(), lr=4e-4)
for step in range(2):
    imgs, caps = torch.rand(4, 3, 128, 128), torch.randint(1, 120, (4, 9))
    scores = decoder(encoder(imgs), caps)
    loss = nn.functional.cross_entropy(scores.flatten(0, 1), caps[:, 1:].flatten())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
