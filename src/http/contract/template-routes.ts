import { list, nothing, type Route } from './route'
import { schedule } from './schedule'
import * as template from './template'

export const templateRoutes = {
  listTemplates: {
    method: 'GET',
    path: '/templates',
    summary: 'Schedule templates: the workspace’s own, then those that come with Milepost',
    role: 'viewer',
    answer: list(template.template),
  },
  readTemplate: {
    method: 'GET',
    path: '/templates/{templateId}',
    summary: 'A schedule template',
    role: 'viewer',
    answer: template.template,
  },
  addTemplate: {
    method: 'POST',
    path: '/templates',
    summary: 'Make a template',
    role: 'owner',
    body: template.templateInput,
    answer: template.template,
    status: 201,
  },
  changeTemplate: {
    method: 'PUT',
    path: '/templates/{templateId}',
    summary: 'Change a template; schedules made from it stay as they are',
    role: 'owner',
    body: template.templateInput,
    answer: template.template,
  },
  removeTemplate: {
    method: 'DELETE',
    path: '/templates/{templateId}',
    summary: 'Delete a template; schedules made from it stay as they are',
    role: 'owner',
    answer: nothing,
    status: 204,
  },
  previewTemplate: {
    method: 'POST',
    path: '/templates/{templateId}/preview',
    summary: 'What a template would plan of a contract, to the cent; nothing is stored',
    role: 'viewer',
    body: template.templatePreviewInput,
    answer: template.templatePreview,
  },
  planFromTemplate: {
    method: 'POST',
    path: '/deals/{dealId}/schedule/from-template',
    summary: 'Create the schedule from a template',
    role: 'member',
    body: template.fromTemplateInput,
    answer: schedule,
    status: 201,
  },
  saveAsTemplate: {
    method: 'POST',
    path: '/deals/{dealId}/schedule/save-as-template',
    summary: 'Keep this schedule as a template',
    role: 'owner',
    body: template.saveAsTemplateInput,
    answer: template.template,
    status: 201,
  },
} as const satisfies Record<string, Route>
