import { send } from '../api/caller'

/** A person of the embedded default, who can be chosen with one click. */
export interface Choice {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly workspace: string
}

export interface Choices {
  readonly choices: readonly Choice[]
  /** Whether signing in with Intuit is set up. */
  readonly intuit: boolean
}

const address = '/api/v1/sessions'

function isChoice(value: unknown): value is Choice {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['id', 'name', 'role', 'workspace'].every((key) => typeof Reflect.get(value, key) === 'string')
  )
}

/** Sessions stand outside the contract's table: these three calls are made before anyone is anyone. */
export async function readChoices(signal: AbortSignal): Promise<Choices> {
  const answer = await send({ fetch, csrf: () => null }, `${address}/choices`, { signal })
  const choices = typeof answer === 'object' && answer !== null && 'choices' in answer ? answer.choices : []
  return {
    choices: Array.isArray(choices) ? choices.filter(isChoice) : [],
    intuit: typeof answer === 'object' && answer !== null && 'intuit' in answer && answer.intuit === true,
  }
}

export async function signIn(choice: string): Promise<void> {
  await send({ fetch, csrf: () => null }, address, { method: 'POST', body: JSON.stringify({ choice }) })
}

export async function signOut(csrf: string | null): Promise<void> {
  await send({ fetch, csrf: () => csrf }, address, { method: 'DELETE' })
}
