import { type Frame, framed } from './render-page'
import { sizeText } from './written'

/** What the page inside HubSpot shows: one milestone's evidence, and the way to add to it. */
export interface EvidenceShown {
  readonly deal: string
  readonly milestone: { readonly code: string; readonly name: string }
  readonly asked: readonly { readonly item: string; readonly found: number }[]
  readonly files: readonly { readonly name: string; readonly size: number; readonly item: string | null }[]
  /** Why nothing can be added now; null while it can. */
  readonly locked: string | null
  readonly pass: string
  /** What became of each file that was sent just now. */
  readonly outcomes: readonly {
    readonly name: string
    readonly problem: string | null
    readonly held: boolean
  }[]
  readonly takes: { readonly accept: string; readonly size: string; readonly atOnce: number }
}

/** Tells HubSpot that its window can be closed, and keeps a form from being sent twice. Nothing of the page goes into it. */
const SCRIPT = `
for (const button of document.querySelectorAll('[data-done]')) {
  button.hidden = window === window.top
  button.addEventListener('click', () => window.top.postMessage(JSON.stringify({ action: 'DONE' }), '*'))
}
for (const form of document.forms) form.addEventListener('submit', () => {
  const button = form.querySelector('button[type=submit]')
  setTimeout(() => { button.disabled = true; button.textContent = 'Sending…' })
})
`

export const renderEvidence = (shown: EvidenceShown, frame: Frame): string =>
  framed(`Evidence · ${shown.milestone.name}`, frame, <EvidencePage shown={shown} nonce={frame.nonce} />)

function EvidencePage({ shown, nonce }: { readonly shown: EvidenceShown; readonly nonce: string }) {
  const { milestone, files, locked, outcomes } = shown
  return (
    <>
      <main className="evidence">
        <header>
          <p className="quiet">
            <bdi>{shown.deal}</bdi> · Milestone {milestone.code}
          </p>
          <h1 dir="auto">{milestone.name}</h1>
        </header>
        {outcomes.length > 0 && <Outcomes outcomes={outcomes} />}
        {locked === null ? <AddForm shown={shown} /> : <p className="notice">{locked}</p>}
        <section aria-labelledby="so-far">
          <h2 id="so-far">Evidence so far</h2>
          {files.length === 0 && <p className="quiet">None yet.</p>}
          <ul className="files">
            {files.map(({ name, size, item }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: names may be alike, and the list never moves
              <li key={at}>
                <span dir="auto">{name}</span> <small className="quiet">{sizeText(size)}</small>
                {item !== null && (
                  <p className="quiet" dir="auto">
                    Shows: {item}
                  </p>
                )}
              </li>
            ))}
          </ul>
        </section>
        <button type="button" className="second" data-done="" hidden>
          Done
        </button>
      </main>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own words, and nothing that anybody typed */}
      <script nonce={nonce} dangerouslySetInnerHTML={{ __html: SCRIPT }} />
    </>
  )
}

function Outcomes({ outcomes }: Pick<EvidenceShown, 'outcomes'>) {
  const isWell = outcomes.every(({ problem }) => problem === null)
  return (
    <section className={isWell ? 'notice done' : 'notice error'} role={isWell ? 'status' : 'alert'}>
      <ul>
        {outcomes.map(({ name, problem, held }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: names may be alike, and the list never moves
          <li key={at} dir="auto" className={problem === null ? undefined : 'error'}>
            {problem === null
              ? `${held ? 'Already there' : 'Added'}: ${name}`
              : `Not added: ${name}. ${problem}`}
          </li>
        ))}
      </ul>
    </section>
  )
}

function AddForm({ shown }: { readonly shown: EvidenceShown }) {
  const { asked, takes } = shown
  return (
    <form method="post" action="/hubspot/evidence" encType="multipart/form-data">
      <input type="hidden" name="pass" value={shown.pass} />
      <label htmlFor="files">Choose files, or drop them here</label>
      <input
        id="files"
        name="files"
        type="file"
        multiple
        required
        accept={takes.accept}
        aria-describedby="limits"
      />
      <p className="quiet" id="limits">
        PDF, pictures, Office, text or e-mail: {takes.atOnce} at once, {takes.size} each.
      </p>
      {asked.length > 0 && (
        <>
          <label htmlFor="item">What they show</label>
          <select id="item" name="item">
            <option value="">Nothing in particular that was asked</option>
            {asked.map(({ item, found }) => (
              <option key={item} value={item}>
                {item}
                {found > 0 ? ` (${found === 1 ? '1 file' : `${found} files`} already)` : ''}
              </option>
            ))}
          </select>
        </>
      )}
      <label htmlFor="note">A note, if you like</label>
      <input id="note" name="note" type="text" maxLength={500} dir="auto" />
      <button type="submit">Add evidence</button>
    </form>
  )
}
