"""The stream and the coding: articles in from Kafka, coded events out."""
