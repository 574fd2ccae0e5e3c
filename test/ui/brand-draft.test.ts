/** Goal: what is typed as a colour is sent as one, and the page says when another shade is drawn. Method: tables. */
import { brandBody, brandDraft, colourIn, mendedWords } from '../../src/ui/console/settings/brand-draft'

test.each([
  ['#1F5494', '#1f5494'],
  [' 1f5494 ', '#1f5494'],
  ['#fd0', '#ffdd00'],
  ['', null],
  ['#ffff', null],
  ['rgb(0,0,0)', null],
  ['red', null],
])('“%s” is the colour %s', (typed, colour) => {
  expect(colourIn(typed)).toBe(colour)
})

test('empty fields are none, and what is no colour goes as it was typed, to be refused in words', () => {
  const draft = brandDraft({
    displayName: null,
    colour: null,
    shades: { light: { accent: '#1b6139', on: '#ffffff' }, dark: { accent: '#7fcf9f', on: '#0c1810' } },
    logo: null,
  })
  expect(brandBody(draft)).toEqual({ brand: { displayName: null, colour: null } })
  expect(brandBody({ ...draft, displayName: ' Harbour ', colour: 'FD0' })).toEqual({
    brand: { displayName: 'Harbour', colour: '#ffdd00' },
  })
  expect(brandBody({ ...draft, colour: 'red' })).toEqual({ brand: { displayName: null, colour: 'red' } })
})

test('a shade that is drawn instead is named; one that is drawn as it is, is not', () => {
  const shades = (light: string, dark: string) => ({
    light: { accent: light, on: '#ffffff' },
    dark: { accent: dark, on: '#0c1810' },
  })
  expect(mendedWords('#ffd400', shades('#877000', '#ffd400'))).toContain('#877000')
  expect(mendedWords('#1f5494', shades('#1f5494', '#7495bd'))).toContain('#7495bd')
  expect(mendedWords('#808080', shades('#808080', '#808080'))).toBeNull()
  expect(mendedWords(null, shades('#1b6139', '#7fcf9f'))).toBeNull()
})
