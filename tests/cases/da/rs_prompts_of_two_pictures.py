"""Fine-tuning a promptable segmenter: one box prompt per picture, several pictures per batch."""
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SIZE, GRID, DIM = 64, 8, 32


class OrganBoxes(Dataset):
    def __init__(self, n=6):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        x0, y0 = torch.randint(4, 28, (2,), generator=g).tolist()
        mask = torch.zeros(1, SIZE, SIZE)
        mask[:, y0:y0 + 24, x0:x0 + 24] = 1
        image = mask + 0.2 * torch.randn(3, SIZE, SIZE, generator=g)
        return image, torch.tensor([x0, y0, x0 + 24, y0 + 24]) / SIZE, mask


class ImageEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.patch_embed = nn.Conv2d(3, DIM, SIZE // GRID, SIZE // GRID)
        self.neck = nn.Conv2d(DIM, DIM, 3, padding=1)

    def forward(self, x):
        return self.neck(self.patch_embed(x).relu())


class PromptEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.corner = nn.Linear(2, DIM)
        self.no_mask_embed = nn.Embedding(1, DIM)
        self.dense_pe = nn.Parameter(torch.randn(1, DIM, GRID, GRID))

    def forward(self, boxes):
        sparse = self.corner(boxes.view(-1, 2, 2))
        dense = self.no_mask_embed.weight.view(1, -1, 1, 1).expand(len(boxes), -1, GRID, GRID)
        return sparse, dense


class MaskDecoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.mask_token = nn.Embedding(1, DIM)
        self.token_to_image = nn.MultiheadAttention(DIM, 4, batch_first=True)
        self.upscaling = nn.Sequential(nn.ConvTranspose2d(DIM, DIM // 2, 2, 2), nn.GELU(),
                                       nn.ConvTranspose2d(DIM // 2, DIM // 4, 4, 4))
        self.hyper_in = nn.Linear(DIM, DIM // 4)

    def forward(self, image_embeddings, image_pe, sparse_prompts, dense_prompts):
        tokens = self.mask_token.weight.unsqueeze(0).expand(sparse_prompts.size(0), -1, -1)
        tokens = torch.cat((tokens, sparse_prompts), dim=1)

        src = torch.repeat_interleave(image_embeddings, tokens.shape[0], dim=0)
        src = src + dense_prompts
        pos_src = torch.repeat_interleave(image_pe, tokens.shape[0], dim=0)
        b, c, h, w = src.shape

        keys = (src + pos_src).flatten(2).transpose(1, 2)
        hs, _ = self.token_to_image(tokens, keys, src.flatten(2).transpose(1, 2))
        upscaled = self.upscaling(src)
        weights = self.hyper_in(hs[:, :1])
        b, c, h, w = upscaled.shape
        return (weights @ upscaled.view(b, c, h * w)).view(b, 1, h, w)


class PromptSegmenter(nn.Module):
    def __init__(self):
        super().__init__()
        self.image_encoder = ImageEncoder()
        self.prompt_encoder = PromptEncoder()
        self.mask_decoder = MaskDecoder()

    def forward(self, images, boxes):
        with torch.no_grad():
            embeddings = self.image_encoder(images)
        sparse, dense = self.prompt_encoder(boxes)
        pe = self.prompt_encoder.dense_pe
        return self.mask_decoder(embeddings, pe, sparse, dense)


sam = PromptSegmenter()
trainable = list(sam.prompt_encoder.parameters()) + list(sam.mask_decoder.parameters())
optimizer = torch.optim.AdamW(trainable, lr=1e-4)
loss_fn = nn.BCEWithLogitsLoss()
for epoch in range(2):
    for images, boxes, masks in DataLoader(OrganBoxes(), batch_size=2, shuffle=True):
        loss = loss_fn(sam(images, boxes), masks)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("epoch", epoch, "loss", round(loss.item(), 4))
