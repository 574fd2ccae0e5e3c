import { type Extent, type ItemPlace, readPlaces } from './heic-items'

/**
 * A HEIC picture without what its camera wrote beside it. Such a file is boxes in boxes; one of them, `meta`, lists items
 * and where the bytes of each stand: the picture's tiles, and notes such as EXIF and XMP. Nothing is moved, because every
 * place is a number counted from the file's beginning: what comes back is as long, has what the picture is drawn from at its
 * place, and nothing in between. So a note of a kind that nobody has heard of is left out too. Null for what can't be
 * followed to its end: that is passed on to nobody.
 */
export function heicWithoutNotes(bytes: Uint8Array): Uint8Array<ArrayBuffer> | null {
  try {
    return stripped(bytes)
  } catch (error) {
    // Every reading past the end of a box or of the file.
    if (error instanceof RangeError || error instanceof NotFollowed) return null
    throw error
  }
}

class NotFollowed extends Error {}

interface Box {
  readonly type: string
  readonly start: number
  /** Where its content begins. */
  readonly body: number
  readonly end: number
}

/** Items that a picture is drawn from: coded in HEVC, AV1 or AVC, and what puts those together. */
const DRAWN = ['hvc1', 'hev1', 'av01', 'avc1', 'grid', 'iden', 'iovl', 'tmap']
/** How to draw them: size, colours, turning, layers, brightness. Others describe, or date, or name somebody. */
const PROPERTIES = [
  ...['ispe', 'hvcC', 'av1C', 'avcC', 'colr', 'pixi', 'irot', 'imir', 'clap', 'pasp', 'auxC', 'rloc'],
  ...['a1op', 'a1lx', 'lsel', 'clli', 'mdcv', 'cclv', 'amve', 'ndwt'],
]
/** Boxes of the whole file, and those with pictures' bytes: files of cameras have some hundreds, and one. */
const [MOST_BOXES, MOST_MEDIA] = [10_000, 16]
/** TIFF without an entry, behind the four bytes that say where it begins: what reads EXIF finds it whole, and empty. */
const EMPTY_EXIF = Buffer.from('\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0', 'latin1')

function stripped(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const out = new Uint8Array(bytes.length)
  const boxesIn = boxReader(view)
  const copy = (from: number, to: number) => out.set(bytes.subarray(from, to), from)
  /** What is left out keeps its room, and says that it is empty. */
  const blank = ({ start, body }: Box) => {
    copy(start, body)
    out.set(Buffer.from('free', 'latin1'), start + 4)
  }
  const top = boxesIn(0, bytes.length)
  const meta = only(top, 'meta')
  // The first four bytes of some boxes are their version and flags.
  const inMeta = boxesIn(meta.body + 4, meta.end)
  const media = top.filter(({ type }) => type === 'mdat')
  if (media.length > MOST_MEDIA) throw new NotFollowed('too many mdat')
  const idat = inMeta.find(({ type }) => type === 'idat')

  for (const box of top) {
    if (box.type === 'ftyp') copy(box.start, box.end)
    else if (box.type === 'mdat') copy(box.start, box.body)
    else if (box === meta) copy(box.start, box.body + 4)
    else blank(box)
  }
  for (const box of inMeta) {
    if (['pitm', 'iloc', 'iref', 'grpl'].includes(box.type)) copy(box.start, box.end)
    else if (box.type === 'hdlr') copy(box.start, Math.min(box.body + 24, box.end))
    else if (box.type === 'idat') copy(box.start, box.body)
    else if (box.type === 'iprp') copyProperties(box)
    else if (box.type !== 'iinf') blank(box)
  }
  const items = copyItems(only(inMeta, 'iinf'))
  const primary = only(inMeta, 'pitm')
  const shown =
    view.getUint8(primary.body) === 0 ? view.getUint16(primary.body + 4) : view.getUint32(primary.body + 4)
  if (!DRAWN.includes(items.get(shown) ?? '')) throw new NotFollowed('nothing is shown')

  const { body, end } = only(inMeta, 'iloc')
  const places = readPlaces(new DataView(bytes.buffer, bytes.byteOffset + body, end - body))
  const isDrawn = ({ itemId }: ItemPlace) => DRAWN.includes(items.get(itemId) ?? '')
  for (const place of places) if (!isDrawn(place)) leaveEmpty(place)
  let copied = 0
  for (const place of places) {
    if (!isDrawn(place)) continue
    for (const extent of place.extents) {
      const { from, to } = spanOf(place, extent)
      copied += to - from
      // Items may share bytes, but a few of them many times over would keep the machine busy.
      if (copied > 2 * bytes.length) throw new NotFollowed('too much')
      copy(from, to)
    }
  }
  return out

  function copyProperties(iprp: Box): void {
    copy(iprp.start, iprp.body)
    for (const box of boxesIn(iprp.body, iprp.end)) {
      if (box.type === 'ipma') copy(box.start, box.end)
      else if (box.type !== 'ipco') blank(box)
      else {
        copy(box.start, box.body)
        for (const property of boxesIn(box.body, box.end)) {
          if (PROPERTIES.includes(property.type)) copy(property.start, property.end)
          else blank(property)
        }
      }
    }
  }

  /** What there is, without the names that somebody gave; each item's kind by its number. */
  function copyItems(iinf: Box): Map<number, string> {
    const kinds = new Map<number, string>()
    const first = iinf.body + (view.getUint8(iinf.body) === 0 ? 6 : 8)
    copy(iinf.start, first)
    for (const box of boxesIn(first, iinf.end)) {
      const version = view.getUint8(box.body)
      if (box.type !== 'infe' || version < 2) throw new NotFollowed(box.type)
      const kind = box.body + (version === 2 ? 8 : 10)
      if (kind + 4 > box.end) throw new NotFollowed('an item without a kind')
      copy(box.start, kind + 4)
      kinds.set(
        version === 2 ? view.getUint16(box.body + 4) : view.getUint32(box.body + 4),
        textAt(view, kind),
      )
    }
    return kinds
  }

  function leaveEmpty(place: ItemPlace): void {
    const [extent] = place.extents
    if (items.get(place.itemId) !== 'Exif' || !extent || extent.length < EMPTY_EXIF.length) return
    out.set(EMPTY_EXIF, spanOf(place, extent).from)
  }

  /** Where an item's bytes stand in this file. */
  function spanOf(place: ItemPlace, { offset, length }: Extent): { from: number; to: number } {
    const within = place.method === 'idat' ? [idat] : place.method === 'file' ? media : []
    const from = place.method === 'idat' ? (idat?.body ?? 0) + offset : offset
    const to = from + length
    const whole = within.some((box) => box && length > 0 && from >= box.body && to <= box.end)
    if (!whole) throw new NotFollowed('an item elsewhere')
    return { from, to }
  }
}

/** Reads the boxes that fill a stretch; those of all stretches together are counted, before they are held. */
function boxReader(view: DataView): (from: number, to: number) => Box[] {
  let read = 0
  return (from, to) => {
    const boxes: Box[] = []
    for (let start = from; start < to; ) {
      read += 1
      if (read > MOST_BOXES) throw new NotFollowed('too many boxes')
      const size = view.getUint32(start)
      const body = start + (size === 1 ? 16 : 8)
      const length = size === 0 ? to - start : size === 1 ? Number(view.getBigUint64(start + 8)) : size
      const end = start + length
      if (end < body || end > to) throw new NotFollowed('a box past its end')
      boxes.push({ type: textAt(view, start + 4), start, body, end })
      start = end
    }
    return boxes
  }
}

function only(boxes: readonly Box[], type: string): Box {
  const [box, another] = boxes.filter((each) => each.type === type)
  if (!box || another) throw new NotFollowed(type)
  return box
}

const textAt = (view: DataView, at: number): string =>
  String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3))
