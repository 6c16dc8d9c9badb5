import csv
import random

TAGS = ["outage", "invoice", "password", "delivery", "refund", "feature", "spam", "legal", "praise"]
WORDS = "please my order is late cannot log in app crashes again thank you need money back when will it arrive".split()


def write_tickets(path, rows, seed=0):
    rnd = random.Random(seed)
    with open(path, "w", newline="", encoding="utf-8") as f:
        out = csv.writer(f)
        out.writerow(["text"] + TAGS)
        for _ in range(rows):
            text = " ".join(rnd.choices(WORDS, k=rnd.randint(5, 30)))
            out.writerow([text] + [int(rnd.random() < 0.2) for _ in TAGS])
