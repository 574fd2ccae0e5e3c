import type { DealPipeline, Deal as HubSpotDeal } from '../../connectors/hubspot/objects'
import { type Money, parseAmount } from '../money/money'
import { storableText } from '../postgres/storable-json'

/** A HubSpot deal as Milepost keeps it. HubSpot is right about deals; this is what was last read. */
export interface Deal {
  readonly dealId: string
  readonly name: string
  /** Decimal text as HubSpot has it; not every deal has an amount. */
  readonly amount: string | null
  readonly currency: string | null
  readonly pipelineId: string | null
  readonly stageId: string | null
  readonly stageLabel: string | null
  readonly won: boolean
  readonly ownerId: string | null
  readonly company: string | null
  readonly archived: boolean
  readonly modifiedAt: Date | null
  /** The owner's name; left out where it was not read. */
  readonly owner?: string | null
}

/** A deal as it is held, with what Milepost itself remembers of it. */
export interface StoredDeal extends Deal {
  readonly owner: string | null
  /** The deal that it was merged into while both had a plan; it keeps its own, and nothing more is billed by it. */
  readonly mergedInto: string | null
  /** Since when it has this amount; null where it never changed while it was known. */
  readonly amountSince: Date | null
  /** It has no amount now, but it had, or what was merged into it had: somebody emptied it in HubSpot. */
  readonly emptied: boolean
}

/**
 * A deal from HubSpot's answer. Whether its stage is won comes from the pipeline's own metadata, unless the workspace
 * named its won stages.
 */
export function dealFromHubSpot(
  deal: HubSpotDeal,
  pipelines: readonly DealPipeline[],
  names: { readonly company: string | null; readonly owner: string | null },
  home: { readonly currency: string; readonly wonStages: readonly string[] },
): Deal {
  const text = (given: string | null | undefined): string | null => (given ? storableText(given) : null)
  const property = (name: string): string | null => text(deal.properties[name])
  const pipeline = pipelines.find((each) => each.id === property('pipeline'))
  const stage = pipeline?.stages.find((each) => each.id === property('dealstage'))
  return {
    dealId: deal.id,
    name: property('dealname') ?? 'Unnamed deal',
    amount: property('amount'),
    currency: property('deal_currency_code') ?? home.currency,
    pipelineId: property('pipeline'),
    stageId: property('dealstage'),
    stageLabel: text(stage?.label),
    won: pipeline !== undefined && stage !== undefined && isWon(pipeline, stage, home.wonStages),
    ownerId: property('hubspot_owner_id'),
    company: text(names.company),
    owner: text(names.owner),
    archived: deal.archived ?? false,
    modifiedAt: modifiedAt(deal),
  }
}

/** When HubSpot's deal was changed last; its dates are text in ISO form, or in milliseconds; null for anything else. */
export function modifiedAt(deal: HubSpotDeal): Date | null {
  const modified = deal.properties['hs_lastmodifieddate'] || deal.updatedAt || null
  const at = modified === null ? null : new Date(/^\d+$/.test(modified) ? Number(modified) : modified)
  return at === null || Number.isNaN(at.getTime()) ? null : at
}

/** Whether a stage means that the deal is won. A pipeline none of whose stages is in `wonStages` decides by itself. */
export function isWon(
  pipeline: DealPipeline,
  stage: DealPipeline['stages'][number],
  wonStages: readonly string[],
): boolean {
  if (pipeline.stages.some((each) => wonStages.includes(each.id))) return wonStages.includes(stage.id)
  return stage.metadata?.['isClosed'] === 'true' && Number(stage.metadata['probability']) === 1
}

/** The deal's amount as money; null when it has none, or one that its currency can't hold. */
export function dealAmount(deal: Pick<Deal, 'amount' | 'currency'>): Money | null {
  return deal.amount === null || deal.currency === null ? null : parseAmount(deal.amount, deal.currency)
}
