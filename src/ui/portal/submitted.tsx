import type { PortalReview } from '../../http/contract/portal'
import { english as words } from './english'
import { momentText, personText, sizeText } from './written'

/** Pictures that are drawn small, and one kind that is shown as it is where it is no burden for a phone. */
const DRAWN = ['image/png', 'image/jpeg', 'image/gif']
const isPicture = ({ type, size }: PortalReview['evidence'][number]): boolean =>
  DRAWN.includes(type) || (type === 'image/webp' && size <= 1_000_000)

/** Of which the page gives a copy that is not byte for byte the file. */
const isGivenWithoutNotes = ({ type }: PortalReview['evidence'][number]): boolean =>
  ['image/png', 'image/jpeg', 'image/webp', 'image/heic'].includes(type)

interface SubmittedProps {
  readonly review: PortalReview
  readonly zone: string
  /** The level of its headings. */
  readonly level: 'h3' | 'h4'
}

/** What was submitted, as it was frozen: what was agreed, and what was delivered. */
export function Submitted({ review, zone, level: Heading }: SubmittedProps) {
  const files = new Map(review.evidence.map((file) => [file.id, file.name]))
  const pictures = review.evidence.filter(isPicture)
  const others = review.evidence.filter((file) => !isPicture(file))
  return (
    <>
      {(review.deliverable !== null || review.criteria.length > 0) && (
        <>
          <Heading>{words.agreed}</Heading>
          {review.deliverable !== null && (
            <p dir="auto" className="typed">
              {review.deliverable}
            </p>
          )}
          {review.criteria.length > 0 && (
            <ul className="ticks">
              {review.criteria.map((criterion) => (
                <li key={criterion} dir="auto">
                  {criterion}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      <Heading>{words.delivered}</Heading>
      {review.note !== null && (
        <blockquote>
          <p dir="auto" className="typed">
            {review.note}
          </p>
          <footer>
            <bdi>{review.submittedBy}</bdi>
          </footer>
        </blockquote>
      )}
      {review.evidence.length === 0 && review.note === null && review.required.length === 0 && (
        <p className="quiet">{words.noFiles}</p>
      )}
      {pictures.length > 0 && (
        <ul className="pictures">
          {pictures.map((file) => (
            <li key={file.id}>
              <a href={file.url} target="_blank" rel="noreferrer">
                <img
                  src={`${file.url}/small`}
                  // Its name and what was said of it stand beside it: nobody has to hear them twice.
                  alt=""
                  width="160"
                  height="120"
                  loading="lazy"
                />
                <span dir="auto">{file.name}</span>
              </a>
              {file.note !== null && (
                <p dir="auto" className="quiet">
                  {file.note}
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
      {review.evidence.some(isGivenWithoutNotes) && <p className="quiet">{words.picturesAsGiven}</p>}
      {(others.length > 0 || review.agreement !== null) && (
        <ul className="files">
          {others.map((file) => (
            <li key={file.id}>
              <a href={file.url} dir="auto" download={file.name}>
                {file.name}
              </a>{' '}
              <small>
                {sizeText(file.size)}
                {words.notShown(file.type)}
              </small>
              {file.note !== null && (
                <p dir="auto" className="quiet">
                  {file.note}
                </p>
              )}
              {file.previewed && <Preview name={file.name} url={file.url} />}
            </li>
          ))}
          {review.agreement !== null && (
            <li>
              <a href={review.agreement.url} dir="auto" download={review.agreement.name}>
                {review.agreement.name}
              </a>{' '}
              <small>{words.agreement(review.agreement.version)}</small>
              {review.agreement.previewed && (
                <Preview name={review.agreement.name} url={review.agreement.url} />
              )}
            </li>
          )}
        </ul>
      )}
      {review.required.length > 0 && (
        <dl className="required">
          {review.required.map(({ item, fileIds, note }) => (
            <div key={item}>
              <dt dir="auto">{item}</dt>
              {fileIds.map((id) => (
                <dd key={id} dir="auto">
                  {files.get(id) ?? ''}
                </dd>
              ))}
              {note !== null && (
                <dd dir="auto">
                  {fileIds.length === 0 && `${words.noFileBecause} `}
                  {note}
                </dd>
              )}
            </div>
          ))}
        </dl>
      )}
      <p className="quiet">
        {words.submitted(review.submittedBy, momentText(review.submittedAt, zone))}
        {review.number > 1 && `, ${words.round(review.number)}`}
      </p>
    </>
  )
}

/** A PDF in place: its frame is asked for when somebody opens it. */
function Preview({ name, url }: { readonly name: string; readonly url: string }) {
  return (
    <details className="preview">
      <summary>
        {words.lookAtIt}
        <span className="unseen">: {name}</span>
      </summary>
      <iframe src={`${url}/preview#navpanes=0&view=FitH`} title={words.previewOf(name)} loading="lazy" />
    </details>
  )
}

/** Who is asked, and who has answered: nothing where only the reader is. */
export function Asked({
  approvers,
  rule,
}: {
  readonly approvers: PortalReview['approvers']
  readonly rule: 'any' | 'all'
}) {
  if (approvers.length < 2) return null
  return (
    <ul className="asked" aria-label={rule === 'all' ? words.allAsked : words.anyAsked}>
      {approvers.map((each) => (
        <li key={`${each.name} ${each.role}`}>
          <bdi>{personText(each)}</bdi>: {each.answered ? words.answered : words.notAnswered}
        </li>
      ))}
      <li className="quiet">{rule === 'all' ? words.allAsked : words.anyAsked}</li>
    </ul>
  )
}
