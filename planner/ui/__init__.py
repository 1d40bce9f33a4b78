"""What the user sees: the pages, and what they are made of."""
