"""The sheets and forms to fill in, built for one reader: what they see, and may write."""
