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

/**
 * Reads the content of the box `iloc`, versions 0 to 2: every number's width is written at its beginning. Throws
 * RangeError where it ends early, or says a width that there is none of.
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
  for (let item = 0; item < count; item += 1) {
    const itemId = take(version < 2 ? 2 : 4)
    const way = version === 0 ? 0 : take(2) & 15
    const isHere = take(2) === 0
    const base = take(ofBase)
    const extents: Extent[] = []
    for (let extent = take(2); extent > 0; extent -= 1) {
      take(ofIndex)
      const offset = base + take(ofOffset)
      extents.push({ offset, length: take(ofLength) })
    }
    const method = !isHere || way > 1 ? 'elsewhere' : way === 1 ? 'idat' : 'file'
    places.push({ itemId, method, extents })
  }
  return places
}
