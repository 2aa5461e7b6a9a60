"""Rich text: a closed tree of blocks and words, kept as data. No HTML is ever stored; each face draws the tree."""
