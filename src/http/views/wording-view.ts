import { languageRules } from '../../invoices/words/language'
import type { MilestoneChoice } from '../../invoices/words/milestone-choice-table'
import { fitsUnitedStates } from '../../invoices/words/phrase-changes'
import { phraseNames, ruleOf } from '../../invoices/words/phrase-rules'
import { LONGEST_PHRASE } from '../../invoices/words/template'
import { type Language, languages, type WorkspaceSettings } from '../../tenants/workspace-settings'
import type { WordingView } from '../contract/wording'

/** Every phrase of one language, shipped and the workspace's own. */
export function wordingView(
  settings: Pick<WorkspaceSettings, 'language' | 'phrases'>,
  language: Language,
  isUnitedStates: boolean,
  milestones: readonly MilestoneChoice[],
): WordingView {
  const own = settings.phrases[language] ?? {}
  return {
    language,
    used: settings.language,
    languages: languages.map((code) => ({
      code,
      name: languageRules[code].name,
      barred: isUnitedStates && !fitsUnitedStates(code),
    })),
    longest: LONGEST_PHRASE,
    phrases: phraseNames.map((name) => {
      const { group, for: says, takes, needs, mayGo } = ruleOf(name)
      return {
        name,
        group,
        for: says,
        shipped: languageRules[language].phrases[name],
        own: own[name] ?? null,
        takes: [...takes],
        needs: [...needs],
        mayGo: mayGo === true,
      }
    }),
    milestones: milestones.map(({ milestoneId, name, deal }) => ({ id: milestoneId, name, deal })),
  }
}
