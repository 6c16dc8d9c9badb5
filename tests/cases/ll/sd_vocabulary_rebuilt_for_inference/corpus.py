TRAIN = [
    ("a lovely film with a warm heart", 1),
    ("dull plot and wooden acting", 0),
    ("i enjoyed every minute of it", 1),
    ("a waste of two hours", 0),
    ("great score and clever dialogue", 1),
    ("the ending was a mess", 0),
    ("funny warm and clever", 1),
    ("boring from start to end", 0),
]

NEW_REVIEWS = [
    "warm and funny dialogue",
    "a boring mess",
    "clever but much too long",
]
