import torch
from torch import nn

from vectors import class_vectors


class ObjectContext(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        names = cfg["DATA.OBJECTS"]
        self.embed_dim = cfg["MODEL.RELATION_HEAD.EMBED_DIM"]
        hidden = cfg["MODEL.RELATION_HEAD.HIDDEN"]
        obj_vecs = class_vectors(cfg["MODEL.TEXT_EMBEDDING"], names)
        self.obj_embed = nn.Embedding(len(names), self.embed_dim)
        with torch.no_grad():
            self.obj_embed.weight.copy_(obj_vecs)
        self.pos_embed = nn.Sequential(nn.Linear(4, 32), nn.ReLU())
        self.lin = nn.Linear(cfg["MODEL.BOX_FEATURES"] + self.embed_dim + 32, hidden)
        layer = nn.TransformerEncoderLayer(hidden, cfg["MODEL.RELATION_HEAD.NUM_HEADS"], 2 * hidden,
                                           batch_first=True)
        self.context = nn.TransformerEncoder(layer, 2)

    def forward(self, feats, labels, boxes):
        x = torch.cat([feats, self.obj_embed(labels), self.pos_embed(boxes)], dim=-1)
        return self.context(self.lin(x))


class RelationHead(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        hidden = cfg["MODEL.RELATION_HEAD.HIDDEN"]
        self.objects = ObjectContext(cfg)
        self.subj, self.obj = nn.Linear(hidden, hidden), nn.Linear(hidden, hidden)
        self.rel = nn.Linear(hidden, len(cfg["DATA.PREDICATES"]))

    def forward(self, feats, labels, boxes, pairs):
        ctx = self.objects(feats, labels, boxes)[0]
        edge = self.subj(ctx[pairs[:, 0]]) * self.obj(ctx[pairs[:, 1]])
        return self.rel(edge)
