import argparse

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--img_feat_size", type=int, default=2048)
parser.add_argument("--word_vec_size", type=int, default=64)
parser.add_argument("--beam_size", type=int, default=3)
opt = parser.parse_args()


class Backbone(nn.Module):
    """Local features of the pictures: 7 x 7 places of 512 numbers."""

    def __init__(self, width=512):
        super().__init__()
        self.stem = nn.Conv2d(3, 32, 7, stride=4, padding=3)
        self.body = nn.Conv2d(32, width, 3, stride=8, padding=1)

    def forward(self, x):
        return torch.relu(self.body(torch.relu(self.stem(x))))


class ImageEncoder(nn.Module):
    def __init__(self, feat_size, dim):
        super().__init__()
        self.feat_size = feat_size
        self.layers = nn.Sequential(nn.Linear(feat_size, dim), nn.ReLU(), nn.LayerNorm(dim))

    def forward(self, feats):
        return self.layers(feats)


class MultimodalTranslator(nn.Module):
    def __init__(self, opt, vocab=120):
        super().__init__()
        dim = opt.word_vec_size
        self.embed = nn.Embedding(vocab, dim)
        self.encoder_images = ImageEncoder(opt.img_feat_size, dim)
        self.attn = nn.MultiheadAttention(dim, 4, batch_first=True)
        self.generator = nn.Linear(dim, vocab)

    def forward(self, words, img_feats):
        x, img = self.embed(words), self.encoder_images(img_feats)
        return self.generator(x + self.attn(x, img, img, need_weights=False)[0])


def extract_features(pictures):
    backbone = Backbone().eval()
    with torch.no_grad():
        return torch.cat([backbone(p).flatten(1) for p in pictures.split(2)])


def translate(model, sentences, img_feats):
    img_feats = img_feats.view(-1, 49, opt.img_feat_size)
    with torch.no_grad():
        for k in range(len(sentences)):
            scores = model(sentences[k:k + 1], img_feats[k:k + 1])
            print(k, scores[0, -1].topk(opt.beam_size).indices.tolist())


torch.manual_seed(0)
features = extract_features(torch.rand(3, 3, 224, 224))
translate(MultimodalTranslator(opt).eval(), torch.randint(0, 120, (3, 9)), features)
