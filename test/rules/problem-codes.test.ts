/**
 * Goal: every refusal that the program makes has a code that the contract publishes. Method: the codes in the sources, as they
 * are written where a refusal is made, against the published list.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { problemCodes } from '../../src/http/contract/problem'

test('every code of a refusal is published', () => {
  const published = new Set<string>(problemCodes)
  const made = readdirSync('src', { recursive: true, encoding: 'utf8' }).flatMap((file) => {
    if (!file.endsWith('.ts')) return []
    const text = readFileSync(`src/${file}`, 'utf8')
    return [...text.matchAll(/\b(?:conflict\(|new Refusal\(\s*\d{3},)\s*'([a-z_]+)'/g)].map(
      (found) => found[1] ?? '',
    )
  })
  expect(made.length).toBeGreaterThan(100)
  expect([...new Set(made)].filter((code) => !published.has(code)).sort()).toEqual([])
})
