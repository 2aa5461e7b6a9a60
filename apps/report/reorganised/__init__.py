"""Series over a reorganisation: what areas and indicators were before they were joined, split, moved or renamed."""
