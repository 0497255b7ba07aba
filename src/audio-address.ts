// The address at which the sound of a call is heard and spoken into. It is no operation of the contract: that describes
// requests, and this is a WebSocket.

/** Retell docs, audio WebSocket (deprecated): the call id is the next segment, and lets in whoever has it. */
export const AUDIO = '/audio-websocket'
