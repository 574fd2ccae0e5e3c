import type { FormAnswer, LanguageModel } from '../../../connectors/language-model/fill-form'
import { readSentenceFacts } from '../../start-from/read-sentence'
import {
  type FilledForm,
  judgeForm,
  modelData,
  modelInstructions,
  modelNote,
} from '../../start-from/sentence/model-form'
import { stageSentence } from '../../start-from/sentence/stage-sentence'
import type { StagedSchedule } from '../../start-from/staged-schedule'
import type { sentenceRoutes } from '../contract/sentence-routes'
import type { Asked, Handlers } from '../contract-router'
import { filledForm, filledFormSchema } from '../views/filled-form'
import { stagedView, withWhatIsLeft } from '../views/staged-view'
import type { HandlerParts } from './handler-parts'

/** A form that a model filled in soundly, or why there is none. */
type Filled = { readonly form: FilledForm } | { readonly why: Extract<FormAnswer, { why: string }>['why'] }

/** A plan in plain words, staged for review. Nothing is written; a model is asked only where a key is set. */
export function sentenceHandlers(parts: HandlerParts): Pick<Handlers, keyof typeof sentenceRoutes> {
  const filled = new WeakMap<object, Filled>()
  return {
    readFromText: {
      async before(asked) {
        const { workspaceId } = asked.caller
        await parts.learnDeal(workspaceId, asked.params['dealId'] ?? '')
        await parts.refreshMasters(workspaceId, 'customers')
        if (parts.languageModel) filled.set(asked, await fill(parts, parts.languageModel, asked))
      },
      async run(sql, asked) {
        const { text, answers = [] } = asked.body
        const found = filled.get(asked)
        const names = found && 'form' in found ? [found.form.customerName ?? ''] : []
        const facts = await readSentenceFacts(sql, parts.clock, requestOf(asked), names)
        const staged =
          found && 'form' in found
            ? judgeForm(text, facts, answers, found.form)
            : stageSentence(text, facts, answers)
        const notes = found && 'why' in found ? [modelNote(found.why), ...staged.notes] : staged.notes
        return { value: stagedView(whole({ ...staged, notes })) }
      },
    },
  }
}

const requestOf = ({ params, body }: Asked<'readFromText'>) => ({
  dealId: params['dealId'] ?? '',
  text: body.text,
  answers: body.answers ?? [],
})

async function fill(
  parts: HandlerParts,
  model: LanguageModel,
  asked: Asked<'readFromText'>,
): Promise<Filled> {
  const request = requestOf(asked)
  const facts = await parts.database.inWorkspace(asked.caller.workspaceId, (sql) =>
    readSentenceFacts(sql, parts.clock, request),
  )
  const answer = await model.fillForm({
    instructions: modelInstructions,
    data: modelData(request.text, facts, request.answers),
    form: filledFormSchema,
  })
  if (answer.outcome === 'failed') return { why: answer.why }
  const checked = filledForm.safeParse(answer.form)
  return checked.success ? { form: checked.data } : { why: 'unreadable' }
}

/** Without a currency no amount is known: that is one question, not one for each milestone. */
function whole(staged: StagedSchedule): StagedSchedule {
  const asksCurrency = staged.questions.some(({ pointer }) => pointer === '/contractValue/currency')
  return asksCurrency ? staged : withWhatIsLeft(staged)
}
