// Whether the mock has chats. Their tests are written and wait for it: set this to true when it does.

export const CHATS_ARE_BUILT: boolean = false
