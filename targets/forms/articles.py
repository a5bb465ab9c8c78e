import re
from dataclasses import dataclass

from config.vietnamese import tidy
from teams.actions import texts_of

MOST_ARTICLES = 50


@dataclass
class ArticleRow:
    text: str
    error: str = ""


class Articles:
    """The articles, one text each; an empty one is left out. Without JavaScript a row is put in or taken out by
    sending the form: nothing is saved then."""

    def __init__(self, data, *, decision):
        texts = texts_of(decision) if data is None else data.getlist("article")
        self.rows = [ArticleRow(text) for text in texts]

    def regroup(self, what):
        """`what`: 'them', 'chen-2' (a row after the second) or 'bo-2' (without the second)."""
        action, _, number = what.partition("-")
        place = int(number) if re.fullmatch(r"\d{1,3}", number, re.ASCII) else len(self.rows)
        if action == "bo":
            del self.rows[place - 1 : place]
        elif len(self.rows) < MOST_ARTICLES:
            self.rows.insert(place, ArticleRow(""))

    def is_valid(self):
        for row in self.rows:
            if len(row.text) > 10_000:
                row.error = f"Điều này dài {len(row.text)} ký tự; nhiều nhất là 10.000."
        if len(self.rows) > MOST_ARTICLES:
            self.rows[MOST_ARTICLES].error = f"Nhiều nhất là {MOST_ARTICLES} điều."
        return not any(row.error for row in self.rows)

    def texts(self):
        """As they are kept: without the 'Điều n.' that the document puts before each."""
        texts = [re.sub(r"^điều\s+\d+\s*[.:]\s*", "", tidy(row.text), flags=re.IGNORECASE) for row in self.rows]
        return [text for text in texts if text]

    def show_both(self, decision):
        """Puts beside each row what now stands in the database; returns the articles that have no row here."""
        stored = texts_of(decision)
        for number, row in enumerate(self.rows):
            now = stored[number] if number < len(stored) else "không có điều này"
            if tidy(row.text) != now:
                row.error = f"Đang lưu: {now}"
        return [f"Đang lưu thêm: {text}" for text in stored[len(self.rows) :]]
