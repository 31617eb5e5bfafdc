"""Text → mentions, triggers, roles and relations: the performance-critical core.

This package knows nothing of Kafka, articles' metadata or event codes; ``pipeline`` imports it, never the reverse.
"""
