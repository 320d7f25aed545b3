"""Languages: which there are, which one a reader wants, and how things are said in it."""
