import csv
import os
import random
import tempfile

import torch
from torch import nn
from torch.utils.data import DataLoader

from bert_for_multi_label import BertForMultiLabel
from bert_processor import BertProcessor

TOPICS = ["billing", "refund", "delivery", "damage", "login", "password", "app", "website", "invoice", "contract",
          "price", "discount", "staff", "opening", "other"]


def export_tickets(path, n=48):
    rng = random.Random(3)
    with open(path, "w", newline="", encoding="utf-8") as f:
        out = csv.writer(f)
        out.writerow(["id", "comment_text", *TOPICS])
        for i in range(n):
            chosen = set(rng.sample(TOPICS, rng.randint(1, 3)))
            text = "please help with " + " and ".join(sorted(chosen))
            out.writerow([i, text, *[int(t in chosen) for t in TOPICS]])


def run_train(data_file, batch_size=8, epochs=1):
    processor = BertProcessor(vocab_size=500, max_seq_length=24)
    label_list = processor.get_labels()
    train_dataset = processor.create_dataset(processor.get_train(data_file))
    train_loader = DataLoader(train_dataset, batch_size=batch_size, shuffle=True)
    model = BertForMultiLabel(vocab_size=500, num_labels=len(label_list))
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-4)
    for epoch in range(epochs):
        for step, (input_ids, input_mask, label_ids) in enumerate(train_loader):
            logits = model(input_ids, input_mask)
            loss = criterion(logits, label_ids)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
        print(f"epoch {epoch}: loss {loss.item():.4f}")


with tempfile.TemporaryDirectory() as folder:
    train_csv = os.path.join(folder, "train.csv")
    export_tickets(train_csv)
    run_train(train_csv)
