import type { PortalMilestone, PortalReview } from '../../http/contract/portal'
import { AnswerForm, FieldError } from './answer-form'
import { english as words } from './english'
import { outcomes, type Shown } from './shown'
import { moneyText } from './written'

interface PartFormProps {
  readonly shown: Shown
  readonly milestone: PortalMilestone
  readonly review: PortalReview
}

/** Accepting a part: first how much, which only looks ahead; then what will happen, in figures, and the signature. */
export function PartForm({ shown, milestone: { id }, review }: PartFormProps) {
  const part = shown.part?.milestoneId === id ? shown.part : null
  if (part?.amounts) {
    const { accepted, rest } = part.amounts
    const back = `${shown.root}#m-${id}`
    return (
      <>
        <AnswerForm
          shown={shown}
          about={id}
          path="milestones"
          verb="approve-part"
          hidden={{ accepted: part.accepted, outcome: part.outcome }}
          ahead={
            <p dir="auto">
              {words.partAhead[part.outcome](moneyText(accepted), moneyText(rest), shown.page.company.name)}
            </p>
          }
          reason={part.outcome === 'carry' ? words.whatIsMissing : words.comment}
          button={`${words.verbs['approve-part']}: ${moneyText(accepted)}`}
        />
        <p>
          <a href={back}>{words.otherPart}</a>
        </p>
      </>
    )
  }
  const field = `part-${id}`
  const problem = part?.problem ?? undefined
  return (
    <form method="get" action={`${shown.root}#m-${id}`}>
      <input type="hidden" name="part" value={id} />
      <label htmlFor={field}>{words.partQuestion}</label>
      <input
        id={field}
        name="accepted"
        type="text"
        inputMode="text"
        maxLength={40}
        required
        defaultValue={part?.accepted}
        aria-describedby={problem === undefined ? `${field}-hint` : `${field}-hint ${field}-error`}
        aria-invalid={problem === undefined ? undefined : true}
      />
      <p id={`${field}-hint`} className="quiet">
        {words.partHint(moneyText(review.amount))}
      </p>
      <FieldError id={field} text={problem} />
      <fieldset>
        <legend>{words.outcomeQuestion}</legend>
        {outcomes.map((outcome) => (
          <div className="tick" key={outcome}>
            <input
              type="radio"
              id={`${outcome}-${id}`}
              name="outcome"
              value={outcome}
              defaultChecked={outcome === (part?.outcome ?? 'split')}
            />
            <label htmlFor={`${outcome}-${id}`}>{words.outcomes[outcome]}</label>
          </div>
        ))}
      </fieldset>
      <button type="submit" className="second">
        {words.lookAhead}
      </button>
    </form>
  )
}
