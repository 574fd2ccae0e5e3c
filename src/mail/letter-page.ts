/** What a letter says, before it is a page: sentences, one button, and lists. Nothing in it is markup. */
export interface LetterWords {
  readonly subject: string
  /** Whose letter it is, at its top. */
  readonly company: string
  readonly greeting: string
  readonly paragraphs: readonly string[]
  readonly button: { readonly label: string; readonly url: string } | null
  readonly lists: readonly { readonly title: string; readonly items: readonly string[] }[]
  /** After the lists, in the same size. */
  readonly afterwards: readonly string[]
  /** Why they get this, small. */
  readonly footer: string
  /** A way out beside it. */
  readonly footLink?: { readonly label: string; readonly url: string } | null
}

/** How the company looks in its letters. Colours are `#rrggbb`. */
export interface LetterLook {
  readonly light: { readonly accent: string; readonly on: string }
  readonly dark: { readonly accent: string; readonly on: string }
  /** In points, and on what it can be seen. The picture travels with the letter, as `LOGO_CID`. */
  readonly logo: {
    readonly width: number
    readonly height: number
    readonly ground: 'any' | 'light' | 'dark'
  } | null
}

/** By what a page names the picture that travels with it. */
export const LOGO_CID = 'logo'

const WIDE = 74

/**
 * A letter as text and as a page: one column, the system's own letters, its colours in light and dark by itself, no picture
 * but the logo that travels with it; nothing is fetched from anywhere, so that nobody learns that it was opened.
 */
export function renderLetter(words: LetterWords, look: LetterLook): { text: string; html: string } {
  return { text: textOf(words), html: pageOf(words, look) }
}

function textOf(words: LetterWords): string {
  const { company, greeting, paragraphs, button, lists, afterwards, footer, footLink } = words
  const blocks = [
    company,
    greeting,
    ...paragraphs,
    ...(button ? [`${button.label}:\n${button.url}`] : []),
    ...lists.map(({ title, items }) => [title, ...items.map((item) => wrapped(item, '- ', '  '))].join('\n')),
    ...afterwards,
    `-- \n${wrapped(footer)}${footLink ? `\n${footLink.label}:\n${footLink.url}` : ''}`,
  ]
  const isLaidOut = (block: string) => block.includes('\n')
  return `${blocks.map((block) => (isLaidOut(block) ? block : wrapped(block))).join('\n\n')}\n`
}

/** Lines that no mail program has to break. */
function wrapped(text: string, first = '', rest = ''): string {
  const lines: string[] = []
  let line = first
  for (const word of text.split(/\s+/)) {
    const next = line === first || line === rest ? line + word : `${line} ${word}`
    if (next.length > WIDE && line !== first && line !== rest) {
      lines.push(line)
      line = rest + word
    } else line = next
  }
  return [...lines, line].join('\n')
}

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string): string => text.replace(/[&<>"']/g, (found) => ESCAPED[found] ?? '')

/** Light by attribute, which every program reads; dark by a rule, for those that know one. */
const darkOf = ({ accent, on }: LetterLook['dark']) => `:root{color-scheme:light dark}
@media (prefers-color-scheme:dark){
.paper{background:#16191b!important}.ink{color:#e8eaea!important}.muted{color:#a9b0b0!important}
.button{background:${accent}!important;color:${on}!important}.band{border-color:${accent}!important}.line{border-color:#3a4142!important}}`

const INK = 'color:#1b2022;'
const MUTED = 'color:#565f61;font-size:14px;line-height:20px;'

function pageOf(words: LetterWords, look: LetterLook): string {
  const paragraph = (text: string) =>
    `<p class="ink" dir="auto" style="${INK}margin:0 0 16px">${escaped(text).replaceAll('\n', '<br>')}</p>`
  const list = ({ title, items }: LetterWords['lists'][number]) =>
    `<h2 class="ink" style="${INK}font-size:16px;line-height:24px;margin:24px 0 4px">${escaped(title)}</h2>` +
    `<ul class="ink" style="${INK}margin:0 0 16px;padding-left:20px">` +
    `${items.map((item) => `<li dir="auto">${escaped(item)}</li>`).join('')}</ul>`
  const { button } = words
  const link =
    button &&
    `<p style="margin:24px 0"><a class="button" href="${escaped(button.url)}" style="background:${look.light.accent};color:${look.light.on};` +
      `border-radius:6px;display:inline-block;font-weight:600;padding:12px 24px;text-decoration:none">${escaped(button.label)}</a></p>`
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">`,
    `<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">`,
    `<title>${escaped(words.subject)}</title><style>${darkOf(look.dark)}</style></head>`,
    `<body class="paper" style="background:#ffffff;margin:0;padding:0"><main class="paper" style="background:#ffffff;font:16px/24px `,
    `system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;margin:0 auto;max-width:560px;overflow-wrap:anywhere;padding:24px 20px">`,
    `<div class="band" style="border-bottom:3px solid ${look.light.accent};margin:0 0 24px;padding:0 0 12px">${logoOf(look.logo)}`,
    `<h1 class="ink" dir="auto" style="${INK}font-size:20px;line-height:28px;margin:0">${escaped(words.company)}</h1></div>`,
    paragraph(words.greeting),
    ...words.paragraphs.map(paragraph),
    link ?? '',
    ...words.lists.map(list),
    ...words.afterwards.map(paragraph),
    `<p class="muted line" style="${MUTED}border-top:1px solid #d6dbdb;margin:32px 0 0;padding-top:12px">${escaped(words.footer)}${footLink(words.footLink)}</p>`,
    '</main></body></html>',
  ].join('')
}

const footLink = (link: LetterWords['footLink']): string =>
  link ? ` <a class="muted" href="${escaped(link.url)}" style="${MUTED}">${escaped(link.label)}</a>` : ''

/** A ground of its own where the page's might swallow it, in light and dark alike: few programs know which it is. */
function logoOf(logo: LetterLook['logo']): string {
  if (logo === null) return ''
  const { width, height, ground } = logo
  const plate = {
    any: '',
    light: 'background:#ffffff;padding:6px;',
    dark: 'background:#16201b;padding:6px;',
  }[ground]
  return (
    `<img src="cid:${LOGO_CID}" width="${width}" height="${height}" alt="" ` +
    `style="${plate}border:0;border-radius:4px;display:block;height:${height}px;margin:0 0 12px;width:${width}px">`
  )
}
