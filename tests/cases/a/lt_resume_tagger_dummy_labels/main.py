from server_utils import predict
from tagger import TokenClassifier

TAGS = ["UNKNOWN", "O", "Name", "Degree", "Skills", "Designation", "Companies worked at", "Email Address", "Empty"]

model = TokenClassifier(vocab=1000, num_labels=len(TAGS))
resume = """Abhishek Jha Application Development Associate - Accenture Bengaluru
Skills C++ Python Django Education B.E in Information science"""
for word, tag in predict(model, dict(enumerate(TAGS)), resume)["entities"]:
    print(word, tag)
