"""A server for Retell's custom-LLM WebSocket. Retell dials one socket a call, at <your llm_websocket_url>/<call_id>.

The protocol is here; what the agent knows is in agent.py.
"""

import asyncio
import json
import logging
import os

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

import agent

# How long the details of the call may take, in seconds. The caller hears nothing until there is a begin message.
DETAILS_SECONDS = 1.0

log = logging.getLogger("custom-llm-server")


def chunk(response_id: int, content: str, complete: bool, **more: object) -> dict:
    return {
        "response_type": "response",
        "response_id": response_id,
        "content": content,
        "content_complete": complete,
        **more,
    }


class Conversation:
    """One call."""

    def __init__(self, socket: ServerConnection) -> None:
        self.socket = socket
        self.greeted = False
        self.answered: set[int] = set()
        self.answering: asyncio.Task | None = None

    async def send(self, frame: dict) -> None:
        await self.socket.send(json.dumps(frame, ensure_ascii=False))

    async def run(self) -> None:
        # The first frame says what this server wants: keepalives (and being dialled again after a break) and the call.
        config = {"auto_reconnect": True, "call_details": True, "transcript_with_tool_calls": False}
        await self.send({"response_type": "config", "config": config})
        patience = asyncio.create_task(self.greet_without_details())
        try:
            async for message in self.socket:
                await self.hear(message)
        finally:
            patience.cancel()
            if self.answering:
                self.answering.cancel()

    async def hear(self, message: str | bytes) -> None:
        try:
            frame = json.loads(message)
        except ValueError:
            return
        match frame.get("interaction_type") if isinstance(frame, dict) else None:
            case "ping_pong":
                # Retell hangs up on a server that is silent for five seconds: nothing may stand in the way of this.
                await self.send({"response_type": "ping_pong", "timestamp": frame["timestamp"]})
            case "call_details":
                await self.greet(frame["call"])
            case "response_required" | "reminder_required" as kind:
                response_id = frame["response_id"]
                if response_id in self.answered:
                    return
                self.answered.add(response_id)
                # A new request supersedes the one before: whatever is still sent for that is lost.
                if self.answering:
                    self.answering.cancel()
                self.answering = asyncio.create_task(self.answer(response_id, kind, frame["transcript"]))
            # update_only tells how the conversation stands and wants no answer; what is new is ignored, too.

    async def greet_without_details(self) -> None:
        await asyncio.sleep(DETAILS_SECONDS)
        await self.greet({})

    async def greet(self, call: dict) -> None:
        """Response 0 is the begin message. After a break it comes again, and Retell drops it."""
        if not self.greeted:
            self.greeted = True
            await self.send(chunk(0, agent.greeting(call), True))

    async def answer(self, response_id: int, kind: str, transcript: list[dict]) -> None:
        end_call = False
        try:
            async for words, ends in agent.reply(kind, transcript):
                end_call = end_call or ends
                if words:
                    await self.send(chunk(response_id, words, False))
        except ConnectionClosed:
            return
        except Exception:
            log.exception("no answer to request %s", response_id)
            await self.send(chunk(response_id, "I am sorry, could you say that again?", False))
        # An answer that is never completed leaves the caller in silence. A caller who cuts into a goodbye that may be
        # interrupted would drop the hang-up with it.
        farewell = {"end_call": True, "no_interruption_allowed": True} if end_call else {}
        await self.send(chunk(response_id, "", True, **farewell))


async def main() -> None:
    async def converse(socket: ServerConnection) -> None:
        try:
            await Conversation(socket).run()
        except ConnectionClosed:
            pass

    async with serve(converse, "127.0.0.1", int(os.environ.get("PORT", "8090"))) as server:
        port = server.sockets[0].getsockname()[1]
        print(f"listening on ws://127.0.0.1:{port}", flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
