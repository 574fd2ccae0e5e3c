import { readSentenceFacts } from '../../start-from/read-sentence'
import { stageSentence } from '../../start-from/sentence/stage-sentence'
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
        return { value: stagedView(withWhatIsLeft(stageSentence(body.text, facts, answers))) }
      },
    },
  }
}
