"""Dead letters, seen and sent again: ``dateline dead list|show|replay``."""
