"""What the page shows of a lesson: the step, its goals beside the cluster, the verdict of a run.

Example: verdict_words(prediction, track, chosen=0) is "You said 3, it was 4."
"""

from __future__ import annotations

from typing import Any

from cluster.runtime.executors import run_write
from playground.tutorials import catalogue, followers, playing
from playground.tutorials.following import Follower, Track
from playground.tutorials.goals.partial import is_number
from playground.tutorials.lesson import READ, Lesson, Prediction, Spotlight, Step
from playground.tutorials.models import Progress
from playground.tutorials.picturing import picture_of
from playground.tutorials.prose import tree
from playground.tutorials.trial import fill

Json = dict[str, Any]


async def tell(progress: Progress, lesson: Lesson, shown: int | None = None) -> Json:
    """The lesson as it stands; `shown` is an earlier step that the learner looks at again."""
    follower = await followers.of(progress, lesson)
    await followers.save(progress, follower)
    await keep_verdict(progress, follower)
    index = progress.index if shown is None else min(shown, progress.index)
    step = lesson.steps[index]
    told = tell_step(progress, step, follower if index == progress.index else None)
    all_lessons = catalogue.lessons()
    number = next((at for at, each in enumerate(all_lessons) if each.slug == lesson.slug), 0)
    is_finished = progress.finished_at is not None and is_at_end(progress, lesson)
    return {
        "slug": lesson.slug,
        "title": lesson.title,
        "number": number + 1,
        "of": len(all_lessons),
        "cluster": str(progress.cluster_id),
        "index": progress.index,
        "shown": index,
        "steps": [tell_state(progress, each) for each in lesson.steps],
        "step": told,
        "finished": is_finished,
        "debrief": tell_debrief(lesson) if is_finished else None,
        "following": tell_next(number) if is_finished else None,
        "points": tell_points(progress, lesson),
        "files": lesson.files,
    }


async def keep_verdict(progress: Progress, follower: Follower) -> None:
    """Write down what the run showed, so that it can be read again when the step is over."""
    known = playing.kept(progress, follower.step)
    prediction = follower.step.prediction
    if prediction is None or not follower.track.has_observed or "answer" not in known:
        return
    if "verdict" not in known:
        known["verdict"] = verdict_of(prediction, follower.track, int(known["answer"]))
        await run_write(progress.save)


def is_at_end(progress: Progress, lesson: Lesson) -> bool:
    return progress.index == len(lesson.steps) - 1 and playing.done_at(progress, lesson.steps[-1])


def tell_state(progress: Progress, step: Step) -> Json:
    title = step.title or step.id.replace("-", " ").capitalize()
    return {"id": step.id, "title": title, "done": playing.done_at(progress, step)}


def tell_step(progress: Progress, step: Step, follower: Follower | None) -> Json:
    """One step; with a follower as it stands, without one as it was."""
    names = progress.names if follower is not None else {}
    known = playing.kept(progress, step)
    return {
        "id": step.id,
        "type": step.type,
        "title": tell_state(progress, step)["title"],
        "text": tree(fill(step.text, names)),
        "done": playing.done_at(progress, step),
        "canGoOn": step.type == READ or playing.done_at(progress, step),
        "goals": tell_goals(step, follower, is_done=playing.done_at(progress, step)),
        "picture": picture_of(follower) if follower is not None else None,
        "hints": [tree(fill(each, names)) for each in step.hints[: known.get("hints", 0)]],
        "hintsLeft": max(0, len(step.hints) - known.get("hints", 0)),
        "solution": tell_solution(step, names, known.get("hints", 0)),
        "run": [fill(each.line, names) for each in step.run],
        "ran": bool(known.get("ran")),
        "prediction": tell_prediction(step, known, names),
        "spotlight": [tell_spotlight(each) for each in step.spotlight],
        "points": known.get("points"),
    }


def tell_goals(step: Step, follower: Follower | None, *, is_done: bool) -> list[Json]:
    if follower is None or is_done:
        return [
            {"id": each.id, "say": each.say, "met": is_done, "lost": False, "words": ""}
            for each in step.goals
        ]
    return [
        {
            "id": each.id,
            "say": each.say,
            "met": each.is_met,
            "lost": each.is_lost,
            "words": each.words,
        }
        for each in follower.verdicts()
    ]


def tell_solution(step: Step, names: dict[str, str], hints: int) -> list[str]:
    """The commands, once every hint has been asked for and then once more."""
    if not step.hints or hints <= len(step.hints):
        return []
    return [fill(each.line, names) for each in step.solution if each.line]


def tell_prediction(step: Step, known: Json, names: dict[str, str]) -> Json | None:
    prediction = step.prediction
    if prediction is None:
        return None
    return {
        "question": tree(fill(prediction.question, names)),
        "button": prediction.button,
        "choices": [tell_choice(each.label, each.answer) for each in prediction.choices],
        "chosen": known.get("answer"),
        "verdict": known.get("verdict"),
    }


def tell_choice(label: str, answer: Any) -> Json:
    """A plain number stands large before its words."""
    is_plain = is_number(answer) and not label.strip().startswith(str(answer))
    return {"label": label, "value": str(answer) if is_plain else ""}


def verdict_of(prediction: Prediction, track: Track, chosen: int) -> Json:
    """The learner's answer held against what the run showed."""
    choices = prediction.choices
    is_right = track.right == chosen
    reasons = [choices[chosen].because]
    if not is_right and track.right >= 0:
        reasons.append(choices[track.right].because)
    return {
        "right": is_right,
        "proved": track.right,
        "words": verdict_words(prediction, track, chosen),
        "because": [tree(each) for each in dict.fromkeys(reasons)],
    }


def verdict_words(prediction: Prediction, track: Track, chosen: int) -> str:
    """ "You said 3, it was 4." in numbers where the answers are numbers, else in their words."""
    mine = prediction.choices[chosen]
    if is_number(mine.answer) and is_number(track.observed):
        joint = "and" if track.right == chosen else ""
        words = f"You said {mine.answer}, {joint} it was {track.observed:g}."
        return words.replace("  ", " ")
    if track.right == chosen:
        return f"You said: {mine.label}. So it was."
    if track.right < 0:
        return f"You said: {mine.label}. This run showed none of the answers."
    return f"You said: {mine.label}. It was: {prediction.choices[track.right].label}."


def tell_spotlight(spotlight: Spotlight) -> Json:
    labels = dict(
        part.split("=", 1) for part in spotlight.selector.split(",") if part.count("=") == 1
    )
    return {
        "kind": spotlight.kind,
        "name": spotlight.name,
        "labels": labels,
        "control": spotlight.control,
    }


def tell_debrief(lesson: Lesson) -> Json:
    return {
        "text": tree(lesson.debrief.text),
        "production": tree(lesson.debrief.production),
        "commands": list(lesson.debrief.commands),
    }


def tell_next(number: int) -> Json | None:
    found = catalogue.lessons()[number + 1 : number + 2]
    return {"slug": found[0].slug, "title": found[0].title} if found else None


def tell_points(progress: Progress, lesson: Lesson) -> Json | None:
    """The score of an examination so far."""
    if not lesson.is_exam:
        return None
    tasks = [each for each in lesson.steps if each.type == "do"]
    had = [playing.kept(progress, each).get("points") for each in tasks]
    return {
        "have": sum(each or 0 for each in had),
        "most": followers.BEST * len(tasks),
        "left": sum(each is None for each in had),
    }
