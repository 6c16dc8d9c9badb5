import tempfile

import torch
from torch.utils.data import DataLoader

from config import parse_config
from model import GlobalMatchModel
from prepare import extract_features, write_captions
from vatex import VatexPairs, collate_pairs


def recall_at(k, scores):
    ranks = (scores > scores.diag()[:, None]).sum(dim=1)
    return (ranks < k).float().mean().item()


def main():
    cfg = parse_config("vatex")
    torch.manual_seed(cfg.seed)
    with tempfile.TemporaryDirectory() as root:
        names = write_captions(root, n_videos=24)
        extract_features(root, names, cfg.path.ft_files)
        trn = VatexPairs(root, names[:16], cfg.path.ft_files, cfg.model.max_words)
        val = VatexPairs(root, names[16:], cfg.path.ft_files, cfg.model.max_words)
        model = GlobalMatchModel(cfg.model, vocab_size=trn.vocab_size)
        optimizer = torch.optim.Adam(model.parameters(), cfg.model.base_lr)
        for epoch in range(cfg.model.num_epoch):
            model.train()
            for batch in DataLoader(trn, cfg.model.trn_batch_size, shuffle=True, collate_fn=collate_pairs):
                loss = model.contrastive_loss(model(batch))
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            model.eval()
            with torch.no_grad():
                scores = model(next(iter(DataLoader(val, len(val), collate_fn=collate_pairs))))
            print(f"epoch {epoch} loss {loss.item():.3f} r@1 {recall_at(1, scores):.2f} r@5 {recall_at(5, scores):.2f}")


main()
