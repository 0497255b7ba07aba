// How things are shown that may hold a secret.

/** An API key that somebody chose: its first 7 and last 2 characters, or fewer where those would be most of it. */
export function shownKey(key: string): string {
  return key.length >= 18
    ? `${key.slice(0, 7)}…${key.slice(-2)}`
    : `${key.slice(0, Math.floor(key.length / 4))}…`
}

/** A URL without its user, password, query and fragment: receivers put secrets there. */
export function shownUrl(text: string): string {
  if (!URL.canParse(text)) return text.replace(/[?#].*$/s, '?…')
  const { protocol, host, pathname, search } = new URL(text)
  return `${protocol}//${host}${pathname}${search ? '?…' : ''}`
}
