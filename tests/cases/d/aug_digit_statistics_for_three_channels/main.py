import torch
from torch import nn

import params
from data import get_loader
from network import Classifier, Extractor


def mean_distance(a, b):
    return (a.mean(0) - b.mean(0)).pow(2).sum()


def train():
    extractor, classifier = Extractor(), Classifier(params.num_class)
    weights = list(extractor.parameters()) + list(classifier.parameters())
    optimizer = torch.optim.SGD(weights, lr=params.lr, momentum=0.9)
    source, target = get_loader(params.source_name), get_loader(params.target_name)
    for step, ((xs, ys), (xt, _)) in enumerate(zip(source, target)):
        fs, ft = extractor(xs), extractor(xt)
        loss = nn.functional.cross_entropy(classifier(fs), ys) + 0.1 * mean_distance(fs, ft)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("step", step, "loss", round(loss.item(), 3))


if __name__ == "__main__":
    train()
