"""What clients read on their pages, a module for each language."""
