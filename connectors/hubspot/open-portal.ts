import { addNote, keepFile, readDealNotes } from './add-note'
import { asker } from './ask'
import { companyNames } from './company-names'
import { dealPropertyStates, ensureDealProperties } from './ensure-deal-properties'
import type { OpenPortal } from './portal'
import { readAccount, readOwners, readPipelines } from './read-account'
import { dealsModifiedSince, listDeals, readDeal, readDeals } from './read-deals'
import { readLineItems, readQuotes, readSigners } from './read-offers'
import { readParties } from './read-parties'
import { readNote, rewriteNote } from './rewrite-note'
import { updateDeals } from './update-deals'

/** Opens one portal for one caller. Sends nothing by itself. */
export const openPortal: OpenPortal = (portalId, caller) => {
  const ask = asker(caller)
  return {
    portalId,
    readDeals: (ids, how) => readDeals(ask, ids, how),
    readDeal: (id) => readDeal(ask, id),
    dealsModifiedSince: (since, beyond) => dealsModifiedSince(ask, since, beyond),
    listDeals: (options) => listDeals(ask, options),
    updateDeals: (updates) => updateDeals(ask, updates),
    ensureDealProperties: (group, definitions) => ensureDealProperties(ask, group, definitions),
    dealPropertyStates: () => dealPropertyStates(ask),
    companyNames: (dealIds) => companyNames(ask, dealIds),
    lineItems: (of, id) => readLineItems(ask, of, id),
    quotes: (dealId) => readQuotes(ask, dealId),
    signers: (quoteId) => readSigners(ask, quoteId),
    parties: (dealId) => readParties(ask, dealId),
    keepFile: (file) => keepFile(ask, file),
    dealNotes: (dealId) => readDealNotes(ask, dealId),
    addNote: (note) => addNote(ask, note),
    readNote: (id) => readNote(ask, id),
    rewriteNote: (id, body) => rewriteNote(ask, id, body),
    pipelines: () => readPipelines(ask),
    owners: () => readOwners(ask),
    account: () => readAccount(ask),
  }
}
