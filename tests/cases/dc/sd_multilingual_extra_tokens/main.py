import argparse
import tempfile

import torch
from torch import nn

from deltalm import DeltaLM
from dictionary import Dictionary
from release import write_release


class TranslationTask:
    def __init__(self, args):
        self.args = args
        self.dictionary = Dictionary.load(args.dict)

    def build_model(self):
        model = DeltaLM(self.dictionary)
        if self.args.pretrained_deltalm_checkpoint:
            state = torch.load(self.args.pretrained_deltalm_checkpoint)["model"]
            model.load_state_dict(state)
        return model

    def pairs(self, n=16):
        g = torch.Generator().manual_seed(3)
        for _ in range(n // self.args.batch_size):
            rows = torch.randint(0, 300, (self.args.batch_size, 2, 9), generator=g).tolist()
            ids = [[self.dictionary.encode([f"▁piece{k}" for k in side]) for side in row] for row in rows]
            src, tgt = torch.tensor(ids).unbind(1)
            yield src, tgt


def finetune(args):
    task = TranslationTask(args)
    model = task.build_model()
    criterion = nn.CrossEntropyLoss(ignore_index=task.dictionary.pad(), label_smoothing=0.1)
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr, betas=(0.9, 0.98))
    for step, (src, tgt) in enumerate(task.pairs()):
        prev = torch.cat([tgt[:, -1:], tgt[:, :-1]], dim=1)
        logits = model(src, prev)
        loss = criterion(logits.flatten(0, 1), tgt.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"step {step} | loss {loss.item():.3f}")


if __name__ == "__main__":
    torch.manual_seed(1)
    with tempfile.TemporaryDirectory() as tmp:
        dict_path, checkpoint = write_release(tmp)
        parser = argparse.ArgumentParser()
        parser.add_argument("--dict", default=dict_path)
        parser.add_argument("--pretrained-deltalm-checkpoint", default=checkpoint)
        parser.add_argument("--batch-size", type=int, default=4)
        parser.add_argument("--lr", type=float, default=1e-4)
        finetune(parser.parse_args([]))
