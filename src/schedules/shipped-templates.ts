import type { Share } from '../money/share'
import type { Template, TemplateMilestone } from './template'

const phase = (
  name: string,
  share: string | Share,
  deliverable: string,
  ...criteria: string[]
): TemplateMilestone => ({
  name,
  share: typeof share === 'string' ? { percent: share } : share,
  description: null,
  deliverable,
  criteria,
  evidenceRequired: [],
  plannedAfterDays: null,
  approval: null,
})

const plans: readonly Omit<Template, 'defaults'>[] = [
  {
    id: 'three-phase',
    name: '3-phase',
    description: 'Kick-off, midpoint, final: 30 / 40 / 30.',
    milestones: [
      phase(
        'Kick-off',
        '30',
        'Signed scope and project plan',
        'Scope signed by both sides',
        'Start date agreed',
      ),
      phase('Midpoint', '40', 'First complete version for review', 'Reviewed together', 'Open points listed'),
      phase('Final delivery', '30', 'Accepted final version', 'All open points closed', 'Handed over'),
    ],
  },
  {
    id: 'five-phase',
    name: '5-phase',
    description: 'Deposit, discovery, design, build, launch: 20 / 15 / 25 / 25 / 15.',
    milestones: [
      phase('Kick-off deposit', '20', 'Signed agreement', 'Agreement signed', 'Project scheduled'),
      phase('Discovery', '15', 'Requirements document', 'Requirements confirmed in writing'),
      phase('Design sign-off', '25', 'Approved designs', 'Every screen approved'),
      phase('Build ready for testing', '25', 'Working build', 'Agreed test list passes'),
      phase(
        'Launch and handover',
        '15',
        'Live system and handover notes',
        'Live for the client',
        'Handover held',
      ),
    ],
  },
  {
    id: 'construction-draw',
    name: 'Construction draw',
    description: 'Permits to walkthrough: 10 / 15 / 20 / 20 / 25 / 10.',
    milestones: [
      phase('Permits', '10', 'Approved permits', 'Permit numbers on file'),
      phase('Foundation', '15', 'Poured and cured foundation', 'Foundation inspection passed'),
      phase('Framing', '20', 'Framed structure', 'Framing inspection passed'),
      phase('Mechanical', '20', 'Plumbing, electrical and ventilation', 'Rough-in inspections passed'),
      phase('Finishing', '25', 'Finished interior and exterior', 'Punch list agreed'),
      phase(
        'Final walkthrough',
        '10',
        'Signed walkthrough list',
        'Punch list closed',
        'Occupancy certificate',
      ),
    ],
  },
  {
    id: 'inspection-based',
    name: 'Inspection-based',
    description: 'Each part is billed when its inspection passes: 25 / 25 / 25 / 25.',
    milestones: [
      phase('First inspection', '25', 'Passed inspection report', 'Report signed by the inspector'),
      phase('Second inspection', '25', 'Passed inspection report', 'Report signed by the inspector'),
      phase('Third inspection', '25', 'Passed inspection report', 'Report signed by the inspector'),
      phase('Final inspection', '25', 'Final approval', 'Final approval issued'),
    ],
  },
  {
    id: 'mobile-app',
    name: 'Mobile app',
    description: 'Requirements, design, alpha, beta, launch: 15 / 20 / 25 / 25 / 15.',
    milestones: [
      phase('Requirements', '15', 'Requirements document', 'Requirements confirmed in writing'),
      phase('UX and UI design', '20', 'Clickable prototype', 'Prototype approved'),
      phase('Alpha', '25', 'Installable alpha build', 'Core flows work on test devices'),
      phase('Beta', '25', 'Beta in testers’ hands', 'No blocking defect is open'),
      phase('Launch', '15', 'Released app', 'Listed in the agreed stores'),
    ],
  },
  {
    id: 'consulting',
    name: 'Consulting',
    description: 'Assessment, analysis, recommendations, roadmap: 25 / 25 / 30 / 20.',
    milestones: [
      phase('Assessment', '25', 'Assessment report', 'Interviews held', 'Report delivered'),
      phase('Analysis', '25', 'Findings', 'Findings presented'),
      phase('Recommendations', '30', 'Recommendations paper', 'Paper discussed and accepted'),
      phase('Roadmap', '20', 'Roadmap with owners and dates', 'Roadmap handed over'),
    ],
  },
  {
    id: 'branding',
    name: 'Branding',
    description: 'Brief, concepts, refinement, assets, handoff: 20 / 25 / 25 / 20 / 10.',
    milestones: [
      phase('Creative brief', '20', 'Signed brief', 'Brief signed'),
      phase('Concepts', '25', 'Three concepts', 'One concept chosen'),
      phase('Refinement', '25', 'Refined concept', 'Refined concept approved'),
      phase('Final assets', '20', 'Logo files and brand guide', 'Files in the agreed formats'),
      phase('Handoff', '10', 'Handoff session', 'Session held', 'Sources handed over'),
    ],
  },
  {
    id: 'sprints',
    name: 'Sprint cadence',
    description: 'Six sprints of two to four weeks, in equal parts.',
    milestones: [1, 2, 3, 4, 5, 6].map((sprint) =>
      phase(
        `Sprint ${sprint}`,
        { fraction: '1/6' },
        `Demo and release of sprint ${sprint}`,
        'Demo held',
        'Agreed sprint goal met',
      ),
    ),
  },
]

/** It comes with Milepost, and is the same for everyone. */
export const isShipped = (templateId: string): boolean => plans.some((plan) => plan.id === templateId)

/** The templates that come with Milepost. Every one sums to 100 %. They leave terms and delivery to the workspace. */
export const shippedTemplates: readonly Template[] = plans.map((plan) => ({ ...plan, defaults: {} }))
