import { dayWords } from '../../clock/day'
import { type PaperLook, plainLook } from '../../documents/paper/paper-look'
import { missingWords } from '../../documents/paper/printable'
import { formatMoney, parseAmount } from '../../money/money'
import { withRole } from '../round'
import { colours, openSheet, type Sheet } from './certificate-sheet'
import { instantWords, wayWords } from './certificate-words'
import type { OrderCertificateContent } from './order-certificate'

/** "$250,000.00": of decimal text, as it was shown. */
const moneyWords = (amount: string, currency: string): string => {
  const parsed = parseAmount(amount, currency)
  return parsed === null ? `${amount} ${currency}` : formatMoney(parsed)
}

/** Who agreed to it: "Ana Ruiz, Project lead, and Cem Kaya", or whom the client's paper names. */
export function whoAgreed({ signatures, recorded }: OrderCertificateContent): string {
  if (recorded !== null) return recorded.signedBy ?? 'the client'
  return signatures.map(({ who, role }) => withRole(who, role)).join(' and ')
}

/** What is certified, in whole sentences. */
export function orderStatement(content: OrderCertificateContent): string {
  const { order, recorded } = content
  const money = (amount: string) => moneyWords(amount, order.currency)
  return (
    `${order.name} was ${recorded === null ? 'signed' : 'recorded as agreed'} as it was shown. The contract sum, net of tax, was ` +
    `${money(order.contractSumBefore)} before it and is ${money(order.contractSumAfter)} with it.`
  )
}

/** The certificate of a change order on paper: the same content gives the same bytes, on any machine and at any time. */
export function renderOrderCertificate(
  content: OrderCertificateContent,
  contentHash: string,
  logo: PaperLook['logo'] = null,
): Promise<Uint8Array<ArrayBuffer>> {
  const { order } = content
  const money = (amount: string) => moneyWords(amount, order.currency)
  const sheet = openSheet({
    title: 'Change order certificate',
    company: content.company,
    number: content.number,
    paper: content.paper,
    madeAt: new Date(content.madeAt),
    look: { accent: content.look?.accent ?? plainLook.accent, logo },
  })
  sheet.panel(orderStatement(content), colours.accent, colours.accentTint)
  sheet.facts(factsOf(content, money))
  sheet.heading('Why')
  sheet.words(order.reason)
  sheet.heading('What changes')
  for (const [at, { words, effect }] of order.lines.entries()) {
    sheet.words(`${at + 1}. ${words}`, { gap: 0 })
    sheet.words(`Effect on the contract sum: ${money(effect)}`, { muted: true, size: 9, indent: 12, gap: 4 })
  }
  sheet.heading('Decision')
  drawSignatures(sheet, content)
  sheet.heading('How to check this certificate')
  sheet.words(
    `Open ${content.verifyAt} and type the hash of this certificate, or the SHA-256 of this file. The page says whether they ` +
      'are what was certified. The link, address and browser of each signature are kept with the record.',
  )
  for (const [name, hash] of [
    ['Hash of this certificate', contentHash],
    ['Hash of what was shown', content.orderHash],
  ]) {
    sheet.words(`${name}:`, { size: 9, gap: 0 })
    sheet.words(hash ?? '', { fixed: true, size: 8, gap: 4 })
  }
  if (sheet.lacked())
    sheet.words(`${missingWords} The hash is of the exact words.`, { muted: true, size: 8.5 })
  return sheet.end(`${content.company} · ${order.name} · ${content.number}`)
}

function factsOf(
  content: OrderCertificateContent,
  money: (amount: string) => string,
): (readonly [string, string])[] {
  const { contract, order, asked } = content
  const date = contract.date === null ? null : `dated ${dayWords(contract.date)}`
  const rule =
    asked.names.length < 2 ? '' : asked.rule === 'all' ? `, all of ${asked.names.length}` : ', any of them'
  return [
    ['Project', content.project],
    ['Client', content.client ?? 'not said'],
    ['Change order', order.revision > 1 ? `${order.name}, revision ${order.revision}` : order.name],
    ['Contract', [contract.reference, date].filter((part) => part !== null).join(', ') || 'not said'],
    ['Net effect', money(order.netEffect)],
    ['Contract sum with it, net of tax', money(order.contractSumAfter)],
    ['Certified', instantWords(content.madeAt, content.zone)],
    ['Who was asked', asked.names.length === 0 ? 'nobody by name' : `${asked.names.join(', ')}${rule}`],
  ]
}

function drawSignatures(sheet: Sheet, { signatures, recorded, zone }: OrderCertificateContent): void {
  const said = (lines: readonly string[]) => {
    for (const line of lines) sheet.words(line, { muted: true, size: 9, indent: 10, gap: 1 })
    sheet.words(' ', { size: 3, gap: 0 })
  }
  for (const { who, role, reason, signedName, via, link, at, zone: there } of signatures) {
    sheet.words(`${withRole(who, role)}: signed`, { bold: true, size: 10 })
    said([
      instantWords(at, there),
      `Given ${wayWords(via, link)}, signed by typing “${signedName}”.`,
      ...(reason === null ? [] : [`In their words: ${reason}`]),
    ])
  }
  if (recorded === null) return
  sheet.words(`${recorded.signedBy ?? 'The client'}: agreed, as recorded by ${recorded.by}`, {
    bold: true,
    size: 10,
  })
  said([
    `Recorded ${instantWords(recorded.at, zone)}${recorded.on === null ? '' : `; answered on ${dayWords(recorded.on)}`}. ` +
      'They did not answer in Milepost themselves.',
    ...(recorded.reason === null ? [] : [`In their words: ${recorded.reason}`]),
    ...recorded.files.map(({ name, sha256 }) => `Proof: ${name}, SHA-256 ${sha256}`),
  ])
}
