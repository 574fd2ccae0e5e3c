import type { Call } from './call'
import type { Given } from './check-properties'
import type { CrmObject } from './crm-object'
import type { ObjectType } from './object-types'
import { type ShownObject, showObject } from './show-object'

/** An update's answer: what was written, what follows from it, and the dates. */
export function showWritten(call: Call, type: ObjectType, object: CrmObject, written: Given): ShownObject {
  const calculated = call.portal
    .properties(type)
    .all()
    .filter((each) => each.calculated && object.properties[each.name] !== undefined)
  const names = [...Object.keys(written), ...calculated.map((each) => each.name)]
  return showObject(object, type, names, () => true)
}
