"""The pages of settings: one module for each entry of the list at their side."""
