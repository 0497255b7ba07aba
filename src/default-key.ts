// The key of the default workspace; any other key opens a workspace of its own.

export const DEFAULT_API_KEY = 'key_fa4e0000000000000000000000e1'
