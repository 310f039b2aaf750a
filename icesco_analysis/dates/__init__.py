"""The grammar of printed dates, and the settled day of each activity."""
