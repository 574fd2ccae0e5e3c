import { formatAmount, type Money, money, parseAmount } from '../../money/money'
import {
  addTemplate,
  changeTemplate,
  listTemplates,
  readTemplate,
  removeTemplate,
  saveAsTemplate,
} from '../../schedules/keep-templates'
import { readMilestones } from '../../schedules/milestone-table'
import { planFromTemplate } from '../../schedules/plan-from-template'
import { amountsOf, type Template } from '../../schedules/template'
import { invalid, notFound } from '../../tenants/refusal'
import type { TemplateInput } from '../contract/template'
import type { Handlers } from '../contract-router'
import { scheduleView } from '../views/deal-view'
import { moneyView } from '../views/money-view'
import { templateView } from '../views/template-view'
import type { HandlerParts } from './handler-parts'

type TemplateRoutes =
  | 'listTemplates'
  | 'readTemplate'
  | 'addTemplate'
  | 'changeTemplate'
  | 'removeTemplate'
  | 'previewTemplate'
  | 'planFromTemplate'
  | 'saveAsTemplate'

export function templateHandlers(parts: HandlerParts): Pick<Handlers, TemplateRoutes> {
  return {
    listTemplates: {
      async run(sql) {
        return { value: { items: (await listTemplates(sql)).map(templateView), next: null } }
      },
    },
    readTemplate: {
      async run(sql, { params }) {
        const template = await readTemplate(sql, params['templateId'] ?? '')
        if (!template) throw notFound('template')
        return answered(template)
      },
    },
    addTemplate: {
      async run(sql, { body, caller }) {
        return answered(await addTemplate(sql, caller.actor, templateFrom(body)))
      },
    },
    changeTemplate: {
      async run(sql, { params, body, caller, ifVersion }) {
        const template = { id: params['templateId'] ?? '', ...templateFrom(body) }
        return answered(await changeTemplate(sql, caller.actor, template, ifVersion))
      },
    },
    removeTemplate: {
      async run(sql, { params, caller }) {
        await removeTemplate(sql, caller.actor, params['templateId'] ?? '')
        return { value: {} }
      },
    },
    previewTemplate: {
      async run(sql, { params, body }) {
        const template = await readTemplate(sql, params['templateId'] ?? '')
        if (!template) throw notFound('template')
        return { value: previewOf(template, contractOf(body.contractValue)) }
      },
    },
    planFromTemplate: {
      before: ({ caller, params }) => parts.learnDeal(caller.workspaceId, params['dealId'] ?? ''),
      async run(sql, { params, body, caller }) {
        const schedule = await planFromTemplate(sql, caller.actor, {
          dealId: params['dealId'] ?? '',
          templateId: body.templateId,
          contractValue: body.contractValue ?? null,
          contractDate: body.contractDate ?? null,
        })
        const milestones = await readMilestones(sql, [schedule.scheduleId])
        return { value: scheduleView(schedule, milestones), version: schedule.version }
      },
    },
    saveAsTemplate: {
      async run(sql, { params, body, caller }) {
        const request = { dealId: params['dealId'] ?? '', name: body.name }
        return answered(await saveAsTemplate(sql, caller.actor, request))
      },
    },
  }
}

const answered = (template: Template) => {
  const value = templateView(template)
  return { value, version: value.version }
}

const templateFrom = (body: TemplateInput): Omit<Template, 'id'> => ({
  name: body.name,
  description: body.description ?? '',
  milestones: body.milestones.map((milestone) => ({
    name: milestone.name,
    share: milestone.share,
    description: milestone.description || null,
    deliverable: milestone.deliverable || null,
    criteria: milestone.criteria ?? [],
    evidenceRequired: milestone.evidenceRequired ?? [],
    plannedAfterDays: milestone.plannedAfterDays ?? null,
    approval: milestone.approval ?? null,
  })),
  defaults: body.defaults ?? {},
})

function contractOf(value: { amount: string; currency: string }): Money {
  const parsed = parseAmount(value.amount, value.currency)
  if (parsed === null) {
    const detail = `${value.amount} has more digits than ${value.currency} has.`
    throw invalid([{ pointer: '/contractValue/amount', detail }])
  }
  return parsed
}

function previewOf(template: Template, contract: Money) {
  const amounts = amountsOf(template, contract.minor)
  const scheduled = amounts.reduce((sum, amount) => sum + amount, 0n)
  const view = (minor: bigint) => moneyView(minor, contract.currency)
  return {
    milestones: template.milestones.map(({ name, share }, index) => ({
      name,
      share,
      amount: {
        amount: formatAmount(money(amounts[index] ?? 0n, contract.currency)),
        currency: contract.currency,
      },
    })),
    scheduled: view(scheduled),
    unscheduled: view(contract.minor - scheduled),
  }
}
