"""What a class came to, as a CSV file: one row for each learner, two columns for each question.

A cell that begins like a formula is quoted, so that no spreadsheet runs what a learner typed.
Example: nickname,joined,...,"1. Which Pods are restarted?","1 right" / Grete,...,none,yes
"""

from __future__ import annotations

import csv
import io

from playground.classroom.models import Answer, Classroom

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def results(classroom: Classroom) -> str:
    """The whole file."""
    asked = list(classroom.questions.order_by("pk"))
    chosen = {
        (row.seat_id, row.question_id): row.choice
        for row in Answer.objects.filter(question__classroom=classroom)
    }
    text = io.StringIO()
    table = csv.writer(text)
    heads = ["nickname", "joined", "last seen", "left"]
    for number, question in enumerate(asked, 1):
        heads += [f"{number}. {question.text}", f"{number} right"]
    table.writerow([safe(each) for each in [*heads, "right in all"]])
    for seat in classroom.seats.order_by("nickname", "pk"):
        row = [seat.nickname, stamp(seat.joined_at), stamp(seat.seen_at), stamp(seat.left_at)]
        right = 0
        for question in asked:
            choice = chosen.get((seat.pk, question.pk))
            is_right = choice == question.right
            right += is_right
            row.append("" if choice is None else question.choices[choice])
            row.append("" if choice is None else "yes" if is_right else "no")
        table.writerow([safe(each) for each in [*row, str(right)]])
    return text.getvalue()


def stamp(moment: object) -> str:
    """A moment in UTC, to the second."""
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else ""


def safe(text: str) -> str:
    """Text that a spreadsheet takes for text."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
