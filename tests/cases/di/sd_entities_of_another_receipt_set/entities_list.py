ICDAR_ENTITIES = ["company", "address", "date", "total"]

INVOICE_ENTITIES = ["company", "address", "date", "total", "tax", "invoice_no"]


def iob_labels(entities):
    labels = ["O"]
    for entity in entities:
        labels += ["B-" + entity, "I-" + entity]
    return labels
