"""The REST API: renders what is published for other systems, and takes in what they report. Computes nothing."""
