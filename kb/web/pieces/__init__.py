"""What several pages show or do in the same way: cards, pictures, lists of files, links, forms of documents."""
