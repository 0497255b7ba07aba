// The help texts, made from the tables of commands and flags.

import type { Command } from './commands.ts'
import type { Flags } from './flags.ts'
import type { Channel } from './terminal.ts'

/** The whole tool in one screen. */
export function overview(commands: readonly Command[], { paint }: Pick<Channel, 'paint'>): string {
  return [
    'fake-retell: a local stand-in for the Retell AI API',
    section(
      'Commands',
      commands.map(({ name, summary }) => [name, summary]),
      paint,
    ),
    section(
      'Flags',
      [
        ['--help', "after a command: that command's flags and examples"],
        ['--version', 'show the version'],
      ],
      paint,
    ),
    section(
      'Examples',
      commands.map(({ examples }) => examples[0]!),
      paint,
    ),
  ].join('\n\n')
}

/** One command in one screen. */
export function helpOf(
  { summary, usage, flags, examples }: Command,
  { paint }: Pick<Channel, 'paint'>,
): string {
  return [
    `${usage}\n\n  ${summary}`,
    section('Flags', flagRows(flags), paint),
    section('Examples', examples, paint),
  ].join('\n\n')
}

function flagRows(flags: Flags): [string, string][] {
  return Object.entries(flags).map(([name, { takes, about }]) => [
    takes ? `--${name} ${takes}` : `--${name}`,
    about,
  ])
}

function section(
  title: string,
  rows: readonly (readonly [string, string])[],
  paint: Channel['paint'],
): string {
  const width = Math.max(...rows.map(([left]) => left.length))
  return [
    paint('bold', title),
    ...rows.map(([left, right]) => `  ${left.padEnd(width)}   ${paint('dim', right)}`),
  ].join('\n')
}
