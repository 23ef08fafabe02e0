"""khabar."""
