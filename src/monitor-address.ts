// The address at which a call is watched while it goes on. It is no operation of the contract: that describes requests,
// and this is a WebSocket.

/** Retell docs, monitor call WebSocket: the call id is the next segment. */
export const MONITOR = '/v2/monitor-call'
/** What the setting `forbidden_operations` calls it. */
export const MONITOR_OPERATION = 'monitorCall'
