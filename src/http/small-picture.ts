import type { Response } from 'express'
import { limits } from '../../config/limits'
import type { StoredFile } from '../documents/file'
import type { MakeThumbnail } from '../documents/thumbnails/make-thumbnail'
import { isDrawn, THUMBNAIL_TYPE } from '../documents/thumbnails/thumbnail'
import type { KeptThumbnail } from '../documents/thumbnails/thumbnail-table'
import { notFound, Refusal } from '../tenants/refusal'
import { renderPicturePlace } from '../ui/portal/render-picture-place'
import type { PictureAhead } from '../ui/portal/shown'
import type { Download } from './contract/route'
import type { Opened, openPortal } from './portal-door'

/** So many bytes are no burden for a phone: what can't be drawn small is shown as it is. */
const SMALL_ENOUGH_BYTES = 1_000_000

/** What is sent for a small picture; `lasts` when the same address will never say anything else. */
export interface SmallPicture {
  readonly picture: Download
  readonly lasts: boolean
}

/**
 * A small picture for the client's page: the drawn one, looked for first; else the file itself where it is small; else a
 * place that says so, because a page that was opened too early is no reason to refuse anything. Refuses not_found for what
 * is no picture, and for what was not shown to this link.
 */
export async function smallPicture(
  portal: Pick<ReturnType<typeof openPortal>, 'picture' | 'file'>,
  makeThumbnail: MakeThumbnail,
  opened: Opened,
  id: string,
  response: Response,
): Promise<SmallPicture> {
  let { file, kept } = await portal.picture(opened, id)
  if (isComing(file, kept)) {
    await makeThumbnail(opened.found.workspaceId, file.fileId)
    const again = await portal.picture(opened, id)
    file = again.file
    kept = again.kept
  }
  if (kept?.thumbnail) {
    const { bytes } = kept.thumbnail
    return { picture: { name: `${file.name}.jpg`, type: THUMBNAIL_TYPE, bytes, inline: true }, lasts: true }
  }
  if (!file.type.startsWith('image/')) throw notFound('picture')
  if (isComing(file, kept)) return place(file, 'coming')
  if (!file.inline || file.size > SMALL_ENOUGH_BYTES) return place(file, 'none')
  return portal.file(opened, id, response).then(
    (picture) => ({ picture, lasts: true }),
    (error: unknown) => {
      if (error instanceof Refusal && error.code === 'picture_with_notes') return place(file, 'none')
      throw error
    },
  )
}

const isComing = ({ type }: StoredFile, kept: KeptThumbnail | null): boolean =>
  isDrawn(type) && (kept === null || (kept.thumbnail === null && kept.tries < limits.thumbnailTries))

const place = ({ name }: StoredFile, ahead: PictureAhead): SmallPicture => ({
  picture: {
    name: `${name}.svg`,
    type: 'image/svg+xml',
    bytes: new TextEncoder().encode(renderPicturePlace(ahead)),
    inline: true,
  },
  lasts: false,
})
