import { readSentenceFacts } from '../../start-from/read-sentence'
import { stageSentence } from '../../start-from/sentence/stage-sentence'
import type { StagedSchedule } from '../../start-from/staged-schedule'
import type { sentenceRoutes } from '../contract/sentence-routes'
import type { Handlers } from '../contract-router'
import { stagedView, withWhatIsLeft } from '../views/staged-view'
import type { HandlerParts } from './handler-parts'

/** A plan in plain words, staged for review. Nothing is written. */
export function sentenceHandlers(parts: HandlerParts): Pick<Handlers, keyof typeof sentenceRoutes> {
  return {
    readFromText: {
      async before({ caller, params }) {
        await parts.learnDeal(caller.workspaceId, params['dealId'] ?? '')
        await parts.refreshMasters(caller.workspaceId, 'customers')
      },
      async run(sql, { params, body }) {
        const answers = body.answers ?? []
        const dealId = params['dealId'] ?? ''
        const facts = await readSentenceFacts(sql, parts.clock, { dealId, text: body.text, answers })
        const staged = stageSentence(body.text, facts, answers)
        // Without a currency no amount is known: that is one question, not one for each.
        const whole = asksCurrency(staged) ? staged : withWhatIsLeft(staged)
        return { value: stagedView(whole) }
      },
    },
  }
}

const asksCurrency = ({ questions }: StagedSchedule): boolean =>
  questions.some(({ pointer }) => pointer === '/contractValue/currency')
