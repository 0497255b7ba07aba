// The signals that ask a command to stop.

const STOPPING = ['SIGINT', 'SIGTERM'] as const

/** Does `work` at the first SIGINT or SIGTERM; a second one ends the process at once. The result takes that back. */
export function whenToldToStop(work: () => void): () => void {
  let told = false
  const hear = (_signal: string, number: number) => {
    if (told) process.exit(128 + number)
    told = true
    work()
  }
  for (const signal of STOPPING) process.on(signal, hear)
  return () => {
    for (const signal of STOPPING) process.off(signal, hear)
  }
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
export const toldToStop = (): Promise<void> => new Promise(resolve => void whenToldToStop(resolve))
