"""What a fork server imports, and nothing else: it reads a release, so that every fork has the vocabularies ready."""

import gc

from icesco_analysis.corpus.extract import extract_page

RELEASE = b"""\
ICESCO and Kuwait Discuss Cooperation in Culture

The Director-General of ICESCO, Dr. Salim M. AlMalik, received on Monday, 5 May 2025, at the headquarters of ICESCO in
Rabat, the Ambassador of the State of Kuwait to the Kingdom of Morocco, to discuss cooperation in education.

The conference was held in Amman, Jordan, in partnership with the Ministry of Culture, with the participation of
experts from Egypt and Tunisia. The Director-General visited Baku and met the President of Azerbaijan.
"""

extract_page(RELEASE, "release.txt")
gc.freeze()  # no fork need look for garbage among what they share
