"""Settings and addresses: assembles the house."""
