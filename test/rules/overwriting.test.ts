import { changedBy, overwrittenQuestion } from '../../src/writeback/overwriting'

const found = { dealId: '1', property: 'milepost_billed', ours: '400.00', theirs: '7' }
const told = (changeSource: string | null, sourceId: string | null, value: string | null = '7') => ({
  dealId: '1',
  property: 'milepost_billed',
  value,
  changeSource,
  sourceId,
})

test.each([
  ['AUTOMATION_PLATFORM', 'enrollment 55', 'a workflow in HubSpot (enrollment 55)'],
  ['CRM_UI', 'userId:70000001', 'a person in HubSpot (userId:70000001)'],
  ['IMPORT', null, 'an import into HubSpot'],
  ['SOMETHING_NEW', '', 'what HubSpot calls SOMETHING_NEW'],
])('%s is said in words', (source, id, words) => {
  expect(changedBy(found, [told(source, id)])).toBe(words)
})

test('only the change to what it says now tells who', () => {
  expect(changedBy(found, [told('CRM_UI', '1', '9'), told('API', null, '7.00')])).toBe(
    'a program, by HubSpot’s API',
  )
  expect(changedBy(found, [told('CRM_UI', '1', '9'), told(null, null)])).toBeNull()
  expect(changedBy(found, [])).toBeNull()
  const elsewhere = { ...told('CRM_UI', '1'), dealId: '2' }
  expect(changedBy(found, [elsewhere, { ...elsewhere, dealId: '1', property: 'milepost_paid' }])).toBeNull()
})

test('words from outside stay short', () => {
  const long = 'x'.repeat(10_000)
  const item = overwrittenQuestion({ ...found, theirs: long }, changedBy(found, [told(long, long)]))
  expect(item.detail.length).toBeLessThan(700)
  expect(item.title).toBe('“Billed” is changed in HubSpot again and again')
  expect(overwrittenQuestion({ ...found, theirs: null }, null).detail).toMatch(
    /^milepost_billed is empty there and should say “400.00”. Somebody, or a workflow, changed it./,
  )
})
