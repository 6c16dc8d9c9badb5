from argparse import ArgumentParser

from modeling_bert import BertModel
from trainer import train_and_fit

if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--num_classes", type=int, default=19, help="number of relation classes")
    parser.add_argument("--batch_size", type=int, default=8)
    parser.add_argument("--num_epochs", type=int, default=1)
    parser.add_argument("--lr", type=float, default=0.00007)
    parser.add_argument("--model_size", type=str, default="bert-large-uncased", help="a size of BERT")
    args = parser.parse_args()

    net = BertModel.from_pretrained(args.model_size, args.num_classes)
    train_and_fit(args, net)
