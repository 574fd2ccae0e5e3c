import fc from 'fast-check'
import { decimalNumber } from '../../connectors/quickbooks/decimal-number'

test.each([
  ['0', 0],
  ['-0', 0],
  ['-0.00', 0],
  ['100.10', 100.1],
  ['2666.66', 2666.66],
  ['-12.5', -12.5],
  ['007', 7],
  ['9007199254740991', 9007199254740991],
  ['12345678901234.56', 12345678901234.56],
  ['0.000001', 0.000001],
])('%s is the number %d', (text, number) => {
  const made = decimalNumber(text)
  expect(made).toBe(number)
  expect(JSON.stringify(made)).toBe(String(number))
})

test.each([
  '0.1234567890123456789',
  '9007199254740993',
  '123456789012345678.90',
  '0.0000001',
  '1e3',
  '',
  ' 1',
  '1.',
  '.5',
  '+1',
  '1,000.00',
  '0x10',
  'NaN',
  'Infinity',
  '9'.repeat(400),
])('%s is refused', (text) => {
  expect(() => decimalNumber(text)).toThrow(RangeError)
})

test('every amount of up to 13 digits in cents, and of any currency, survives JSON unchanged', () => {
  const amounts = fc.tuple(
    fc.bigInt({ min: -9_999_999_999_999n, max: 9_999_999_999_999n }),
    fc.constantFrom(0, 2, 3),
  )
  fc.assert(
    fc.property(amounts, ([minor, decimals]) => {
      const digits = String(minor < 0n ? -minor : minor).padStart(decimals + 1, '0')
      const whole = digits.slice(0, digits.length - decimals)
      const text = `${minor < 0n ? '-' : ''}${whole}${decimals > 0 ? `.${digits.slice(-decimals)}` : ''}`
      const [printedWhole = '', fraction = ''] = JSON.stringify(decimalNumber(text))
        .replace('-', '')
        .split('.')
      expect(BigInt(printedWhole + fraction.padEnd(decimals, '0'))).toBe(minor < 0n ? -minor : minor)
    }),
    { numRuns: 500 },
  )
})
