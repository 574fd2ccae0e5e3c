/**
 * Goal: whatever colour a company has, its words and buttons can be read on light pages and dark ones, and a colour that could
 * be read already is left as it is. Method: every grey and colours without end against WCAG's own formula.
 */
import fc from 'fast-check'
import { contrastOf, shadesOf } from '../../src/tenants/brand'

const AA = 4.5
const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)

test('any colour can be read in both shades: on the page, and with its letters on it', () => {
  fc.assert(
    fc.property(colour, (typed) => {
      const { light, dark } = shadesOf(typed)
      for (const ground of ['#ffffff', '#f6f8f6'])
        expect(contrastOf(light.accent, ground)).toBeGreaterThanOrEqual(AA)
      for (const ground of ['#111613', '#181e1b', '#262d2a'])
        expect(contrastOf(dark.accent, ground)).toBeGreaterThanOrEqual(AA)
      for (const { accent, on } of [light, dark]) expect(contrastOf(accent, on)).toBeGreaterThanOrEqual(AA)
    }),
    { numRuns: 2_000 },
  )
})

test('what can be read stays, and what is drawn of it is drawn the same again', () => {
  fc.assert(
    fc.property(colour, (typed) => {
      const { light } = shadesOf(typed)
      if (contrastOf(typed, '#f6f8f6') >= AA) expect(light.accent).toBe(typed)
      expect(shadesOf(light.accent).light.accent).toBe(light.accent)
    }),
    { numRuns: 1_000 },
  )
})

test.each([
  ['#1f5494', '#1f5494', '#7495bd'],
  ['#ffd400', '#877000', '#ffd400'],
  ['#ffffff', '#707070', '#ffffff'],
  ['#000000', '#000000', '#949494'],
  [null, '#1b6139', '#7fcf9f'],
])('%s is drawn as %s on light pages and as %s on dark ones', (typed, light, dark) => {
  expect(shadesOf(typed)).toMatchObject({ light: { accent: light }, dark: { accent: dark } })
})

test('the formula is WCAG’s', () => {
  expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21, 5)
  expect(contrastOf('#777777', '#ffffff')).toBeCloseTo(4.478, 2)
})
