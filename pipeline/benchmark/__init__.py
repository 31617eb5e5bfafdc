"""``dateline benchmark``: engine, stream and what people would use otherwise, measured side by side in one run."""
