"""Predictions for everybody: asked, answered, closed, played on the teacher's cluster, shown.

A few are prepared; a teacher may write others. What is played is a kubectl line, run on the
teacher's cluster in the teacher's name, so the class sees what really happens.

Example: ask(...): "How many Pods are listed one second later?" 2 / 3 / 4, right is 4.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from playground.classroom.errors import ClassError, NotThere
from playground.classroom.models import Answer, Classroom, Question, Seat

MOST_CHOICES = 6
PREPARED: tuple[dict[str, Any], ...] = (
    {
        "text": "web runs 3 Pods and all of them are deleted at once. "
        "What does kubectl get pods list one second later?",
        "choices": ["no Pods", "3 new Pods", "3 leaving and 3 new Pods"],
        "right": 2,
        "command": "delete pods -l app=web --wait=false",
        "because": "The ReplicaSet counts 0 live Pods and creates 3 at once. "
        "The old ones are listed until their grace period ends.",
    },
    {
        "text": "web is scaled from 3 to 6. Which Pods are restarted?",
        "choices": ["all of them", "the 3 old ones", "none"],
        "right": 2,
        "command": "scale deployment/web --replicas=6",
        "because": "The template is the same. The ReplicaSet only creates the 3 that are missing.",
    },
    {
        "text": "web is updated to an image that crashes. How many old Pods keep answering?",
        "choices": ["none", "at least the floor of the rolling update", "all, for ever"],
        "right": 1,
        "command": "set image deployment/web web=web:v4-crash",
        "because": "The rollout stands still at the floor: old Pods go when new ones are ready.",
    },
    {
        "text": "A node loses its power. When are its Pods replaced?",
        "choices": ["at once", "after about a minute", "after more than five minutes"],
        "right": 2,
        "command": "apply -f node-2-off.yaml",
        "because": "50 s until NotReady, then the Pods tolerate the silent node for 300 s.",
    },
)


def ask(classroom: Classroom, body: dict[str, Any]) -> Question:
    """Put a question on every screen; the one before goes. Raises ClassError."""
    text = one_line(body.get("text"), 300)
    choices = [one_line(each, 120) for each in body.get("choices") or [] if one_line(each, 120)]
    right = body.get("right")
    if not text:
        raise ClassError("Type the question.", "text")
    if not 2 <= len(choices) <= MOST_CHOICES:
        raise ClassError(f"Give 2 to {MOST_CHOICES} choices, one on each line.", "choices")
    if not isinstance(right, int) or isinstance(right, bool) or not 0 <= right < len(choices):
        raise ClassError("Say which choice is right.", "right")
    command = one_line(body.get("command"), 300).removeprefix("kubectl ")
    with transaction.atomic():
        classroom.questions.filter(is_current=True).update(is_current=False)
        return Question.objects.create(
            classroom=classroom,
            text=text,
            choices=choices,
            right=right,
            command=command,
            because=one_line(body.get("because"), 400),
        )


def one_line(value: object, most: int) -> str:
    """Text as it is kept: one line, not too long."""
    return " ".join(value.split())[:most] if isinstance(value, str) else ""


def current(classroom: Classroom) -> Question:
    """The question on the screens. Raises NotThere."""
    found = classroom.questions.filter(is_current=True).order_by("-pk").first()
    if found is None:
        raise NotThere("No question is asked at the moment.")
    return found


def answer(seat: Seat, body: dict[str, Any]) -> None:
    """Take a learner's choice; it may be changed until the question is closed."""
    question = current(seat.classroom)
    choice = body.get("choice")
    if body.get("question") != question.pk:
        raise ClassError("This question is over. Look at the new one.", "choice")
    if not isinstance(choice, int) or isinstance(choice, bool):
        raise ClassError("Choose one of the answers.", "choice")
    if not 0 <= choice < len(question.choices):
        raise ClassError("Choose one of the answers.", "choice")
    if question.closed_at is not None:
        raise ClassError("The answers are closed.", "choice")
    Answer.objects.update_or_create(question=question, seat=seat, defaults={"choice": choice})


def mark(classroom: Classroom, *fields: str) -> Question:
    """Note that the question was closed, played or its answer shown."""
    question = current(classroom)
    for field in fields:
        if getattr(question, field) is None:
            setattr(question, field, timezone.now())
    question.save()
    return question


def take_down(classroom: Classroom) -> None:
    """No question on the screens; its answers are kept."""
    classroom.questions.filter(is_current=True).update(is_current=False)
