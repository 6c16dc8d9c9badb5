import torch


def train(config, loader, codec, model, criterion, optimizer, epoch):
    model.train()
    for i, (images, texts) in enumerate(loader):
        preds = model(images)
        text, length = codec.encode(texts)
        preds_size = torch.full((images.size(0),), preds.size(0), dtype=torch.long)
        loss = criterion(preds, text, preds_size, length)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if i % config.print_freq == 0:
            print(f"epoch {epoch} [{i}/{len(loader)}] loss {loss.item():.4f}")
