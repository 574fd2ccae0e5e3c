import type { Clock } from '../../../src/clock/clock'
import type { Journal } from '../../simulation/journal'
import type { Behaviour } from './behaviour'
import { type BookEvent, type Books, type CompanyProfile, inBooks, openBooks } from './company-books'
import type { Kind } from './kinds'
import { printEntity } from './print-entity'
import { Refusal } from './refusal'
import type { Entity, Value } from './value'
import { answerTime } from './vendor-time'

/** All companies of the simulator, and the one way to work on their books. */
export interface Office {
  readonly behaviour: Behaviour
  readonly clock: Clock
  companies(): readonly CompanyProfile[]
  company(realmId: string): CompanyProfile | null
  /** One call on a company's books, kept whole or not at all; then the company rings. Refusals are answered. */
  work<T>(
    company: CompanyProfile,
    by: 'app' | 'person',
    call: (books: Books) => T,
  ): { readonly answer: T } | Refusal
  /** An entity as an answer shows it. */
  print(company: CompanyProfile, kind: Kind, row: Entity): Entity
  /** The time that every answer ends with. */
  time(company: CompanyProfile): string
}

export function openOffice(given: {
  readonly journal: Journal<Value>
  readonly clock: Clock
  readonly behaviour: Behaviour
  readonly companies: readonly CompanyProfile[]
  readonly ring: (events: readonly BookEvent[]) => void
  readonly baseUrl: () => string
}): Office {
  const { journal, clock, behaviour, companies, ring, baseUrl } = given
  return {
    behaviour,
    clock,
    companies: () => companies,
    company: (realmId) => companies.find((one) => one.realmId === realmId) ?? null,
    work: (company, by, call) => {
      const books = openBooks(journal, company, clock)
      const done = inBooks(books, () => call(books))
      if (done instanceof Refusal) return done
      if (by === 'person' || behaviour.value('echo-own-writes') === 'yes') ring(done.events)
      return { answer: done.answer }
    },
    print: (company, kind, row) => printEntity(kind, row, company.realmId, baseUrl(), clock.now()),
    time: (company) => answerTime(clock.now(), company.zone),
  }
}
