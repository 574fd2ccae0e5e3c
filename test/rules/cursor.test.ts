/** Goal: a cursor is one that a page gave; any other is refused, instead of silently beginning again at page one. */
import { paged, pageOf } from '../../src/http/handlers/handler-parts'

test('what a page gives as next leads to the next page', () => {
  const { next } = paged([1, 2, 3], { limit: 2, offset: 4 })
  expect(pageOf({ limit: 2, cursor: next ?? '' })).toEqual({ limit: 2, offset: 6 })
  expect(pageOf({})).toEqual({ limit: 50, offset: 0 })
})

const text = (plain: string) => Buffer.from(plain).toString('base64url')
test.each([
  '',
  'zzz',
  '50',
  text('0'),
  text('-1'),
  text('1.5'),
  text('1e3'),
  text('99999999999999999999'),
])('“%s” is refused', (cursor) => {
  expect(() => pageOf({ cursor })).toThrow(expect.objectContaining({ status: 400, code: 'malformed' }))
})
