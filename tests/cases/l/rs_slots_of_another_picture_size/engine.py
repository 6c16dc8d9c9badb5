def train_one_epoch(model, data_loader, optimizer):
    model.train()
    running_loss, running_correct = 0.0, 0
    for inputs, labels in data_loader:
        logits, loss = model(inputs, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
        running_correct += (logits.argmax(1) == labels).sum().item()
    return running_loss / len(data_loader), running_correct
