import { record } from '../../history/history-table'
import type { Sql } from '../../postgres/database'
import type { Actor } from '../../tenants/actor'
import { invalid } from '../../tenants/refusal'
import { changeWorkspace, readWorkspace, type Workspace } from '../../tenants/workspace-table'
import { readIsUnitedStates } from '../composing/read-billing-facts'
import { languageRules } from './language'
import { changedWords, type WordingChanges, wordingErrors } from './phrase-changes'
import { phraseNames } from './phrase-rules'
import { phrasesOf } from './wording'

/**
 * Words invoices otherwise from now on. Those that were decided keep their words; those that wait for review are worded
 * anew when they are made. Refuses validation_failed.
 */
export async function changeWording(sql: Sql, actor: Actor, changes: WordingChanges): Promise<Workspace> {
  const before = await readWorkspace(sql)
  const errors = wordingErrors(before.settings, changes, await readIsUnitedStates(sql))
  if (errors.length > 0) throw invalid(errors)
  const after = { ...before, settings: changedWords(before.settings, changes) }
  await changeWorkspace(sql, after)
  const [was, is] = [phrasesOf(before.settings), phrasesOf(after.settings)]
  const isSameLanguage = before.settings.language === after.settings.language
  const changed = isSameLanguage
    ? phraseNames.filter((name) => was[name] !== is[name])
    : phraseNames.filter((name) => changes.phrases?.[name] !== undefined)
  if (isSameLanguage && changed.length === 0) return after
  const told = (workspace: Workspace) => ({
    language: languageRules[workspace.settings.language].name,
    ...Object.fromEntries(changed.map((name) => [name, phrasesOf(workspace.settings)[name]])),
  })
  await record(sql, actor, [
    { what: 'Changed the wording of invoices', before: told(before), after: told(after) },
  ])
  return after
}
