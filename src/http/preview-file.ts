import { Refusal } from '../tenants/refusal'
import type { Download } from './contract/route'

interface Previewed {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly inline: boolean
}

/** Whether a file can be looked at in a frame: a PDF without anything that runs. */
export const isPreviewed = ({
  type,
  inline,
}: {
  readonly type: string
  readonly inline?: boolean
}): boolean => type === 'application/pdf' && inline !== false

/** Refuses not_found for every other file, with the reason. */
export function checkPreview<T extends Previewed>(file: T): T {
  if (isPreviewed(file)) return file
  const because =
    file.type === 'application/pdf' ? 'It has something in it that runs.' : 'PDFs can be looked at before.'
  throw new Refusal(404, 'not_found', `There is no preview of “${file.name}”. ${because}`)
}

/** The file as a frame of our own pages shows it. */
export const framedPdf = ({ name, type, bytes }: Previewed): Download => ({
  name,
  type,
  bytes,
  inline: true,
  framed: true,
})
