"""Corpora, losses, training and evaluation of the network; nothing here is needed to run it."""
