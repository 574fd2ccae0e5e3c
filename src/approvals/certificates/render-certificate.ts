import { dayWords } from '../../clock/day'
import { type PaperLook, plainLook } from '../../documents/paper/paper-look'
import { missingWords } from '../../documents/paper/printable'
import { isStripped } from '../../documents/strip-picture'
import { type CertificateContent, certifiedMoney } from './certificate'
import { colours, openSheet, type Sheet } from './certificate-sheet'
import { acceptedHow, decisionWords, instantWords, statementOf, titleOf } from './certificate-words'

/** The parts of the bar: the colours and the order that every page has. */
const BAR: Readonly<Record<string, { readonly colour: string; readonly name: string }>> = {
  unknown: { colour: '#9aa5a0', name: 'Not known yet' },
  paid: { colour: '#2e8b57', name: 'Paid' },
  billed: { colour: '#3573bd', name: 'Billed, not paid' },
  inFlight: { colour: '#8db4e2', name: 'Being billed' },
  completed: { colour: '#d69a2d', name: 'Completed, not billed' },
  open: { colour: '#ccd5d0', name: 'Open' },
  unscheduled: { colour: '#eceff0', name: 'Not scheduled' },
  over: { colour: '#c63b2f', name: 'Over the contract' },
}

/**
 * A certificate on paper. It is made of the frozen content, its hash, and the logo that the content names: the same content gives the same bytes,
 * on any machine and at any time.
 */
export function renderCertificate(
  content: CertificateContent,
  contentHash: string,
  logo: PaperLook['logo'] = null,
): Promise<Uint8Array<ArrayBuffer>> {
  const { snapshot } = content
  const sheet = openSheet({
    title: titleOf(content),
    company: content.company,
    number: content.number,
    paper: content.paper,
    madeAt: new Date(content.madeAt),
    look: { accent: content.look?.accent ?? plainLook.accent, logo },
  })
  const isSilence = acceptedHow(content) === 'silence'
  sheet.panel(
    statementOf(content),
    isSilence ? colours.waiting : colours.accent,
    isSilence ? colours.waitingTint : colours.accentTint,
  )
  sheet.facts(factsOf(content))
  drawBar(sheet, content)
  if (snapshot.deliverable !== null) {
    sheet.heading('Deliverable')
    sheet.words(snapshot.deliverable)
  }
  sheet.heading('Acceptance criteria')
  if (snapshot.criteria.length === 0) sheet.words('None were agreed for this milestone.', { muted: true })
  for (const [at, criterion] of snapshot.criteria.entries()) sheet.words(`${at + 1}. ${criterion}`)
  sheet.heading(isSilence ? 'Answers and silence' : 'Decision')
  for (const { head, lines } of decisionWords(content)) {
    sheet.words(head, { bold: true, size: 10 })
    for (const line of lines) sheet.words(line, { muted: true, size: 9, indent: 10, gap: 1 })
    sheet.words(' ', { size: 3, gap: 0 })
  }
  drawEvidence(sheet, content)
  drawProof(sheet, content, contentHash)
  return sheet.end(`${content.company} · ${snapshot.name} · ${content.number}`)
}

function factsOf(content: CertificateContent): (readonly [string, string])[] {
  const { contract, snapshot, code, round } = content
  const date = contract.date === null ? null : `dated ${dayWords(contract.date)}`
  const asked =
    snapshot.approvers.length < 2
      ? ''
      : snapshot.rule === 'all'
        ? `, all of ${snapshot.approvers.length}`
        : ', any of them'
  return [
    ['Project', content.project],
    ['Client', content.client ?? 'not said'],
    ['Milestone', `${code}: ${snapshot.name}`],
    ['Contract', [contract.reference, date].filter((part) => part !== null).join(', ') || 'not said'],
    ['Accepted amount, net of tax', certifiedMoney(content.amountMinor, content.currency)],
    ['Submission', `round ${round}`],
    ['Certified', instantWords(content.madeAt, content.zone)],
    [
      'Who was asked',
      snapshot.approvers.length === 0
        ? 'nobody by name'
        : `${snapshot.approvers.map(({ name }) => name).join(', ')}${asked}`,
    ],
  ]
}

function drawBar(sheet: Sheet, { bar, currency, madeAt, zone }: CertificateContent): void {
  if (bar === null) return
  const positive = bar.parts.filter(({ minor }) => BigInt(minor) > 0n)
  const whole = positive.reduce((sum, { minor }) => sum + BigInt(minor), 0n)
  if (whole <= 0n) return
  sheet.heading(`The contract, ${certifiedMoney(bar.contractSum, currency)} net of tax`)
  sheet.words(`As it stood on ${instantWords(madeAt, zone)}, before this milestone was billed.`, {
    muted: true,
    size: 8.5,
  })
  sheet.bar(
    positive.map(({ part, minor }) => {
      const known = BAR[part] ?? { colour: colours.line, name: part }
      return {
        // Ten-thousandths are finer than any printer.
        share: Number((BigInt(minor) * 10_000n) / whole) / 10_000,
        colour: known.colour,
        legend: `${known.name} ${certifiedMoney(minor, currency)}`,
      }
    }),
  )
}

function drawEvidence(sheet: Sheet, { snapshot }: CertificateContent): void {
  sheet.heading(`Evidence (${snapshot.evidence.length})`)
  if (snapshot.evidence.length === 0) sheet.words('No files were submitted.', { muted: true })
  for (const file of snapshot.evidence) {
    const type = file.type.split(';')[0] ?? file.type
    sheet.words(
      `${file.name} · ${type} · ${sizeWords(file.size)}${file.note === null ? '' : ` · ${file.note}`}`,
      {
        gap: 2,
      },
    )
    sheet.words(`SHA-256 ${file.sha256}`, { fixed: true, size: 7.5, muted: true, indent: 10, gap: 4 })
  }
  if (snapshot.evidence.some(({ type }) => isStripped(type))) {
    sheet.words(
      'Each SHA-256 is of the file as it was submitted. The client’s page gives pictures without what the camera wrote into ' +
        'them (where, when and with what), so a picture that was saved there can have another one.',
      { muted: true, size: 9 },
    )
  }
  for (const { item, note, fileIds } of snapshot.required) {
    const names = fileIds.flatMap((id) => snapshot.evidence.find((file) => file.fileId === id)?.name ?? [])
    const answer = [...names, ...(note === null ? [] : [note])].join(', ')
    sheet.words(`Asked for: ${item}. Given: ${answer || 'see above'}.`, { muted: true, size: 9 })
  }
  if (snapshot.agreement === null) return
  const { name, version, sha256 } = snapshot.agreement
  sheet.heading('Agreement')
  sheet.words(`${name}, version ${version}`, { gap: 2 })
  sheet.words(`SHA-256 ${sha256}`, { fixed: true, size: 7.5, muted: true, indent: 10, gap: 4 })
}

/** Bytes as people say them; whole numbers, because nothing is computed with them. */
const sizeWords = (bytes: number): string =>
  bytes < 1_024
    ? `${bytes} bytes`
    : bytes < 1_048_576
      ? `${Math.round(bytes / 1_024)} KB`
      : `${Math.round(bytes / 1_048_576)} MB`

function drawProof(sheet: Sheet, content: CertificateContent, contentHash: string): void {
  sheet.heading('How to check this certificate')
  sheet.words(
    `Open ${content.verifyAt} and type the hash of this certificate, or the SHA-256 of this file. The page says whether ` +
      'they are what was certified, and whether the approval was taken back since. The link, address and browser of each ' +
      'answer are kept with the record.',
  )
  for (const [name, hash] of [
    ['Hash of this certificate', contentHash],
    ['Hash of what was submitted', content.snapshotHash],
  ]) {
    sheet.words(`${name}:`, { size: 9, gap: 0 })
    sheet.words(hash ?? '', { fixed: true, size: 8, gap: 4 })
  }
  if (!sheet.lacked()) return
  sheet.words(`${missingWords} The hash is of the exact words.`, { muted: true, size: 8.5 })
}
