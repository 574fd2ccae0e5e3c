import type { Reason } from './hubspot-fidelity-differences'

const own = 'every exchange, portal and app has ids, times and tokens of its own'
const sample = 'the sample portal holds other deals and people'

/** Why answers of the API may differ from the recorded ones. */
export const apiReasons: readonly Reason[] = [
  {
    where:
      /\/(correlationId|startedAt|completedAt|createdAt|updatedAt|id|hs_object_id|token|access_token|refresh_token|hub_id|user_id|app_id|client_id|expiresAt|hubId|userId|appId): \S+ is /,
    why: own,
  },
  { where: /\/context\/expire time\/0: \S+ is /, why: own },
  { where: /\/expires_in: 1789 is (1799|1800)/, why: own },
  { where: /introspect\/(user|hub_domain): /, why: sample },
  {
    where: /conflict\/body\/message: .*Existing ID: 401" is "Contact already exists\. Existing ID: \d+"/,
    why: own,
  },
  { where: /\/groupName: "publicapi:\S+:XXXX" is "publicapi:\S+:\d+"/, why: own },
  { where: /batchCreateMultiStatus\S+\/message: .*portalId\\*":891936587/, why: own },
  {
    where: /invalidInteger\/body\/(message|errors\/0\/message): /,
    why: 'the page shows a placeholder sentence; live bodies name the value (github.com/Atlas-Authority/marketing-automation issue 206)',
  },
  {
    where: /(requiredGranularScopes|scopes)\/\d+: /,
    why: 'the scopes are those of the app and of the call made here',
  },
  {
    where: /batchCreateMultiStatus\/body\/results\/0\/properties\/\w+: only here/,
    why: 'the page shortens the created record to its id',
  },
  {
    where: /batchCreateMultiStatus\/body\/results\/0\/objectWriteTraceId: only here/,
    why: "HubSpot's own client knows the field; the page leaves it out",
  },
  {
    where: /oauthBadHub\/body\/error_description: only here/,
    why: 'the quotation of this body is second-hand; its sister for a bad refresh token has the field',
  },
  {
    where:
      /introspect\/signed_access_token\/(scopes|signature|scopeToScopeGroupPks|newSignature): "xx" is ""/,
    why: 'nobody reads the signed form of a token',
  },
  {
    where: /introspect\/(signed_access_token\/isPrivateDistribution|is_private_distribution): true is false/,
    why: 'the recorded app is private, ours is a marketplace app',
  },
  {
    where: /^pipeline(\/stages\/\d)?\/(createdAt|updatedAt): only here/,
    why: "the reference leaves out dates that HubSpot's own client requires",
  },
]

/** Why webhook events and workflow calls may differ from the recorded ones. */
export const eventReasons: readonly Reason[] = [
  {
    where:
      /\/(eventId|subscriptionId|occurredAt|objectId|primaryObjectId|mergedObjectIds\/0|newObjectId|fromObjectId|toObjectId|portalId|callbackId): \S+ is /,
    why: own,
  },
  { where: /\/numberOfPropertiesMoved: 4 is \d+/, why: sample },
  { where: /^workflow\/object\/properties\/(dealname|amount): /, why: sample },
  {
    where:
      /^generic (creation|change|date|deletion)\/(objectTypeId: "2-\d+" is "0-3"|propertyName: |propertyValue: )/,
    why: 'the live captures are of a custom object, ours of a deal',
  },
  {
    where: /^generic (deletion|change|creation|date)\/changeSource: "CRM_UI_BULK_ACTION" is "CRM_UI"/,
    why: 'a person here archives one deal at a time',
  },
  {
    where: /^link 2026\/(subscriptionId|isPrimaryAssociation): only here/,
    why: 'the capture of 2026 lacks these keys and that of 2024 has them: receivers do without, the simulator sends them',
  },
  {
    where: /^link (2026|2024)\/(associationType|subscriptionType|associationRemoved): /,
    why: 'the captures tell of other pairs of records than deal and company, or of a removal',
  },
]
