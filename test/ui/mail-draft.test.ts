/** Goal: the settings of calendar and e-mails are stored as they are shown, and a refusal names what it is about. */
import { nextDaysOff, placeWords, weekendWords } from '../../src/ui/console/settings/calendar-words'
import { mailBody, mailDraft, quietWords, teamTrouble } from '../../src/ui/console/settings/mail-draft'
import { setServerZone } from '../../src/ui/parts/server-clock'
import { aWorkspace } from './deal-page-fixture'

// The company is elsewhere, and its quiet hours are the same words all the same.
beforeAll(() => setServerZone('America/Los_Angeles'))
afterAll(() => setServerZone('UTC'))

const stored = {
  ...aWorkspace,
  mail: {
    fromName: 'Harbour & Co Projects',
    replyTo: 'projects@harbour.example',
    team: ['ana@harbour.example', 'ben@harbour.example'],
    receipts: false,
    quiet: { from: '18:00', to: '08:15' },
  },
  calendar: { country: 'DE', region: 'BE' },
}

test('what nobody touched is sent back as it was stored', () => {
  const { mail, calendar } = stored
  expect(mailBody(mailDraft(stored))).toEqual({ mail, calendar })
})

test('what is emptied goes back to the workspace’s own', () => {
  const draft = { ...mailDraft(stored), fromName: '  ', replyTo: ' ', team: ' \n' }
  expect(mailBody(draft).mail).toMatchObject({ fromName: null, replyTo: null, team: [] })
})

test('addresses are taken with lines, commas, semicolons or spaces between', () => {
  const draft = { ...mailDraft(stored), team: 'a@x.example,b@x.example; c@x.example\n\nd@x.example ' }
  expect(mailBody(draft).mail?.team).toEqual(['a@x.example', 'b@x.example', 'c@x.example', 'd@x.example'])
})

test('no quiet hours are stored as the same time twice, and the hours are there again when they are wanted', () => {
  const draft = mailDraft(stored)
  const without = { ...draft, hasQuiet: false }
  expect(mailBody(without).mail?.quiet).toEqual({ from: '00:00', to: '00:00' })
  expect(mailBody({ ...without, hasQuiet: true }).mail?.quiet).toEqual({ from: '18:00', to: '08:15' })
  const never = mailDraft({ ...stored, mail: { ...stored.mail, quiet: { from: '09:00', to: '09:00' } } })
  expect(never).toMatchObject({ hasQuiet: false, quiet: { from: '20:00', to: '07:30' } })
})

test('a time that was cleared is sent for the server to refuse', () => {
  const draft = { ...mailDraft(stored), quiet: { from: '', to: '08:15' } }
  expect(mailBody(draft).mail?.quiet).toEqual({ from: '', to: '08:15' })
})

test.each<[string, boolean, string, string, string]>([
  [
    'over midnight',
    true,
    '18:00',
    '08:15',
    'from 6:00 PM until 8:15 AM the next morning, by the clock of New York.',
  ],
  ['within a day', true, '12:00', '13:00', 'from 12:00 PM until 1:00 PM, by the clock of New York.'],
  ['the same twice', true, '12:00', '12:00', 'The same time twice keeps no quiet hours.'],
  ['one is missing', true, '', '12:00', 'Give both times.'],
  ['none', false, '18:00', '08:15', 'Reminders go at 9:00 AM, by the clock of New York.'],
])('quiet hours are said in words: %s', (_case, hasQuiet, from, to, words) => {
  const said = quietWords({ ...mailDraft(stored), hasQuiet, quiet: { from, to } }, 'America/New_York')
  // Between the time and its half of the day stands a narrow space.
  expect(said.replaceAll('\u202f', ' ')).toContain(words)
})

test('a refused address of the team is named, and a refusal of all of them is said as it is', () => {
  const sent = ['ana@harbour.example', 'ben']
  expect(teamTrouble([{ pointer: '/mail/team/1', detail: 'No address.' }], sent)).toBe('“ben”: No address.')
  expect(teamTrouble([{ pointer: '/mail/team', detail: 'Ten at most.' }], sent)).toBe('Ten at most.')
  expect(teamTrouble([{ pointer: '/mail/replyTo', detail: 'No address.' }], sent)).toBeNull()
})

test('the next days off are those from today on, over the year’s end, each once with all its names', () => {
  const items = [
    { day: '2030-10-03', name: 'Unity Day' },
    { day: '2030-12-25', name: 'Christmas Day' },
    { day: '2031-01-01', name: 'New Year’s Day' },
    { day: '2031-01-01', name: 'Founding Day' },
    { day: '2031-04-11', name: 'Good Friday' },
  ]
  expect(nextDaysOff(items, '2030-12-25', 2)).toEqual([
    { day: '2030-12-25', name: 'Christmas Day' },
    { day: '2031-01-01', name: 'New Year’s Day, Founding Day' },
  ])
})

test('weekends and places have names', () => {
  expect([[6, 7], [7], [5, 6]].map(weekendWords)).toEqual([
    'Saturdays and Sundays',
    'Sundays',
    'Fridays and Saturdays',
  ])
  const countries = [{ code: 'DE', name: 'Germany', regions: [{ code: 'BE', name: 'Berlin' }] }]
  expect(placeWords(countries, { country: 'DE', region: 'BE' })).toBe('Berlin, Germany')
  expect(placeWords(countries, { country: 'DE', region: null })).toBe('Germany')
  expect(placeWords([], { country: 'DE', region: 'BE' })).toBe('BE, DE')
})
