/** Compares a recorded JSON answer with ours: keys, types, formats of what must differ, values of what must not. */

export interface Difference {
  readonly path: string
  readonly what: string
}

/** Values that are another company's own: only their format is compared. */
const OWN = new Set([
  'Id',
  'time',
  'CreateTime',
  'LastUpdatedTime',
  'DocNumber',
  'TxnDate',
  'DueDate',
  'DeliveryTime',
  'SyncToken',
  'TxnId',
  'totalCount',
  'maxResults',
  'startPosition',
  'FileAccessUri',
  'TempDownloadUri',
])
/** In lists of other people's rows no value is comparable, only these. */
const SAME_IN_ROWS = new Set(['domain', 'sparse', 'status', 'Type', 'DetailType', 'TxnType'])

const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value
const isRecord = (value: unknown): value is Record<string, unknown> => typeOf(value) === 'object'

/** Digits become 9, runs of them one; signs of zones one sign: what is left is the format. */
const format = (value: unknown): string =>
  String(value)
    .replace(/\d+/g, (digits) => (digits.length <= 4 ? '9'.repeat(digits.length) : '9+'))
    .replace(/[+-](99:99)$/, '±$1')
    .replace(/^9+$/, '9+')

/** `rows`: a list of the company's own rows, where only keys and types can agree. */
export function differences(recorded: unknown, ours: unknown, path = '', rows = false): Difference[] {
  const [theirType, ourType] = [typeOf(recorded), typeOf(ours)]
  if (theirType !== ourType) return [{ path, what: `type ${theirType} recorded, ${ourType} here` }]
  if (Array.isArray(recorded) && Array.isArray(ours)) return listDifferences(recorded, ours, path, rows)
  if (isRecord(recorded) && isRecord(ours)) {
    const keys = [...new Set([...Object.keys(recorded), ...Object.keys(ours)])]
    return keys.flatMap((key) => {
      const at = `${path}.${key}`
      if (!(key in ours)) return [{ path: at, what: 'missing here' }]
      if (!(key in recorded)) return [{ path: at, what: 'not recorded' }]
      return differences(recorded[key], ours[key], at, rows)
    })
  }
  const key = path.split('.').at(-1) ?? ''
  if (OWN.has(key) || (rows && !SAME_IN_ROWS.has(key))) {
    const formatted = OWN.has(key) && format(recorded) !== format(ours) && !/Uri$|^DocNumber$/.test(key)
    return formatted ? [{ path, what: `format ${format(recorded)} recorded, ${format(ours)} here` }] : []
  }
  if (recorded === ours) return []
  return [{ path, what: `${JSON.stringify(recorded)} recorded, ${JSON.stringify(ours)} here` }]
}

function listDifferences(recorded: unknown[], ours: unknown[], path: string, rows: boolean): Difference[] {
  const areRows = rows || /QueryResponse\.(\d+\.)?[A-Z]\w+$/.test(path)
  if (!areRows) {
    if (recorded.length !== ours.length)
      return [{ path, what: `${recorded.length} items recorded, ${ours.length} here` }]
    return recorded.flatMap((one, index) => differences(one, ours[index], `${path}.${index}`))
  }
  if (ours.length === 0) return recorded.length === 0 ? [] : [{ path, what: 'no rows here' }]
  const known = recorded.filter(isRecord)
  const found = new Map<string, Difference>()
  const always = Object.keys(known[0] ?? {}).filter((key) => known.every((row) => key in row))
  for (const row of ours.filter(isRecord)) {
    for (const key of always)
      if (!(key in row)) found.set(`${key}-`, { path: `${path}.*.${key}`, what: 'missing here' })
    for (const [key, value] of Object.entries(row)) {
      const at = `${path}.*.${key}`
      const others = known.filter((one) => key in one)
      if (others.length === 0) found.set(`${key}+`, { path: at, what: 'not recorded' })
      else {
        // A row agrees when it is like one of those recorded.
        const tries = others.map((other) => differences(other[key], value, at, true))
        const best = tries.toSorted((a, b) => a.length - b.length)[0] ?? []
        for (const one of best) found.set(`${one.path} ${one.what}`, one)
      }
    }
  }
  return [...found.values()]
}
