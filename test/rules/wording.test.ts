/**
 * Goal: an invoice reads right in every language, and whatever a workspace words otherwise, it still says what it bills.
 * Method: golden lines by language; every shipped phrase against the rules for people's own ones; any template on any
 * milestone.
 */
import fc from 'fast-check'
import { invoiceWords } from '../../src/invoices/words/invoice-words'
import { languageRules } from '../../src/invoices/words/language'
import { changedWords, wordingErrors } from '../../src/invoices/words/phrase-changes'
import { phraseNames, ruleOf } from '../../src/invoices/words/phrase-rules'
import { sampleInvoice } from '../../src/invoices/words/sample-invoice'
import { fill, LONGEST_PHRASE, phraseTrouble } from '../../src/invoices/words/template'
import { wordingOf } from '../../src/invoices/words/wording'
import { currencyDigits, parseAmount } from '../../src/money/money'
import type { Schedule } from '../../src/schedules/schedule'
import { type Language, languages, type WorkspaceSettings } from '../../src/tenants/workspace-settings'
import { compose, discovery, factsOf, firstPart, scheduleOf } from '../fixtures/billing-facts'
import { withApproval } from '../fixtures/made'
import { must } from '../fixtures/must'

const now = new Date('2026-03-08T04:30:00Z')
const abroad = (settings: Partial<WorkspaceSettings>, currency = 'EUR') => {
  const { workspace } = factsOf()
  return factsOf({
    isUnitedStates: false,
    workspace: { ...workspace, currency, settings: { ...workspace.settings, ...settings } },
  })
}
/** The thin and wide spaces of formats, to be seen in a test. */
const seen = (lines: readonly string[]) => lines.map((line) => line.replace(/[\u00a0\u202f]/g, '~'))
const linesIn = (language: Language, schedule: Partial<Schedule> = { currency: 'EUR' }) => {
  const held = scheduleOf({}, schedule)
  return seen(invoiceWords(held, discovery, withApproval(), abroad({ language }), firstPart(held, discovery)))
}

test.each<[Language, string[]]>([
  [
    'en',
    [
      'Milestone 2: Discovery complete (per contract dated 2026-01-15)',
      'Deliverable: Requirements document v1.3, approved 2026-02-20 by Ana Ruiz, Project lead',
      '20 % of €50,000.00',
      'Approval window: 3 business days | Payment terms: Net 7',
    ],
  ],
  [
    'nl',
    [
      'Mijlpaal 2: Discovery complete (volgens overeenkomst van 15 januari 2026)',
      'Op te leveren: Requirements document v1.3, goedgekeurd op 20 februari 2026 door Ana Ruiz, Project lead',
      '20% van €~50.000,00',
      'Goedkeuringstermijn: 3 werkdagen | Betalingsvoorwaarden: Net 7',
    ],
  ],
  [
    'de',
    [
      'Meilenstein 2: Discovery complete (gemäß Vertrag vom 15. Januar 2026)',
      'Leistung: Requirements document v1.3, abgenommen am 20. Februar 2026 durch Ana Ruiz, Project lead',
      '20 % von 50.000,00~€',
      'Abnahmefrist: 3 Werktage | Zahlungsbedingungen: Net 7',
    ],
  ],
  [
    'fr',
    [
      'Jalon 2 : Discovery complete (selon contrat du 15 janvier 2026)',
      'Livrable : Requirements document v1.3, approuvé le 20 février 2026 par Ana Ruiz, Project lead',
      '20 % de 50~000,00~€',
      "Délai d'approbation : 3 jours ouvrés | Conditions de paiement : Net 7",
    ],
  ],
  [
    'es',
    [
      'Hito 2: Discovery complete (según contrato de fecha 15 de enero de 2026)',
      'Entregable: Requirements document v1.3, aprobado el 20 de febrero de 2026 por Ana Ruiz, Project lead',
      '20 % de 50.000,00~€',
      'Plazo de aprobación: 3 días hábiles | Condiciones de pago: Net 7',
    ],
  ],
  [
    'ja',
    [
      'マイルストーン 2：Discovery complete（2026年1月15日付契約に基づく）',
      '成果物：Requirements document v1.3、2026年2月20日、Ana Ruiz, Project lead 承認',
      '€50,000.00 の 20%',
      '承認期間：3 営業日 | 支払条件：Net 7',
    ],
  ],
])('the words of an approved milestone, in %s', (language, lines) => {
  expect(linesIn(language)).toEqual(lines)
})

test('days that came, days to approve and amounts of every currency are written as the language writes them', () => {
  const dutch = wordingOf(abroad({ language: 'nl' }))
  const japanese = wordingOf(abroad({ language: 'ja' }))
  const german = wordingOf(abroad({ language: 'de' }))
  expect(
    seen([japanese.money(33_334n, 'JPY'), dutch.money(10_000_333n, 'KWD'), german.money(1n, 'EUR')]),
  ).toEqual(['￥33,334', 'KWD~10.000,333', '0,01~€'])
  // More than a float holds, to the cent.
  expect(seen([german.money(900_719_925_474_099_393n, 'EUR')])).toEqual(['9.007.199.254.740.993,93~€'])
  expect(german.share({ percent: '33.34' })).toBe('33,34 %')
  expect(german.share({ fraction: '1/3' })).toBe('1/3')
  expect(german.and(['A', 'B', 'C'])).toBe('A, B und C')
  const triggered = {
    ...discovery,
    completedHow: 'trigger' as const,
    completedBy: 'trigger date 15 Apr 2026',
  }
  const said = (language: Language, approval = withApproval({ windowDays: 1 })) =>
    invoiceWords(scheduleOf(), triggered, approval, abroad({ language }), { share: null })
  expect(must(said('en')[1])).toContain('billed by trigger date 15 Apr 2026')
  expect(must(said('de')[1])).toContain('abgerechnet zum vereinbarten Termin, 20. Februar 2026')
  expect(must(said('en').at(-1))).toContain('Approval window: 1 business day |')
})

test('a company in the United States, which stores no €, has amounts by their code', () => {
  const facts = factsOf()
  expect(
    seen([wordingOf(facts).money(5_000_000n, 'EUR'), wordingOf(facts).money(5_000_000n, 'USD')]),
  ).toEqual(['EUR~50,000.00', '$50,000.00'])
})

test.each(languages)('every phrase that is shipped in %s keeps the rules for people’s own', (language) => {
  const { phrases } = languageRules[language]
  expect(Object.keys(phrases).sort()).toEqual([...phraseNames].sort())
  for (const name of phraseNames)
    expect([name, phraseTrouble(name, phrases[name], false)]).toEqual([name, null])
})

test.each<[string, string]>([
  ['', 'It can’t be left out: the invoice would not say what it bills.'],
  ['Phase {code}', '{name} must stay.'],
  ['Phase {code}: {name} {total}', '{total} is not known here. It takes {code}, {name}, {contract}.'],
  ['Phase {code: {name} {code}', 'A { or } stands without its other half.'],
  ['Phase {code}: {name} [({contract})', 'A [ or ] stands without its other half, or inside another one.'],
  ['Phase {code}: {name} [[{contract}]]', 'A [ or ] stands without its other half, or inside another one.'],
  [
    'Phase {code}: {name} [of ours]',
    'What stands in [ ] is left out when it has nothing to say, so it needs a placeholder.',
  ],
  ['Phase {code}:\n{name}', 'Write it on one line.'],
  [
    'マイルストーン {code}: {name}',
    'QuickBooks companies in the United States can’t store: マ イ ル ス ト ー ン',
  ],
  [`{code} {name} ${'x'.repeat(LONGEST_PHRASE)}`, 'It has 214 characters; it takes at most 200.'],
])('“%s” is no first line', (template, trouble) => {
  expect(phraseTrouble('milestone', template, true)).toBe(trouble)
})

test('what need not be said may be left empty, and typographic quotes are none of the foreign letters', () => {
  expect(phraseTrouble('heldBack', '', true)).toBeNull()
  expect(phraseTrouble('milestone', '“{code}” – {name}…', true)).toBeNull()
})

test('what is filled in is never read as a phrase', () => {
  expect(fill('{a}[ and {b}]', { a: '{b} [x', b: '{a}' })).toBe('{b} [x and {a}')
  expect(fill('{a}[ and {b}]', { a: '$&', b: null })).toBe('$&')
})

test('a change keeps each language’s own words, forgets those that are as shipped, and names what is wrong', () => {
  const { settings } = factsOf().workspace
  const german = changedWords(settings, { language: 'de', phrases: { draw: 'Abzug[ ({invoices})]' } })
  expect(german).toMatchObject({ language: 'de', phrases: { de: { draw: 'Abzug[ ({invoices})]' } } })
  const back = changedWords(german, { language: 'en', phrases: { draw: languageRules.en.phrases.draw } })
  expect(back.phrases).toEqual({ de: { draw: 'Abzug[ ({invoices})]' }, en: {} })
  expect(changedWords(german, { phrases: { draw: null } }).phrases).toEqual({ de: {} })
  expect(wordingErrors(settings, { language: 'ja', phrases: { nothing: 'x', draw: '{x}' } }, true)).toEqual([
    { pointer: '/language', detail: expect.stringContaining('Western European letters only') },
    { pointer: '/phrases/nothing', detail: expect.stringContaining('There is no such phrase') },
    { pointer: '/phrases/draw', detail: '{x} is not known here. It takes {invoices}.' },
  ])
})

/** Templates as people write them: their own words around what must stay, in any order. */
const ownPhrase = (name: (typeof phraseNames)[number]) => {
  const { takes, needs } = ruleOf(name)
  const word = fc.stringMatching(/^[A-Za-z :,.()%$&\\-]{0,12}$/)
  return fc
    .record({
      order: fc.shuffledSubarray([...takes], { minLength: takes.length }),
      left: fc.subarray(takes.filter((each) => !needs.includes(each))),
      words: fc.array(word, { minLength: takes.length + 1, maxLength: takes.length + 1 }),
      optional: fc.boolean(),
    })
    .map(({ order, left, words, optional }) =>
      order
        .filter((each) => !left.includes(each))
        .map((each, place) => {
          const said = `${words[place]}{${each}}`
          return optional && !needs.includes(each) ? `[${said}]` : said
        })
        .join('')
        .concat(words.at(-1) ?? ''),
    )
}
const anyPhrases = fc.record(Object.fromEntries(phraseNames.map((name) => [name, ownPhrase(name)])))

test('whatever its phrases, an invoice names its milestone and its maths, and no line is too long to be looked at', () => {
  fc.assert(
    fc.property(
      anyPhrases,
      fc.constantFrom(...languages),
      fc.string({ minLength: 1, maxLength: 200 }),
      fc.option(fc.string({ minLength: 1, maxLength: 2000 }), { nil: null }),
      fc.constantFrom('EUR', 'JPY', 'KWD'),
      fc.bigInt({ min: 1n, max: 10n ** 15n }),
      (written, language, name, deliverable, currency, base) => {
        const phrases = Object.fromEntries(
          Object.entries(written).filter(
            ([each, said]) => phraseTrouble(each as 'draw', said, false) === null,
          ),
        )
        const facts = abroad({ language, phrases: { [language]: phrases } }, currency)
        const milestone = {
          ...discovery,
          name,
          shareBaseMinor: base,
          details: { ...discovery.details, deliverable },
        }
        const schedule = scheduleOf({}, { currency })
        const { lines, body } = compose(schedule, milestone, facts, now, null)
        const [first = '', ...others] = must(lines[0]).reads.text
        expect(first).toContain('2')
        expect(first).toContain(name)
        const digits = (text: string) => text.replace(/[^\d]/g, '')
        const exact = base.toString().padStart(currencyDigits(currency) + 1, '0')
        expect(others.some((line) => digits(line).includes(exact))).toBe(true)
        if (deliverable !== null) expect(others.some((line) => line.includes(deliverable))).toBe(true)
        expect(must(lines[0]).reads.text.join('\n').length).toBeLessThanOrEqual(4000)
        expect(JSON.stringify(body)).not.toContain('undefined')
      },
    ),
    { numRuns: 300 },
  )
})

test.each(languages)('the sample has a line of each kind, in %s, and comes out exact', (language) => {
  const { ahead } = sampleInvoice(abroad({ language }), now)
  expect(ahead.lines.map(({ kind }) => kind)).toEqual(['work', 'retainage', 'draw', 'hours', 'cost'])
  expect(ahead.composed.amountMinor).toBe(must(parseAmount('7245.00', 'EUR')).minor)
  expect(ahead.composed.memo).toContain('1.5 % a month after the due date')
})
