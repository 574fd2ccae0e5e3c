import fc from 'fast-check'

/** Values that no field was made for. */
export const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    '',
    ' ',
    '\u0000',
    '\ud800',
    '\u202e\u0000',
    '0'.repeat(400),
    '-1.00',
    '0',
    '0.00',
    '1e3',
    '1e999',
    '99999999999999999999.99',
    '99999999999.995',
    '1.005',
    'NaN',
    -0,
    -1,
    0.1,
    1e21,
    1e308,
    Number.MAX_SAFE_INTEGER,
    2 ** 31,
    '2026-02-30',
    '0000-00-00',
    '9999-12-31',
    '+275760-09-13',
    "'; drop table milestone; --",
    '<img src=x onerror=alert(1)>',
    '{{7*7}}%s%n',
    '../../etc/passwd',
    'constructor',
    'ß'.repeat(5_000),
    '00000000-0000-4000-8000-000000000000',
    '999999999999999999999999',
    '1/0',
    '0/1',
    '100.00001',
    'USD',
    [],
    [[]],
    [null],
    {},
    { length: 3 },
    Array.from({ length: 1_001 }, () => ({})),
  ),
)

interface Place {
  readonly holder: Record<string, unknown>
  readonly key: string
  readonly pointer: string
}

/** Every place of a value, the outer ones first. */
function placesOf(value: unknown): Place[] {
  const places: Place[] = []
  const walk = (holder: Record<string, unknown>, path: string) => {
    for (const key of Object.keys(holder)) {
      const pointer = `${path}/${key}`
      places.push({ holder, key, pointer })
      const part = holder[key]
      if (typeof part === 'object' && part !== null) walk(part as Record<string, unknown>, pointer)
    }
  }
  if (typeof value === 'object' && value !== null) walk(value as Record<string, unknown>, '')
  return places
}

export type Spoiling =
  | { readonly how: 'replace'; readonly where: number; readonly by: unknown }
  | { readonly how: 'remove' | 'double' | 'add'; readonly where: number }

/** One way of spoiling a body: a place gets another value, goes, is there twice, or has a neighbour nobody knows. */
export const spoiling: fc.Arbitrary<Spoiling> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ how: fc.constant('replace' as const), where: fc.nat(), by: odd }) },
  {
    weight: 2,
    arbitrary: fc.record({
      how: fc.constantFrom('remove' as const, 'double' as const, 'add' as const),
      where: fc.nat(),
    }),
  },
)

/** The body with one of its places spoilt. */
export function spoil(body: unknown, spoiling: Spoiling): unknown {
  const whole = structuredClone(body)
  const places = placesOf(whole)
  const place = places[spoiling.where % Math.max(places.length, 1)]
  if (!place) return spoiling.how === 'replace' ? spoiling.by : whole
  const { holder, key } = place
  if (spoiling.how === 'replace') holder[key] = spoiling.by
  else if (spoiling.how === 'add' && !Array.isArray(holder)) holder['noSuchField'] = 1
  else if (spoiling.how === 'remove' && Array.isArray(holder)) holder.splice(Number(key), 1)
  else if (spoiling.how === 'remove') delete holder[key]
  else if (Array.isArray(holder)) holder.push(structuredClone(holder[Number(key)]))
  return whole
}

/** What can be meant by no field: each place of a body replaced by it, with where that is. */
export function impossible(body: unknown): { readonly pointer: string; readonly body: unknown }[] {
  const wrong = { '?': [null] }
  return placesOf(structuredClone(body)).map(({ pointer }, index) => ({
    pointer,
    body: spoil(body, { how: 'replace', where: index, by: wrong }),
  }))
}
