TRAIN = [
    ("the pads squeak but the service was quick and friendly", 1),
    ("they charged me twice and the brakes still grind", 0),
    ("great price on the rotors and honest advice", 1),
    ("waited three hours and nobody called me back", 0),
    ("friendly staff and the repair lasted", 1),
    ("the worst shop in town and rude on the phone", 0),
    ("quick honest repair at a fair price", 1),
    ("the brakes failed after one week", 0),
]

INCOMING = [
    "friendly and quick service",
    "the brakes grind again after the repair",
    "nobody was honest about the price",
]
