// Images and sounds that settings refer to. A sound is kept as it came: the live service turns it into raw PCM, of which
// only the name and the media type are copied.

import { extname } from 'node:path'
import type { Handlers, UploadedFile } from '../contract.ts'
import { badRequest } from '../errors.ts'
import type { Context } from './context.ts'
import { fileUrl, storeFile } from './file-links.ts'

/** "10 MB", read generously. */
const MAX_ASSET_BYTES = 10 * 1024 * 1024

/** Retell SDK 5, types of the asset: the formats it accepts. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
  '.webm': 'audio/webm',
  '.ogg': 'audio/ogg',
  '.m4a': 'audio/mp4',
  '.aac': 'audio/aac',
  '.flac': 'audio/flac',
}

export const assetHandlers = {
  createAsset({ body: { file } }, context) {
    const mediaType = mediaTypeOf(file)
    if (file.size > MAX_ASSET_BYTES) throw badRequest('request/body/file must NOT be larger than 10 MB')
    const isSound = mediaType.startsWith('audio/')
    const name = isSound ? `${file.name.slice(0, -extname(file.name).length || undefined)}.pcm` : file.name
    const type = isSound ? 'audio/pcm' : mediaType
    const asset_id = context.newId('asset')
    const folder = storeFile(context, { owner: asset_id, part: '', name, type, contents: file })
    return {
      asset_id,
      content_type: type,
      created_timestamp: context.now(),
      file_name: name,
      file_size: file.size,
      url: fileUrl(context.world, folder, name),
    }
  },
} satisfies Partial<Handlers<Context>>

/** By what the part says it is, or else by its name. */
function mediaTypeOf({ name, type }: UploadedFile): string {
  const known = Object.values(MEDIA_TYPES).find(mediaType => mediaType === type.split(';')[0]?.trim())
  const mediaType = known ?? MEDIA_TYPES[extname(name).toLowerCase()]
  if (!mediaType)
    throw badRequest(`request/body/file is neither an image nor a sound of a supported type: ${name}`)
  return mediaType
}
