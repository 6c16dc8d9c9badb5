def train_fn(dataload, model, optimizer):
    model.train()
    final_loss = 0.0
    for data in dataload:
        optimizer.zero_grad()
        _, loss = model(**data)
        loss.backward()
        optimizer.step()
        final_loss += loss.item()
    return final_loss / len(dataload)
