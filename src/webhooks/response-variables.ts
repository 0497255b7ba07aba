// Values that a function's answer gives to dynamic variables, by paths such as `data.user.name`, `$.items[0].id`.

/**
 * The variables that the answer, JSON text, has a value for; others stay as they are. Values that are no text are written
 * as JSON.
 */
export function responseVariables(
  paths: Readonly<Record<string, string>> | null | undefined,
  answer: string,
): Record<string, string> {
  if (!paths) return {}
  const root = parsed(answer)
  return Object.fromEntries(
    Object.entries(paths).flatMap(([name, path]) => {
      const value = valueAt(root, path)
      if (value === undefined || value === null) return []
      return [[name, typeof value === 'string' ? value : JSON.stringify(value)]]
    }),
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const segmentsOf = (path: string): string[] =>
  path
    .replace(/^\$\.?/, '')
    .replaceAll(/\[["']?([^\]"']*)["']?\]/g, '.$1')
    .split('.')
    .filter(Boolean)

function valueAt(root: unknown, path: string): unknown {
  return segmentsOf(path).reduce<unknown>(
    (node, segment) =>
      typeof node === 'object' && node !== null && Object.hasOwn(node, segment)
        ? (node as Record<string, unknown>)[segment]
        : undefined,
    root,
  )
}
