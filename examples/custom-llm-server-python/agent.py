"""What the agent says: the place for your model. This stand-in knows three sentences."""

import re
from collections.abc import AsyncIterator


def greeting(call: dict) -> str:
    """`call` is empty where Retell did not say which call it is."""
    name = (call.get("retell_llm_dynamic_variables") or {}).get("first_name")
    return f"Hello{' ' + name if name else ''}, this is Ada from Harbor Clinic. How can I help you?"


async def reply(kind: str, transcript: list[dict]) -> AsyncIterator[tuple[str, bool]]:
    """Yields the answer in pieces, each with whether to hang up after it. The pieces are joined as they are."""
    if kind == "reminder_required":
        yield "Are you still there?", False
        return
    heard = next((turn.get("content") or "" for turn in reversed(transcript) if turn.get("role") == "user"), "")
    if re.search(r"\b(good)?bye\b", heard, re.IGNORECASE):
        yield "Thank you for calling. Goodbye!", True
        return
    # Retell begins to speak at the first whole sentence: the sooner it comes, the shorter the pause.
    yield "I see. ", False
    yield "Could you tell me ", False
    yield "a little more?", False
