"""The notice on personal data that a team reads aloud at its first visit (Luật 91/2025/QH15, Điều 4.1 and 9).

A version once read to somebody is never edited: another wording is a file `templates/households/notices/<version>.html`
more, with the next number here, and every household hears it once."""

CURRENT = 1
VERSIONS = [1]
