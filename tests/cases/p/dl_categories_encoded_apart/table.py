import random

BRANDS = ["acer", "asus", "dell", "hp", "lenovo", "msi"]


def rows(n, seed, brands):
    rng = random.Random(seed)
    return [
        {"price": rng.uniform(300, 2000), "rating": rng.uniform(1, 5), "brand": rng.choice(brands), "sold": rng.random() > 0.5}
        for _ in range(n)
    ]


def read_split(name):
    if name == "train":
        return rows(64, 0, BRANDS)
    return rows(20, 1, BRANDS[:4])
