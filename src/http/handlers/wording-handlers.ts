import { readIsUnitedStates } from '../../invoices/composing/read-billing-facts'
import { changeWording } from '../../invoices/words/change-wording'
import { lookAtWording } from '../../invoices/words/look-at-wording'
import { readMilestoneChoices } from '../../invoices/words/milestone-choice-table'
import type { Sql } from '../../postgres/database'
import { readWorkspace, type Workspace } from '../../tenants/workspace-table'
import type { WordingLanguage } from '../contract/wording'
import type { Handlers } from '../contract-router'
import { aheadView } from '../views/preview-view'
import { wordingView } from '../views/wording-view'
import type { HandlerParts } from './handler-parts'

/** As many milestones as one looks through to find one whose invoice one knows. */
const MOST_CHOICES = 50

type WordingRoutes = 'readWording' | 'changeWording' | 'previewWording'

/** The words of invoices: read, changed, and looked at before they are kept. */
export function wordingHandlers({ clock }: Pick<HandlerParts, 'clock'>): Pick<Handlers, WordingRoutes> {
  const view = async (sql: Sql, { settings }: Workspace, language: WordingLanguage) =>
    wordingView(
      settings,
      language,
      await readIsUnitedStates(sql),
      await readMilestoneChoices(sql, MOST_CHOICES),
    )
  return {
    readWording: {
      async run(sql, { query }) {
        const workspace = await readWorkspace(sql)
        return { value: await view(sql, workspace, query.language ?? workspace.settings.language) }
      },
    },
    changeWording: {
      async run(sql, { body, caller }) {
        const workspace = await changeWording(sql, caller.actor, body)
        return { value: await view(sql, workspace, workspace.settings.language) }
      },
    },
    previewWording: {
      async run(sql, { body: { milestoneId, ...changes } }) {
        const { schedule, ahead, number, errors } = await lookAtWording(
          sql,
          clock,
          changes,
          milestoneId ?? null,
        )
        const invoice = aheadView(schedule, ahead, 'post', `Milepost M${number}-…`)
        return { value: { invoice, errors: errors.map(({ pointer, detail }) => ({ pointer, detail })) } }
      },
    },
  }
}
