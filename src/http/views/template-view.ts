import type { ApprovalDraft } from '../../schedules/draft'
import { isShipped } from '../../schedules/shipped-templates'
import { sumOfTemplate, type Template } from '../../schedules/template'
import type { TemplateView } from '../contract/template'

export function templateView(template: Template & { readonly version?: number }): TemplateView {
  const sum = sumOfTemplate(template)
  return {
    id: template.id,
    name: template.name,
    description: template.description,
    shipped: isShipped(template.id),
    milestones: template.milestones.map((milestone) => ({
      name: milestone.name,
      share: milestone.share,
      description: milestone.description,
      deliverable: milestone.deliverable,
      criteria: [...milestone.criteria],
      evidenceRequired: [...milestone.evidenceRequired],
      plannedAfterDays: milestone.plannedAfterDays,
      approval: asked(milestone.approval ?? undefined) ?? null,
    })),
    defaults: { ...template.defaults, approval: asked(template.defaults.approval) },
    sumPercent: percentOf(sum.over, sum.under),
    whole: sum.over === sum.under,
    version: template.version ?? 1,
  }
}

const asked = (approval: ApprovalDraft | undefined) =>
  approval && { required: approval.required, windowDays: approval.windowDays, deemed: approval.deemed }

/** A ratio as a percentage of at most four decimals, the last one rounded. */
function percentOf(over: bigint, under: bigint): string {
  const units = (2n * over * 1_000_000n + under) / (2n * under)
  const decimals = (units % 10_000n).toString().padStart(4, '0').replace(/0+$/, '')
  return `${units / 10_000n}${decimals === '' ? '' : `.${decimals}`}`
}
