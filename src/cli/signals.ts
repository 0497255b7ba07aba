// The signals that ask a command to stop.

const STOPPING = ['SIGINT', 'SIGTERM'] as const

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
export function toldToStop(): Promise<void> {
  return new Promise(resolve => {
    let told = false
    const hear = (_signal: string, number: number) => {
      if (told) process.exit(128 + number)
      told = true
      resolve()
    }
    for (const signal of STOPPING) process.on(signal, hear)
  })
}
