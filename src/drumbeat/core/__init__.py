"""The rules of billing: frozen values and plain functions, standard library only."""
