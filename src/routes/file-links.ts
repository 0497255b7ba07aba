// Files that the mock keeps and the addresses they are downloaded from. The downloads themselves are in files.ts at the
// HTTP edge.

import type { NewFile } from '../store/files.ts'
import type { World } from '../world.ts'
import type { Context } from './context.ts'

/** Stores a file in a folder that cannot be guessed; gives the folder. */
export function storeFile({ store, newId }: Pick<Context, 'store' | 'newId'>, file: NewFile): string {
  const folder = newId('folder')
  store.files.insert(folder, file)
  return folder
}

export const fileUrl = ({ publicUrl }: World, folder: string, name: string): string =>
  `${publicUrl}/files/${folder}/${encodeURIComponent(name)}`

/** Where a voice is heard. */
export const previewUrl = (world: World, voiceId: string): string =>
  fileUrl(world, 'voices', `${voiceId}.wav`)
