/** Where the bytes of one item of a HEIC picture stand. */
export interface ItemPlace {
  readonly itemId: number
  /** Counted from the file's beginning, or in the box `idat`; `elsewhere` in another item or another file. */
  readonly method: 'file' | 'idat' | 'elsewhere'
  readonly extents: readonly Extent[]
}

export interface Extent {
  readonly offset: number
  readonly length: number
}

/** Of items, and of the pieces of all together: many more than any camera writes, and few enough to be held at once. */
const MOST = 10_000

/**
 * Reads the content of the box `iloc`, versions 0 to 2: every number's width is written at its beginning. Throws
 * RangeError where it ends early, says a width that there is none of, or tells of more than is looked at.
 */
export function readPlaces(view: DataView): ItemPlace[] {
  const version = view.getUint8(0)
  if (version > 2) throw new RangeError('no such version')
  let at = 4
  const take = (width: number): number => {
    if (![0, 2, 4, 8].includes(width)) throw new RangeError('no such width')
    const start = at
    at += width
    if (width === 0) return 0
    if (width === 2) return view.getUint16(start)
    return width === 4 ? view.getUint32(start) : Number(view.getBigUint64(start))
  }
  const widths = take(2)
  const [ofOffset, ofLength, ofBase] = [widths >> 12, (widths >> 8) & 15, (widths >> 4) & 15]
  const ofIndex = version === 0 ? 0 : widths & 15
  const places: ItemPlace[] = []
  const count = take(version < 2 ? 2 : 4)
  let pieces = 0
  if (count > MOST) throw new RangeError('too many items')
  for (let item = 0; item < count; item += 1) {
    const itemId = take(version < 2 ? 2 : 4)
    const way = version === 0 ? 0 : take(2) & 15
    const isHere = take(2) === 0
    const base = take(ofBase)
    const extents: Extent[] = []
    const told = take(2)
    pieces += told
    // Numbers without a width cost the file nothing: six bytes could tell of 65,535 pieces.
    if (pieces > MOST || (told > 0 && ofOffset + ofLength === 0)) throw new RangeError('too many pieces')
    for (let extent = 0; extent < told; extent += 1) {
      take(ofIndex)
      const offset = base + take(ofOffset)
      extents.push({ offset, length: take(ofLength) })
    }
    const method = !isHere || way > 1 ? 'elsewhere' : way === 1 ? 'idat' : 'file'
    places.push({ itemId, method, extents })
  }
  return places
}
