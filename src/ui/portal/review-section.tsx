import type { PortalMilestone, PortalReview } from '../../http/contract/portal'
import { AnswerForm, Way } from './answer-form'
import { english as words } from './english'
import { PartForm } from './part-form'
import type { Shown } from './shown'
import { Asked, Submitted } from './submitted'
import { deadlineText, listed, moneyText } from './written'

interface ReviewSectionProps {
  readonly shown: Shown
  readonly milestone: PortalMilestone
  readonly review: PortalReview
}

/** What the reader is asked to accept: the largest thing on the page. */
export function ReviewSection({ shown, milestone, review }: ReviewSectionProps) {
  const { company } = shown.page
  const { id } = milestone
  const amount = moneyText(review.amount)
  const others = review.approvers.filter((each) => !each.answered).map(({ name }) => name)
  const waits = review.rule === 'all' && others.length > 1
  const open = (verb: string) => shown.problem?.about === id && shown.problem.verb === verb
  return (
    <section className="asked-for" id={`m-${id}`} aria-labelledby={`t-${id}`}>
      <header>
        <h2 id={`t-${id}`}>
          <small>{words.pleaseLookAt} </small>
          <bdi>{review.name}</bdi>
        </h2>
        <p className="amount figure">{amount}</p>
      </header>
      <Submitted review={review} zone={company.zone} level="h3" />
      <Asked approvers={review.approvers} rule={review.rule} />
      {review.endsAt !== null && (
        <p className="deadline">
          {(review.silence === 'accepts' ? words.silence : words.answerBy)(
            deadlineText(review.endsAt, company.zone),
          )}
        </p>
      )}
      {review.silence === 'later' && <p className="deadline">{words.silenceLater}</p>}
      <div className="ways">
        <Way about={id} title={words.verbs.approve} main open={open('approve')}>
          <AnswerForm
            shown={shown}
            about={id}
            path="milestones"
            verb="approve"
            ahead={
              <p dir="auto">
                {waits
                  ? words.approveAheadAll(review.name, listed(others))
                  : words.approveAhead(review.name, amount, company.name)}
              </p>
            }
            reason={words.comment}
            button={`${words.verbs.approve} ${review.name}`}
          />
        </Way>
        <Way about={id} title={words.verbs['request-revision']} open={open('request-revision')}>
          <AnswerForm
            shown={shown}
            about={id}
            path="milestones"
            verb="request-revision"
            ahead={<p dir="auto">{words.reviseAhead(review.name, company.name)}</p>}
            reason={words.whatShouldChange}
            button={words.verbs['request-revision']}
          />
        </Way>
        {review.mayAcceptPart && (
          <Way
            about={id}
            title={words.verbs['approve-part']}
            open={open('approve-part') || shown.part?.milestoneId === id}
          >
            <PartForm shown={shown} milestone={milestone} review={review} />
          </Way>
        )}
      </div>
    </section>
  )
}
